/** Where a command writes to, and what it knows of its surroundings. Tests put their own here. */
import type { Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** Where a command writes text to. */
export interface Output {
  /** Whether a person reads it: then there may be colours. */
  readonly isTerminal: boolean;
  /** Width in characters. 80 where it is no terminal. */
  readonly columns: number;
  /** Writes the text as it is. */
  write(text: string): void;
}

/** What a command has of the process that it runs in. */
export interface CommandIo {
  /** Results only: what a script reads. */
  readonly stdout: Output;
  /** All that is said besides: errors, logs, notes. */
  readonly stderr: Output;
  /** The standard streams as a program has them. They are `stdin`, `stdout` and `stderr`. */
  readonly streams: { readonly stdin: Readable; readonly stdout: Writable; readonly stderr: Writable };
  /** The variables of the environment, by name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From this call on Ctrl-C aborts the signal, once; the second one ends the process. The same for other signals that are named. */
  catchInterrupt(signals?: readonly NodeJS.Signals[]): AbortSignal;
}

/** The process's own. */
export function processIo(): CommandIo {
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    // Read only where a program reads: what is open keeps the process.
    streams: {
      get stdin() {
        return process.stdin;
      },
      stdout: process.stdout,
      stderr: process.stderr,
    },
    env: process.env,
    catchInterrupt(signals = ['SIGINT']) {
      const controller = new AbortController();
      for (const one of signals) process.once(one, () => controller.abort());
      return controller.signal;
    },
  };
}

const DEFAULT_COLUMNS = 80;

function outputOf(stream: NodeJS.WriteStream & { readonly fd: number }): Output {
  return {
    isTerminal: isatty(stream.fd),
    columns: isatty(stream.fd) ? stream.columns || DEFAULT_COLUMNS : DEFAULT_COLUMNS,
    write: (text) => void stream.write(text),
  };
}
