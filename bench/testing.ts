/** Thirty component tests, as their author runs them: from the start of the process to its end, and after a change in watch mode. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Place, runProgram, watch } from '../test/fresh/programs.ts';
import { type Benchmark, median } from './entry.ts';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples/weather-report');
/** Inside of the repository, so that the packages resolve. It has a cache of its own. */
const folder = join(root, '.airssys/bench-testing');
const cache = join(folder, 'node_modules/.cache');

/** The example's, with time for a busy machine. */
const CONFIG = `import { airssys } from '@airssys/testing/vitest';

export default { plugins: [airssys()], test: { testTimeout: 300_000 } };
`;

const ROUNDS = 3;
const COLD_TARGET_MS = 3_000;
const CHANGE_TARGET_MS = 1_000;
const PASSED = /Tests\s+30 passed \(30\)/;

export const testing: Benchmark = async function* () {
  const place: Place = { folder, modules: join(root, 'node_modules'), node: process.execPath };
  try {
    writeProject();
    run(place);
    const cold = Array.from({ length: ROUNDS }, () => {
      rmSync(cache, { recursive: true, force: true });
      return run(place);
    });
    yield entry('cold', COLD_TARGET_MS, cold, 'process start to end, no component built or compiled yet');
    const unchanged = Array.from({ length: ROUNDS }, () => run(place));
    yield entry('unchanged', COLD_TARGET_MS, unchanged, 'process start to end, nothing has changed since the last run');
    const changes = await runChanges(place);
    yield entry('change', CHANGE_TARGET_MS, changes, 'watch mode, from a changed source of the component to the end');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Run {
  readonly ms: number;
  /** Of all processes, on Linux. */
  readonly processorMs?: number | undefined;
}

function entry(name: string, peer: number, runs: readonly Run[], what: string) {
  const processor = median(runs.map(({ processorMs = Number.NaN }) => processorMs));
  const used = Number.isNaN(processor) ? '' : `; ${(processor / 1_000).toFixed(1)} s of processor time`;
  const note = `30 component tests on QuickJS, ${what}, against the target${used}`;
  return { name: `testing.${name}`, ours: median(runs.map(({ ms }) => ms)), peer, unit: 'ms', note } as const;
}

function writeProject(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'test'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['src', 'package.json']) cpSync(join(example, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'vitest.config.ts'), CONFIG);
  const tests = readFileSync(join(import.meta.dirname, 'fixtures/testing/thirty.test.ts'), 'utf8');
  writeFileSync(join(folder, 'test/thirty.test.ts'), tests.replaceAll('../../../examples/weather-report/', '../'));
}

function run(place: Place): Run {
  const [start, used] = [performance.now(), childrenMs()];
  const output = runProgram(place, 'vitest/vitest.mjs', 'run', '--no-color');
  const ms = performance.now() - start;
  if (!PASSED.test(output)) throw new Error(`Not all tests have run:\n${output}`);
  return { ms, processorMs: used === undefined ? undefined : (childrenMs() ?? 0) - used };
}

async function runChanges(place: Place): Promise<readonly Run[]> {
  const file = join(folder, 'src/csv.ts');
  const text = readFileSync(file, 'utf8');
  const times: Run[] = [];
  await using watching = watch(place);
  const done = /Tests\s+30 passed \(30\)[\s\S]*Waiting for file changes/;
  await watching.until(done);
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = watching.output.length;
    const start = performance.now();
    // Code, and not a comment: the component is another one.
    writeFileSync(file, `${text}\nexport const ROUND = ${round};\n(globalThis as { round?: number }).round = ROUND;\n`);
    await watching.until(done, before);
    // The first warms the tools.
    if (round > 0) times.push({ ms: performance.now() - start });
  }
  return times;
}

/** Linux counts the time of children that have ended, and theirs, in hundredths of a second. */
function childrenMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
