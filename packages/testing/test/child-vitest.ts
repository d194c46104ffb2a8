/** Vitest itself, run in the project `fixtures/covered`, or another, as a person runs it. The package is what was built of it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CoverageMapData } from 'istanbul-lib-coverage';

export const COVERED: string = join(import.meta.dirname, 'fixtures/covered');
const VITEST = join(dirname(findPackageJSON('vitest', import.meta.url) ?? ''), 'vitest.mjs');

export interface ChildRun {
  /** Zero where all tests passed. */
  readonly exitCode: number;
  readonly output: string;
}

export async function runVitest(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = COVERED,
): Promise<ChildRun> {
  // What this run of Vitest has set is not the child's.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|VITE_|NODE_V8_COVERAGE|NODE_OPTIONS|TEST)/.test(name),
  );
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [VITEST, 'run', ...args],
      { cwd, env: { ...Object.fromEntries(own), NO_COLOR: '1', COLUMNS: '80', ...env } },
      (error, stdout, stderr) => resolve({ exitCode: error === null ? 0 : 1, output: `${stdout}\n${stderr}` }),
    );
  });
}

/** What a run with coverage has reported, by path in the project. */
export async function coverageOf(
  files: readonly string[],
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<CoverageMapData> {
  const dir = await mkdtemp(join(tmpdir(), 'airssys-covered-'));
  try {
    const { exitCode, output } = await runVitest(
      ['--coverage', `--coverage.reportsDirectory=${dir}`, ...args, ...files],
      env,
    );
    if (exitCode !== 0) throw new Error(output);
    const report = JSON.parse(await readFile(join(dir, 'coverage-final.json'), 'utf8')) as CoverageMapData;
    return Object.fromEntries(Object.entries(report).map(([path, file]) => [path.slice(COVERED.length + 1), file]));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
