import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { disposeWithTest } from '../session/cleanup.ts';
import type { Fake } from './fakes.ts';
import { type FromProgram, standIn, type ToProgram } from './stand-in.ts';

/** What a program was started with. */
export interface ProcessCall {
  /** Of the program, as the component named it. */
  readonly path: string;
  /** Without the program's own name. */
  readonly args: readonly string[];
  /** All that it was given. */
  readonly env: Readonly<Record<string, string>>;
  /** On the host. */
  readonly cwd: string;
}

/** A program that was started and has not ended. */
export interface RunningCall extends ProcessCall {
  /** What the component writes, to its end, as UTF-8. */
  readonly input: () => Promise<string>;
  /** Aborts when the process has been killed. */
  readonly signal: AbortSignal;
}

/** What a program does. */
export interface ProcessResult {
  /** What it writes to its output; text as UTF-8. Default: nothing. */
  readonly stdout?: Uint8Array | string | undefined;
  /** What it writes to its error output; text as UTF-8. Default: nothing. */
  readonly stderr?: Uint8Array | string | undefined;
  /** 0 to 255. Default 0. */
  readonly exitCode?: number | undefined;
}

/**
 * Stands for a program: its result, or its standard output alone. One that never resolves is a process that hangs. It is given
 * the arguments, and the call.
 */
export type ProgramFake = (
  args: readonly string[],
  call: RunningCall,
) => ProcessResult | string | Promise<ProcessResult | string>;

/**
 * Programs for a test. Each call is a real process of the host's own service, with its real pipes, limits, signals and end; what it
 * does is said by a function in the test. Starting one takes as long as Node takes to start.
 */
export class FakeProcesses implements Fake {
  /** The programs that were started, in their order. */
  readonly calls: ProcessCall[] = [];
  readonly #programs: Readonly<Record<string, ProgramFake>>;
  #started:
    | Promise<{ readonly server: Server; readonly folder: string; readonly files: Record<string, string> }>
    | undefined;

  constructor(programs: Readonly<Record<string, ProgramFake>>) {
    this.#programs = programs;
  }

  /** Used by `mount`. */
  async attach(): Promise<{ readonly programs: Readonly<Record<string, string>> }> {
    this.#started ??= this.#start();
    return { programs: (await this.#started).files };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const started = await this.#started;
    this.#started = undefined;
    if (started === undefined) return;
    started.server.close();
    await rm(started.folder, { recursive: true, force: true });
  }

  async #start() {
    const folder = await mkdtemp(join(tmpdir(), 'airssys-programs-'));
    const forget = disposeWithTest(async () => {
      forget();
      await this[Symbol.asyncDispose]();
    });
    const server = createServer((socket) => this.#serve(socket));
    const socketPath = join(folder, 'test.sock');
    server.listen(socketPath);
    await once(server, 'listening');
    const files: Record<string, string> = {};
    for (const [at, path] of Object.keys(this.#programs).entries()) {
      const file = join(folder, `${at}-${basename(path)}.cjs`);
      await writeFile(file, standIn({ path, socketPath }), { mode: 0o755 });
      files[path] = file;
    }
    return { server, folder, files };
  }

  #serve(socket: Socket): void {
    const ended = new AbortController();
    const input: Buffer[] = [];
    const allInput = Promise.withResolvers<string>();
    socket.on('error', () => {}); // it was killed: `close` follows
    socket.once('close', () => {
      ended.abort();
      allInput.resolve(Buffer.concat(input).toString());
    });
    createInterface({ input: socket }).on('line', (line) => {
      const said = JSON.parse(line) as FromProgram; // of the program's stand-in
      if (said.kind === 'input') input.push(Buffer.from(said.base64, 'base64'));
      else if (said.kind === 'input-end') allInput.resolve(Buffer.concat(input).toString());
      else {
        const { path, args, env, cwd } = said;
        const call: ProcessCall = { path, args, env, cwd };
        this.calls.push(call);
        void this.#run({ ...call, input: () => allInput.promise, signal: ended.signal }, socket);
      }
    });
  }

  async #run(call: RunningCall, socket: Socket): Promise<void> {
    const result = await this.#result(call);
    const { stdout = '', stderr = '', exitCode = 0 } = typeof result === 'string' ? { stdout: result } : result;
    const end: ToProgram = { stdout: base64(stdout), stderr: base64(stderr), exitCode };
    if (!socket.destroyed) socket.end(`${JSON.stringify(end)}\n`);
  }

  async #result(call: RunningCall): Promise<ProcessResult | string> {
    try {
      return (await this.#programs[call.path]?.(call.args, call)) ?? '';
    } catch (error) {
      return { stderr: `The fake of ${call.path} failed: ${String(error)}\n`, exitCode: 1 };
    }
  }
}

const base64 = (content: Uint8Array | string): string => Buffer.from(content).toString('base64');

/**
 * Programs for `mount(path, { fakes: { processes } })`, by the absolute paths at which the component names them. There need be no such
 * file; the grants are asked for that path.
 *
 * ```ts
 * const processes = fakeProcesses({ '/usr/bin/git': ([command]) => ({ stdout: `ran ${command}`, exitCode: 0 }) });
 * const release = await mount<typeof Release>('../src/release.ts', { grants: 'requested', fakes: { processes } });
 * ```
 */
export const fakeProcesses = (programs: Readonly<Record<string, ProgramFake>>): FakeProcesses =>
  new FakeProcesses(programs);
