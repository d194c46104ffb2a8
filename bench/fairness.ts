/** Whether components that spin at once share the thread evenly, and leave the host's timers their time. */
import { ComponentHost, TrapError } from '@airssys/host';
import { buildCalculator, CACHE_DIR } from './components.ts';
import type { Benchmark } from './entry.ts';

const INSTANCES = 100;
const DURATION_MS = 10_000;
const TIMER_MS = 5;

export const fairness: Benchmark = async function* () {
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  const loaded = await host.load((await buildCalculator('quickjs')).component);
  const limits = { timeoutMs: DURATION_MS, maxFuel: Number.MAX_SAFE_INTEGER };
  const instances = await Promise.all(
    Array.from({ length: INSTANCES }, async () => await loaded.instantiate({ limits })),
  );

  let latest = performance.now();
  let longestDelay = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longestDelay = Math.max(longestDelay, now - latest - TIMER_MS);
    latest = now;
  }, TIMER_MS);
  // As many rounds as none of them gets to: each is stopped by its deadline, and tells what it has used.
  const progress = await Promise.all(instances.map(async (one) => await fuelUntilStopped(one.call('work', 4e9))));
  clearInterval(timer);

  yield {
    name: 'fairness.progress',
    ours: Math.max(...progress) / Math.min(...progress),
    peer: 1.5,
    unit: '×',
    note: `most against least fuel of ${INSTANCES} components that spin for ${DURATION_MS / 1000} s; target 1.5`,
  };
  yield {
    name: 'fairness.timer',
    ours: longestDelay,
    peer: 25,
    unit: 'ms',
    note: `longest delay of a timer of the host meanwhile; target 25 ms`,
  };
};

async function fuelUntilStopped(call: Promise<unknown>): Promise<number> {
  const end: unknown = await call.catch((error: unknown) => error);
  if (end instanceof TrapError && end.kind === 'deadline') return end.usage.fuel;
  throw new Error(`a call ended otherwise than by its deadline: ${String(end)}`);
}
