import { callHost } from '../host-error.ts';
import type { RawChild, RawExitStatus } from '../imports.ts';
import { decodeUtf8 } from '../text.ts';
import { bytesArgument, oneOf, u32Argument } from './arguments.ts';

/**
 * How a process ended. `signal`: a signal did it, by its POSIX name. The last two: a limit of its own did. `code` is the number
 * that it exited with.
 */
export type ExitStatus =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-much-output' };

/** What a process that has ended leaves. */
export interface ProcessOutput {
  /** How it ended. */
  readonly status: ExitStatus;
  /** What it has written to its output and was not read before. */
  readonly stdout: Uint8Array;
  /** What it has written to its error output and was not read before. */
  readonly stderr: Uint8Array;
  /** `stdout` as text (UTF-8). */
  readonly text: string;
}

const SIGNALS = ['hangup', 'interrupt', 'terminate', 'kill', 'user-1', 'user-2'] as const;

/** Signals that processes may be sent. */
export type TerminationSignal = (typeof SIGNALS)[number];

const CHUNK_BYTES = 65_536;

/**
 * A process that was started: {@link processes.spawn}. It is killed, with all that it started, when it is disposed. What is
 * written is bytes, or text as UTF-8.
 */
export class ChildProcess implements Disposable {
  #raw: RawChild | undefined;

  private constructor(raw: RawChild) {
    this.#raw = raw;
  }

  /** @internal */
  static over(raw: RawChild): ChildProcess {
    return new ChildProcess(raw);
  }

  /** Gives the process input; text as UTF-8. The content is bytes or text. */
  write(content: Uint8Array | string): void {
    const bytes = bytesArgument(content, 'child.write(content)');
    this.#call((raw) => raw.writeStdin(bytes));
  }

  /** The process finds the end of its input. */
  closeInput(): void {
    this.#call((raw) => raw.closeStdin());
  }

  /**
   * What it has written to its output: waits for some, at most `length` bytes (default 65,536). Nothing in it: there is no
   * more.
   */
  readStdout(length: number = CHUNK_BYTES): Uint8Array {
    const most = u32Argument(length, 'child.readStdout(length)');
    return this.#call((raw) => raw.readStdout(most));
  }

  /** What it has written to its error output, as {@link readStdout}. At most `length` bytes. */
  readStderr(length: number = CHUNK_BYTES): Uint8Array {
    const most = u32Argument(length, 'child.readStderr(length)');
    return this.#call((raw) => raw.readStderr(most));
  }

  /** What it writes, as it comes. */
  *stdout(): IterableIterator<Uint8Array> {
    for (let chunk = this.readStdout(); chunk.length > 0; chunk = this.readStdout()) yield chunk;
  }

  /** Waits for its end. A process whose output nobody reads may wait for that. */
  wait(): ExitStatus {
    return toStatus(this.#call((raw) => raw.wait()));
  }

  /** Gives it the input (text as UTF-8) and closes that, waits for its end, and gives what it wrote that was not read yet. */
  finish(input?: Uint8Array | string): ProcessOutput {
    const bytes = input === undefined ? undefined : bytesArgument(input, 'child.finish(input)');
    const { status, stdout, stderr } = this.#call((raw) => raw.finish(bytes));
    return { status: toStatus(status), stdout, stderr, text: decodeUtf8(stdout) };
  }

  /** Sends a signal to the process and all that it has started. */
  signal(signal: TerminationSignal): void {
    const name = oneOf(SIGNALS, signal, 'child.signal(signal)');
    this.#call((raw) => raw.signal(name));
  }

  /** Kills the process and all that it has started. */
  kill(): void {
    this.#call((raw) => raw.kill());
  }

  [Symbol.dispose](): void {
    const raw = this.#raw;
    this.#raw = undefined;
    raw?.[Symbol.dispose]?.();
  }

  #call<T>(call: (raw: RawChild) => T): T {
    const raw = this.#raw;
    if (raw === undefined) throw new Error('the process has been given up');
    return callHost('processes', () => call(raw));
  }
}

function toStatus({ tag, val }: RawExitStatus): ExitStatus {
  if (tag === 'exited') return { kind: tag, code: Number(val) };
  if (tag === 'signaled') return { kind: tag, signal: String(val) };
  return { kind: tag === 'timed-out' ? tag : 'too-much-output' };
}
