/** `reuse: 'call'`: what one call leaves behind, no other sees. */
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions } from '../src/index.ts';
import { built, ENGINES, guest, OPS, run, testHost, trapOf } from './components.ts';

const FRESH: InstanceOptions = { reuse: 'call', limits: { maxFuel: 1e12, timeoutMs: 30_000 } };

const COUNTER = {
  exports: ['count', 'grow', 'trap', 'table'].map((name) => ({ name, result: true })),
  core: `
    (memory 1) (global $g (mut i32) (i32.const 0))
    (func (export "count") (result i32)
      (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
      (global.set $g (i32.add (global.get $g) (i32.load (i32.const 0)))) (global.get $g))
    (func (export "grow") (result i32) (i32.add (call 0) (i32.shl (memory.grow (i32.const 1)) (i32.const 8))))
    (func (export "trap") (result i32) (drop (call 0)) unreachable)
    (func (export "table") (result i32) (i32.const 0))`,
};

const values = async (instance: ComponentInstance, ...names: string[]): Promise<unknown[]> => {
  const outcomes: unknown[] = [];
  for (const name of names) outcomes.push(((await run(instance, name)) as { value?: unknown }).value);
  return outcomes;
};

describe('a component without a language of its own', () => {
  test('finds its first state in every call; by default it finds what is left', async () => {
    const kept = await guest(COUNTER);
    expect(await values(kept, 'count', 'count')).toEqual([1, 3]);
    const fresh = await guest(COUNTER, FRESH);
    expect(await values(fresh, 'count', 'count', 'count')).toEqual([1, 1, 1]);
  });

  test('that has grown its memory is replaced by a new instance', async () => {
    const instance = await guest(COUNTER, FRESH);
    const { id } = instance;
    expect(await values(instance, 'grow', 'grow', 'count')).toEqual([257, 257, 1]);
    expect(instance.id).toBeGreaterThan(id);
  });

  test('whose code changes tables gets a new instance for every call', async () => {
    const core = `(table 1 funcref) (func (export "run") (result i32)
      (ref.is_null (table.get 0 (i32.const 0))) (table.set 0 (i32.const 0) (ref.func 0)))`;
    const instance = await guest(core, FRESH);
    const first = instance.id;
    expect(await values(instance, 'run', 'run', 'run')).toEqual([1, 1, 1]);
    expect(instance.id).toBe(first + 2);
  });

  test('goes on after a trap, and adds up what all of its instances have used', async () => {
    const instance = await guest(COUNTER, FRESH, testHost({ metering: 'exact' }));
    expect((await trapOf(run(instance, 'trap'))).kind).toBe('unreachable');
    expect(instance.state).toBe('ready');
    const { fuel } = instance.usage;
    expect(await values(instance, 'count')).toEqual([1]);
    expect(instance.usage.fuel).toBeGreaterThan(fuel);
  });

  test('keeps its limits: too many waiting calls are refused, and a disposed one takes none', async () => {
    const instance = await guest(COUNTER, { ...FRESH, limits: { maxQueuedCalls: 1 } });
    const calls = await Promise.allSettled([1, 2, 3].map(async () => await run(instance, 'count')));
    expect(calls.map((one) => (one.status === 'rejected' ? String(one.reason.code) : one.value))).toMatchObject([
      { ok: true, value: 1 },
      { ok: true, value: 1 },
      'AIRSSYS_SANDBOX_OVERLOADED',
    ]);
    await instance[Symbol.asyncDispose]();
    await expect(run(instance, 'count')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    expect(instance.state).toBe('disposed');
  });

  test('an instance that is never used again is not made anew: only the next call after a trap makes one', async () => {
    const instance = await guest(COUNTER, FRESH);
    const { id } = instance;
    await trapOf(run(instance, 'trap'));
    expect(instance.id).toBe(id);
  });
});

describe.each(ENGINES)('%s', (engine) => {
  test('a call finds the state after initialization, and uses the same fuel every time', async () => {
    const host = testHost({ metering: 'exact' });
    const loaded = await host.load(await built('probe', engine));
    const instance = await loaded.instantiate({ ...FRESH, env: { A: '1' } });
    const settings = await instance.call('settings');
    expect(settings).toContain('A');
    const fuel: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      await instance.call('become', 'degraded');
      expect(await instance.health()).toBe('healthy');
      fuel.push((await instance.invoke('add', [1, index])).usage.fuel);
    }
    expect(new Set(fuel).size).toBe(1);
    expect(await instance.call('settings')).toBe(settings);
  });

  test('twenty calls at once are twenty first calls', async () => {
    const loaded = await testHost().load(await built('probe', engine));
    const instance = await loaded.instantiate(FRESH);
    const calls = Array.from({ length: 20 }, async (_, index) => {
      if (index % 3 === 0) await instance.call('become', 'unhealthy');
      return await instance.health();
    });
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['healthy']));
  });
});

test('a component that refuses to start is refused as with one instance', async () => {
  const loaded = await testHost().load(await built('probe'));
  await expect(loaded.instantiate({ ...FRESH, env: { REFUSE: 'no' } })).rejects.toMatchObject({
    code: 'AIRSSYS_SANDBOX_INITIALIZE',
  });
});

test('the exports of a component are found before and after its instance is replaced', async () => {
  const instance = await guest(COUNTER, FRESH);
  await trapOf(run(instance, 'trap'));
  await expect(instance.callExport(OPS, 'nothing', [])).rejects.toMatchObject({
    code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN',
  });
});
