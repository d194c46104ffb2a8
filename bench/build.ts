/** `airssys build` of the example, as a user runs it: a process of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES } from './components.ts';
import { type Benchmark, inTurns } from './entry.ts';

const root = join(import.meta.dirname, '..');
const entry = join(root, 'examples/weather-report/src/weather-report.ts');
const ROUNDS = 5;
const TARGET_MS = 2_000;
const UNCHANGED_TARGET_MS = 300;

export const build: Benchmark = async function* () {
  const outDir = mkdtempSync(join(tmpdir(), 'airssys-bench-'));
  try {
    for (const engine of ENGINES) {
      const run =
        (...options: readonly string[]) =>
        async () => {
          const args = [
            join(root, 'packages/cli/bin/airssys.js'),
            'build',
            entry,
            '--engine',
            engine,
            '--out-dir',
            outDir,
            ...options,
          ];
          const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
          if (status !== 0) throw new Error(`airssys build failed: ${stderr}`);
        };
      await inTurns(1, run('--no-cache'), run());
      const [warm = NaN, unchanged = NaN] = await inTurns(ROUNDS, run('--no-cache'), run());
      yield {
        name: `build.${engine}.warm`,
        ours: warm,
        peer: TARGET_MS,
        unit: 'ms',
        note: 'airssys build of the example, nothing taken from the cache, against the target',
      };
      yield {
        name: `build.${engine}.unchanged`,
        ours: unchanged,
        peer: UNCHANGED_TARGET_MS,
        unit: 'ms',
        note: 'the same when nothing has changed, against the target',
      };
    }
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
};
