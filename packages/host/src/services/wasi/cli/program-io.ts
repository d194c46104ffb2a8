/** What a program is started with: its arguments and its standard streams. */
import { Readable, Writable } from 'node:stream';
import { AirssysError } from '@airssys/model';
import type { ByteSource } from '../io/input-stream.ts';
import { sinkOf, sourceOf } from '../io/node-streams.ts';
import type { ByteSink } from '../io/output-stream.ts';

/** What a program has for its arguments and standard streams. */
export interface ProgramIo {
  /** What `wasi:cli/environment#get-arguments` answers: the program's own name first, by custom. Default none. At most 1 MiB. */
  readonly args?: readonly string[] | undefined;
  /** What is on its standard input: text, bytes, or a stream, which is read as the program asks for it. Default nothing. */
  readonly stdin?: string | Uint8Array | Readable | undefined;
  /** Receives its standard output. A stream is left open, and the program waits for it. Default: it is discarded. */
  readonly stdout?: OutputTarget | undefined;
  /** The same for its standard error. */
  readonly stderr?: OutputTarget | undefined;
}

/** A stream, or a function that is called with each piece, of at most 256 KiB. It is given the bytes. */
export type OutputTarget = Writable | ((bytes: Uint8Array) => void);

/** Bytes of all arguments together. */
const MAX_ARGUMENT_BYTES = 1 << 20;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` where they are no texts, or too many. */
export function checkArguments(args: readonly string[] = []): readonly string[] {
  const bytes = args.reduce((sum, one) => sum + (typeof one === 'string' ? Buffer.byteLength(one) : NaN), 0);
  if (bytes <= MAX_ARGUMENT_BYTES) return [...args];
  const what = Number.isNaN(bytes) ? 'are not all texts' : `have ${bytes} bytes`;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The program's arguments ${what}`, {
    hint: `Give texts of at most ${MAX_ARGUMENT_BYTES} bytes together (args), and the rest on its standard input.`,
  });
}

export function stdinSource(stdin: ProgramIo['stdin']): ByteSource {
  if (stdin instanceof Readable) return sourceOf(stdin, { isShared: true });
  let rest = typeof stdin === 'string' ? Buffer.from(stdin) : (stdin ?? new Uint8Array());
  return {
    pull: async (most) => {
      if (rest.length === 0) return undefined;
      const next = rest.slice(0, most);
      rest = rest.subarray(next.length);
      return next;
    },
  };
}

export function outputSink(target: OutputTarget | undefined): ByteSink {
  if (target instanceof Writable) return sinkOf(target, { isShared: true });
  return { write: async (bytes) => target?.(bytes) };
}
