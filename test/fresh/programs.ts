/** Programs of a fresh project, run by one Node. */
import { spawn, spawnSync } from 'node:child_process';
import { dirname, delimiter, join } from 'node:path';

/** How long Vitest may take for what is waited for: components are built, and machines are busy. */
const WAIT_MS = 180_000;

export interface Place {
  readonly folder: string;
  /** What the project has installed. */
  readonly modules: string;
  /** Path of the program `node`. */
  readonly node: string;
}

const environment = (node: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|CI$|NODE_ENV|AIRSSYS_)/.test(name)),
  ),
  PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`,
});

/**
 * Runs a program of the project to its end.
 *
 * @throws Error with all that it has printed, where it fails.
 */
export function runProgram({ folder, modules, node }: Place, script: string, ...args: readonly string[]): string {
  const options = { cwd: folder, env: environment(node), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(node, [join(modules, script), ...args], options);
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

export interface Watching extends AsyncDisposable {
  /** Waits until the output since the last wait matches. */
  until(pattern: RegExp): Promise<void>;
}

/** Vitest in watch mode. */
export function watch({ folder, modules, node }: Place): Watching {
  const script = join(modules, 'vitest/vitest.mjs');
  const child = spawn(node, [script, '--watch', '--no-color'], { cwd: folder, env: environment(node) });
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
    async until(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const fail = (why: string): void => reject(new Error(`${why} before ${pattern}:\n${output}`));
      const timer = setTimeout(() => fail(`${WAIT_MS} ms have passed`), WAIT_MS);
      void ended.then(() => fail('Vitest has ended'));
      check = () => pattern.test(output) && resolve();
      check();
      await promise.finally(() => clearTimeout(timer));
      check = () => {};
      output = '';
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
