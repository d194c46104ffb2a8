/** `airssys audit verify`. */
import { readFile } from 'node:fs/promises';
import { type ChainReport, readChain, verifyChain } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { formatCount } from '../report/numbers.ts';
import { painter } from '../report/paint.ts';
import { printable, widthOf, wrap } from '../report/text.ts';

export interface AuditVerifyFlags {
  readonly keyFile?: string;
  readonly head?: string;
  readonly json?: boolean;
}

/** Answers 1 where the log was tampered with, or is not the one that ends with `--head`. */
export async function auditVerify(io: CommandIo, file: string, flags: AuditVerifyFlags): Promise<ExitCode> {
  if (flags.head !== undefined && !/^[0-9a-f]{64}$/.test(flags.head)) {
    throw new AirssysError('AIRSSYS_CLI_USAGE', `--head is not a hash: ${flags.head}`, {
      hint: 'Give the 64 hexadecimal digits that an earlier `airssys audit verify` has printed.',
    });
  }
  const key = flags.keyFile === undefined ? undefined : await readKey(flags.keyFile);
  const found = headAmong(readChain(file), flags.head);
  const report = await verifyChain(found.lines, key);
  const isShort = report.fault === undefined && flags.head !== undefined && !found.seen();
  const intact = report.fault === undefined && !isShort;
  if (flags.json) {
    const { fault, ...rest } = report;
    printJson(io, { file, intact, ...rest, ...(fault && { fault }), ...(isShort && { missingHead: flags.head }) });
  } else {
    for (const line of sentences(report, isShort)) io.stdout.write(`${wrap(printable(line), widthOf(io.stdout), 2)}\n`);
    const paint = painter(io, io.stdout);
    io.stdout.write(`${intact ? paint.green('intact') : paint.red('TAMPERED WITH')}\n`);
  }
  return intact ? EXIT.ok : EXIT.failed;
}

/** The lines as they are, and whether one of them ended with the hash. A log goes on after its head was noted. */
function headAmong(
  lines: AsyncIterable<string>,
  head: string | undefined,
): { readonly lines: AsyncIterable<string>; readonly seen: () => boolean } {
  let isSeen = false;
  async function* watched(): AsyncIterable<string> {
    for await (const line of lines) {
      isSeen ||= head !== undefined && line.endsWith(`,"hash":"${head}"}`);
      yield line;
    }
  }
  return { lines: watched(), seen: () => isSeen };
}

async function readKey(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AirssysError('AIRSSYS_CLI_USAGE', `The key ${file} cannot be read`, {
      hint: 'Name the file whose bytes are the key of the log.',
      cause,
    });
  }
}

function sentences({ entries, dropped, head, continues, fault }: ChainReport, isShort: boolean): readonly string[] {
  return [
    ...(fault ? [`Line ${fault.line}: ${fault.what}.`] : []),
    `${formatCount(entries)} ${entries === 1 ? 'entry' : 'entries'}${fault ? ' before it' : ''}: whole and in order.`,
    ...(continues ? ['It begins where another file ended, which is not there any more.'] : []),
    ...(dropped > 0 ? [`The host says of ${formatCount(dropped)} events that they did not reach the log.`] : []),
    ...(fault ? [] : [`Last hash: ${head}`]),
    ...(isShort ? ['No entry has the hash of --head: entries were removed at the end, or it is another log.'] : []),
  ];
}
