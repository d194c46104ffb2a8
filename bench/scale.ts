/** Many instances alive at once: what each takes, and whether the last is made as fast as the first. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ComponentHost, type ComponentInstance } from '@airssys/host';
import { buildCalculator, CACHE_DIR } from './components.ts';
import type { Benchmark } from './entry.ts';

const INSTANCES = 3_000;
const FIRST = 600;
/**
 * Full collections come when there is a third more than at the last one, each longer than the one before: among 3,000 one for every 750
 * in the end. So the last are looked at over two of these at least; whether 600 of them have none, one or two is chance.
 */
const LAST = 1_500;
/** Made in one go. */
const TURN = 300;
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
    note: `making one of the last ${LAST.toLocaleString('en')} against one of the first ${FIRST}, garbage collections included; target 1`,
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
  const times: number[] = [];
  while (alive.length < INSTANCES) {
    // With the collections of garbage that making them brings about.
    const start = performance.now();
    alive.push(await loaded.instantiate());
    times.push(performance.now() - start);
    if (alive.length % TURN === 0) await new Promise(setImmediate);
  }
  const each = (residentKb() - before) / INSTANCES;
  const calls = await Promise.all(alive.map(async (instance) => await instance.call('add', 1, 2)));
  if (calls.some((sum) => sum !== 3)) throw new Error('an instance answered something else');
  const measured: Measured = { each, first: mean(times.slice(0, FIRST)), last: mean(times.slice(-LAST)) };
  console.log(JSON.stringify(measured));
  for (const instance of alive) await instance[Symbol.asyncDispose]();
}

const mean = (times: readonly number[]): number => times.reduce((sum, time) => sum + time, 0) / times.length;

/** What the process has in memory, of Linux; elsewhere what Node tells. */
function residentKb(): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.memoryUsage.rss() / 1_024;
  }
}
