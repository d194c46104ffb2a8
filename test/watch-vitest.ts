/** Vitest in watch mode, as a process of its own. */
import { spawn } from 'node:child_process';

/** How long Vitest may take for what is waited for: components are built, and machines are busy. */
const WAIT_MS = 180_000;

export interface WatchSetting {
  /** The project. */
  readonly folder: string;
  /** Path of `vitest.mjs`. */
  readonly vitest: string;
  /** Path of the program `node`. Default: the one that runs this. */
  readonly node?: string;
  readonly args?: readonly string[];
  /** Default: {@link ownEnvironment}. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface Watching extends AsyncDisposable {
  /** Waits until what was printed matches: all of it, or what comes after so many characters of {@link output}. */
  until(pattern: RegExp, from?: number): Promise<void>;
  /** All that was printed so far. */
  readonly output: string;
}

/** Without what a Vitest around this one tells its workers, and other variables of such names. */
export const ownEnvironment = (others = /^$/): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|VITE_|TEST$|CI$|NODE_ENV|NODE_V8_COVERAGE)/.test(name) && !others.test(name),
    ),
  );

/** Starts it; disposing ends it. */
export function watchVitest(setting: WatchSetting): Watching {
  const { folder, vitest, node = process.execPath, args = [], env = ownEnvironment() } = setting;
  const child = spawn(node, [vitest, '--watch', '--no-color', ...args], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let output = '';
  let check = (): void => {};
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    check();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return {
    get output() {
      return output;
    },
    async until(pattern, from = 0) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const fail = (why: string): void => reject(new Error(`${why} before ${pattern}:\n${output}`));
      const timer = setTimeout(() => fail(`${WAIT_MS} ms have passed`), WAIT_MS);
      void ended.then(() => fail('Vitest has ended'));
      check = () => pattern.test(output.slice(from)) && resolve();
      check();
      await promise.finally(() => clearTimeout(timer));
      check = () => {};
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
