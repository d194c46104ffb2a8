/** Arguments of an operation that stand in a file (`@FILE`) or come on stdin (`-`). */
import type { Readable } from 'node:stream';
import { readNamedFile } from '../component-file.ts';
import { formatBytes } from '../report/numbers.ts';
import { usageError } from '../report/usage-error.ts';

/** What was read for an argument. */
export interface ArgumentContent {
  readonly bytes: Uint8Array;
  /** As it was named: `-`, `@log.txt`. */
  readonly from: string;
}

/** An argument as it stands on the command line, or what it names. */
export type ArgumentText = string | ArgumentContent;

/**
 * Reads what the arguments name. A text that begins with `@`, or is `-`, is itself in JSON: `'"@ann"'`.
 *
 * @param maxBytes - of all of it: no more can be given to a component.
 * @throws AirssysError `AIRSSYS_CLI_USAGE` for a file that cannot be read, more than `maxBytes`, or a second `-`.
 */
export async function readArgumentFiles(
  texts: readonly string[],
  stdin: () => Readable,
  maxBytes: number,
): Promise<readonly ArgumentText[]> {
  if (texts.filter((text) => text === '-').length > 1) {
    throw usageError('Two arguments are -', 'stdin is there once. Put the other one into a file: @FILE.');
  }
  const read: ArgumentText[] = [];
  let left = maxBytes;
  for (const text of texts) {
    const isFile = text.startsWith('@') && text.length > 1;
    if (text !== '-' && !isFile) {
      read.push(text);
      continue;
    }
    const bytes = isFile
      ? await readNamedFile(text.slice(1), `a file that is there, or write the text itself as JSON: '"${text}"'`)
      : await readAll(stdin(), left);
    left -= bytes.length;
    if (left < 0) throw tooMuch(text, maxBytes);
    read.push({ bytes, from: text });
  }
  return read;
}

/** Stops a little after the limit, however much there is. */
async function readAll(stream: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer | string); // no other mode is set
    chunks.push(bytes);
    length += bytes.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

const tooMuch = (from: string, maxBytes: number): Error =>
  usageError(
    `${from === '-' ? 'stdin' : from.slice(1)} is more than a call may be given: ${formatBytes(maxBytes)}`,
    'Give the component less at once, or let it have more: --max-bytes-in.',
    { from, maxBytes },
  );
