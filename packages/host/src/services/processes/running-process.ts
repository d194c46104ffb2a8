import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { OutputStream } from './output-stream.ts';
import { processError } from './process-fault.ts';
import type { ResolvedProcessLimits } from './process-limits.ts';
import { killTree, MARK, type ProcessTree, signalGroup } from './process-tree.ts';

/** WIT's `exit-status`. */
export type ExitStatus =
  | { readonly tag: 'exited'; readonly val: number }
  | { readonly tag: 'signaled'; readonly val: string }
  | { readonly tag: 'timed-out' }
  | { readonly tag: 'too-much-output' };

export interface StartOptions {
  /** The program's real path, or that of the one for which it stands, and what is given to the system for it. */
  readonly path: string;
  readonly file: string;
  readonly argv0: string | undefined;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly limits: ResolvedProcessLimits;
}

const READ_BYTES = 65_536;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A program that was started. Its end, however it comes, is the end of all that it has started. */
export class RunningProcess {
  /** Of the program, links followed; or of that which it stands for. */
  readonly path: string;
  readonly #child: Child;
  readonly #tree: ProcessTree;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #ended: Promise<ExitStatus>;
  readonly #limits: ResolvedProcessLimits;
  #limitReached: 'timed-out' | 'too-much-output' | undefined;
  #outputBytes = 0;
  #isOver = false;

  /** Use {@link start}. */
  constructor(child: Child, tree: ProcessTree, { path, limits }: StartOptions) {
    this.path = path;
    this.#child = child;
    this.#tree = tree;
    this.#limits = limits;
    this.#stdout = new OutputStream(child.stdout);
    this.#stderr = new OutputStream(child.stderr);
    // A process need not read what it is given.
    child.stdin.on('error', () => {});
    const timer = setTimeout(() => this.#stop('timed-out'), limits.timeoutMs);
    this.#ended = once(child, 'exit').then(async ([code, signal]: unknown[]): Promise<ExitStatus> => {
      this.#isOver = true;
      clearTimeout(timer);
      await killTree(tree);
      if (this.#limitReached !== undefined) return { tag: this.#limitReached };
      return typeof code === 'number' ? { tag: 'exited', val: code } : { tag: 'signaled', val: String(signal) };
    });
  }

  /** @throws WitError `io-error`, with the system's reason. */
  static async start(options: StartOptions): Promise<RunningProcess> {
    const { file, argv0, args, environment, cwd, path } = options;
    const mark = randomUUID();
    // INVARIANT: no shell, and nothing of the host's environment.
    const child = spawn(file, args, {
      ...(argv0 !== undefined && { argv0 }),
      cwd,
      env: { ...environment, [MARK]: mark },
      detached: true,
      shell: false,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
      throw processError(code === 'EACCES' ? 'denied' : 'io-error', code === 'EACCES' ? path : `${path}: ${code}`);
    }
    return new RunningProcess(child, { pid: child.pid ?? 0, mark }, options);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when it and all that it started have ended. */
  get ended(): Promise<ExitStatus> {
    return this.#ended;
  }

  async write(content: Uint8Array, signal: AbortSignal): Promise<void> {
    const { stdin } = this.#child;
    if (!stdin.writable) throw processError('io-error', 'its input is closed');
    if (stdin.write(content)) return;
    await untilFirst(signal, stdin, ['drain', 'close', 'error']);
    if (!stdin.writable && !signal.aborted) throw processError('io-error', 'its input is closed');
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  async read(from: 'stdout' | 'stderr', length: number, signal: AbortSignal): Promise<Uint8Array> {
    const chunk = await (from === 'stdout' ? this.#stdout : this.#stderr).read(length, signal);
    this.#outputBytes += chunk.length;
    if (this.#outputBytes <= this.#limits.maxOutputBytes) return chunk;
    this.#stop('too-much-output');
    return chunk.subarray(0, Math.max(0, chunk.length - (this.#outputBytes - this.#limits.maxOutputBytes)));
  }

  async wait(signal: AbortSignal): Promise<ExitStatus> {
    const stopped = new Promise<never>((_, reject) => {
      const stop = (): void => reject(processError('io-error', 'the call has ended'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    });
    return await Promise.race([this.#ended, stopped]);
  }

  /** Gives it the input, reads all that it writes, and waits for its end. */
  async finish(
    input: Uint8Array | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly status: ExitStatus; readonly stdout: Uint8Array; readonly stderr: Uint8Array }> {
    const { stdin } = this.#child;
    if (stdin.writable) stdin.end(input ?? new Uint8Array());
    const [status, stdout, stderr] = await Promise.all([
      this.wait(signal),
      this.#rest('stdout', signal),
      this.#rest('stderr', signal),
    ]);
    return { status, stdout, stderr };
  }

  /** Reaches it and what it has started in its group. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#isOver) signalGroup(this.#tree.pid, signal);
  }

  /** Ends it. Its group is killed before this returns. */
  async end(): Promise<void> {
    const killed = this.#isOver ? undefined : killTree(this.#tree);
    this.#child.stdin.destroy();
    this.#stdout.destroy();
    this.#stderr.destroy();
    await killed;
    await this.#ended;
  }

  #stop(limit: 'timed-out' | 'too-much-output'): void {
    if (this.#isOver) return;
    this.#limitReached ??= limit;
    void killTree(this.#tree);
  }

  async #rest(from: 'stdout' | 'stderr', signal: AbortSignal): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = await this.read(from, READ_BYTES, signal);
      if (chunk.length === 0) return new Uint8Array(Buffer.concat(chunks));
      chunks.push(chunk);
    }
  }
}

async function untilFirst(signal: AbortSignal, from: Writable, events: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  for (const event of events) from.once(event, done);
  signal.addEventListener('abort', done, { once: true });
  try {
    await promise;
  } finally {
    for (const event of events) from.off(event, done);
    signal.removeEventListener('abort', done);
  }
}
