/** What a component has dropped is no part of its memory for long: an instance lives on, however often it is called. */
import { expect, test } from 'vitest';
import { built, ENGINES, type EngineName, testHost } from '../components.ts';

test.each(ENGINES)(
  '%s: makes as much garbage as you like, within the memory that it has by default',
  async (engine: EngineName) => {
    const loaded = await testHost().load(await built('probe', engine));
    await using instance = await loaded.instantiate({ limits: { timeoutMs: 60_000, maxFuel: 1e15 } });
    for (let call = 0; call < 24; call += 1) await instance.call('litter', 50_000);
    expect(instance.usage.refusedGrowths).toBe(0);
    expect(instance.usage.memoryBytes).toBeLessThan(40 * 1024 * 1024);
  },
);
