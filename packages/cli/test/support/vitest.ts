/** The tests of a project, run as its author would. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { childEnv, type Outcome } from './command.ts';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** For `vitest.config.mjs` of the project. */
export const VITEST_CONFIG = `import { airssys } from '@airssys/testing/vitest';
export default { plugins: [airssys()], test: { testTimeout: 120_000 } };`;

export async function runVitest(dir: string): Promise<Outcome> {
  // Vitest tells its workers who they are by the environment.
  const env = Object.fromEntries(Object.entries(childEnv()).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV)/.test(name)));
  const child = spawn(process.execPath, [VITEST, 'run', '--root', dir, '--no-color'], {
    ...{ cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return await new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}
