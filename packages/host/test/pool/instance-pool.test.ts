import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { InstancePool, PoolOptions } from '../../src/index.ts';
import { built, ENGINES, PROBE_GRANTS, run, testHost, trapOf, written } from '../components.ts';

const COUNTER = {
  exports: ['count', 'grow', 'trap', 'spin'].map((name) => ({ name, result: true })),
  core: `
    (memory 1) (global $g (mut i32) (i32.const 0))
    (func (export "count") (result i32)
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (global.set $g (i32.add (global.get $g) (i32.load (i32.const 0)))) (global.get $g))
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "trap") (result i32) unreachable)
    (func (export "spin") (result i32) (loop (br 0)) unreachable)`,
};

async function counters(options: Partial<PoolOptions> = {}): Promise<InstancePool> {
  const loaded = await testHost({ metering: 'exact' }).load(await written(COUNTER), 'counter');
  return await loaded.pool({ size: 2, ...options });
}

type Instance = Parameters<typeof run>[0];

const count = async (instance: Instance): Promise<unknown> =>
  ((await run(instance, 'count')) as { value?: unknown }).value;

describe('instances of a pool', () => {
  test('are there before they are asked for, and each holder finds the first state', async () => {
    await using pool = await counters();
    expect(pool.idle).toBe(2);
    const ids = new Set<number>();
    for (let round = 0; round < 6; round += 1) {
      await using first = await pool.acquire();
      await using second = await pool.acquire();
      expect(pool.idle).toBe(0);
      expect([await count(first), await count(first), await count(second)]).toEqual([1, 3, 1]);
      ids.add(first.id).add(second.id);
    }
    expect(ids.size).toBe(2);
    expect(pool.idle).toBe(2);
  });

  test('are made when none is ready, and no more are kept than the pool is large', async () => {
    await using pool = await counters();
    const held = await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    expect(new Set(held.map(({ id }) => id)).size).toBe(3);
    for (const instance of held) await instance[Symbol.asyncDispose]();
    expect(pool.idle).toBe(2);
  });

  test('have used nothing yet, and are out of reach when they were given back', async () => {
    await using pool = await counters({ size: 1 });
    const first = await pool.acquire();
    await count(first);
    const { fuel } = first.usage;
    expect(fuel).toBeGreaterThan(0);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    await using second = await pool.acquire();
    expect(second.id).toBe(first.id);
    expect(second.usage.fuel).toBe(0);
    await count(second);
    expect([first.state, first.usage.fuel, second.state]).toEqual(['disposed', fuel, 'ready']);
    await expect(count(first)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    expect(await count(second)).toBe(3);
  });

  test.for<[string, (instance: Instance) => unknown]>([
    ['a trap', async (instance) => await trapOf(run(instance, 'trap'))],
    ['memory that has grown', async (instance) => await run(instance, 'grow')],
    ['other grants', (instance) => instance.capabilities.grant('storage')],
    [
      'a call under way',
      async (instance) => {
        run(instance, 'spin').catch(() => {});
        await wait(20);
      },
    ],
  ])('another takes the place of one with %s', async ([, spoil]) => {
    await using pool = await counters({ size: 1 });
    const spoiled = await pool.acquire();
    await spoil(spoiled);
    await spoiled[Symbol.asyncDispose]();
    await expect.poll(() => pool.idle).toBe(1);
    await using next = await pool.acquire();
    expect(next.id).not.toBe(spoiled.id);
    expect([...next.capabilities]).toEqual([]);
    expect(await count(next)).toBe(1);
  });

  test('end with it: the ready ones at once, the others when they are given back', async () => {
    const pool = await counters({ size: 1 });
    const held = await pool.acquire();
    await pool[Symbol.asyncDispose]();
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    expect(await count(held)).toBe(1);
    await held[Symbol.asyncDispose]();
    expect([pool.idle, held.state]).toEqual([0, 'disposed']);
  });
});

test.for(ENGINES)('%s: whoever acquires one sees nothing of another’s', async (engine) => {
  const loaded = await testHost().load(await built('probe', engine));
  await using pool = await loaded.pool({ size: 1, grants: PROBE_GRANTS });
  const found: unknown[] = [];
  for (let round = 0; round < 3; round += 1) {
    await using instance = await pool.acquire();
    found.push(await instance.health());
    await instance.call('become', 'degraded');
    found.push(await instance.health());
  }
  expect(found).toEqual(['healthy', 'degraded', 'healthy', 'degraded', 'healthy', 'degraded']);
});

test('what cannot be pooled is refused', async () => {
  const loaded = await testHost().load(await written(COUNTER), 'counter');
  for (const size of [0, -1, 1.5, 10_001, Number.NaN]) {
    await expect(loaded.pool({ size })).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
  }
  const sessions = await testHost().load(await built('sessions'));
  await expect(sessions.pool({ size: 1 })).rejects.toThrow('a pool cannot keep objects of');
});
