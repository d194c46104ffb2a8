/** Many instances alive at once: what each takes, and whether the last is made as fast as the first. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ComponentHost, type ComponentInstance } from '@airssys/host';
import { buildCalculator, CACHE_DIR } from './components.ts';
import { type Benchmark, median } from './entry.ts';

const INSTANCES = 3_000;
const STEP = 300;
const TARGET_KB = 650;
/** V8's heap limit, which has to hold the instances' memories as well. */
const HEAP_MB = 16_384;

export const scale: Benchmark = async function* () {
  const script = `import { measureScale } from ${JSON.stringify(import.meta.url)}; await measureScale();`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, '--eval', script],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the process of the instances failed: ${stderr}`);
  const { each, first, last } = JSON.parse(stdout) as Measured;
  yield {
    name: 'scale.memory',
    ours: each,
    peer: TARGET_KB,
    unit: 'kB',
    note: `resident memory of each of ${INSTANCES.toLocaleString('en')} live QuickJS instances, against the target`,
  };
  yield {
    name: 'scale.slowdown',
    ours: last,
    peer: first,
    unit: 'ms',
    note: `making one of the last ${2 * STEP} against one of the first, garbage collections included; target 1`,
  };
};

interface Measured {
  readonly each: number;
  readonly first: number;
  readonly last: number;
}

/** In a process of its own, with room in V8's heap for as many (docs/limits.md). Tells what it has measured on stdout. */
export async function measureScale(): Promise<void> {
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  const loaded = await host.load((await buildCalculator('quickjs')).component);
  for (let index = 0; index < 50; index += 1) await (await loaded.instantiate())[Symbol.asyncDispose]();
  const before = residentKb();
  const alive: ComponentInstance[] = [];
  const steps: number[] = [];
  while (alive.length < INSTANCES) {
    const times: number[] = [];
    while (times.length < STEP) {
      const start = performance.now();
      alive.push(await loaded.instantiate());
      times.push(performance.now() - start);
    }
    // With the collections of garbage that making them brings about.
    steps.push(times.reduce((sum, time) => sum + time, 0) / STEP);
    await new Promise(setImmediate);
  }
  const each = (residentKb() - before) / INSTANCES;
  const calls = await Promise.all(alive.map(async (instance) => await instance.call('add', 1, 2)));
  if (calls.some((sum) => sum !== 3)) throw new Error('an instance answered something else');
  const measured: Measured = { each, first: median(steps.slice(0, 2)), last: median(steps.slice(-2)) };
  console.log(JSON.stringify(measured));
  for (const instance of alive) await instance[Symbol.asyncDispose]();
}

/** What the process has in memory, of Linux; elsewhere what Node tells. */
function residentKb(): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.memoryUsage.rss() / 1_024;
  }
}
