/** How long until an instance can be called: made anew, taken from a pool, and put back to its first state. */
import { ComponentHost } from '@airssys/host';
import { buildCalculator, CACHE_DIR, ENGINES } from './components.ts';
import { type Benchmark, median } from './entry.ts';
import { plainInstantiation } from './plain-jco.ts';

const ROUNDS = 200;
/** Rounds between which the memory of what was dropped may be given back. */
const BATCH = 20;

export const instantiate: Benchmark = async function* () {
  await using host = new ComponentHost({ cacheDir: CACHE_DIR });
  for (const engine of ENGINES) {
    const { component, interfaceName } = await buildCalculator(engine);
    const loaded = await host.load(component);
    const plain = await plainInstantiation(component, interfaceName, 'jspi');
    const times = {
      cold: [] as number[],
      plain: [] as number[],
      pooled: [] as number[],
      kept: [] as number[],
      fresh: [] as number[],
    };
    const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const made = await work();
      into.push(performance.now() - start);
      return made;
    };
    await using kept = await loaded.instantiate();
    await using fresh = await loaded.instantiate({ reuse: 'call' });
    await using pool = await loaded.pool({ size: 1 });
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % BATCH === 0) await new Promise(setImmediate);
      const instance = await timed(times.cold, async () => await loaded.instantiate());
      await instance[Symbol.asyncDispose]();
      await timed(times.plain, plain);
      // Giving it back puts it back to its first state: a part of what the next one costs.
      await timed(times.pooled, async () => await (await pool.acquire())[Symbol.asyncDispose]());
      await timed(times.kept, async () => await kept.call('add', 1, 2));
      await timed(times.fresh, async () => await fresh.call('add', 1, 2));
    }
    yield {
      name: `instantiate.${engine}.cold`,
      ours: median(times.cold),
      peer: median(times.plain),
      unit: 'ms',
      note: 'instance of a compiled component, initialized, against jco alone (not initialized); target 1 ms for QuickJS',
    };
    yield {
      name: `instantiate.${engine}.pooled`,
      ours: median(times.pooled),
      peer: 0.15,
      unit: 'ms',
      note: 'taken from a pool and given back, against the target for QuickJS',
    };
    yield {
      name: `instantiate.${engine}.reset`,
      ours: Math.max(0, median(times.fresh) - median(times.kept)),
      peer: 0.15,
      unit: 'ms',
      note: "what a call in the first state (reuse: 'call') takes longer, against the target",
    };
  }
};
