/** Who a call goes to, and when. */
import fc from '../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { ComponentGeneration } from '../../src/updates/component-generation.ts';
import type { Generation, MakeSlot } from '../../src/updates/generation.ts';
import { instanceSlots } from '../../src/updates/instance-slot.ts';
import { Router } from '../../src/updates/router.ts';
import { TargetPicker } from '../../src/updates/target-picker.ts';
import { built, testHost } from '../components.ts';

const { signal } = new AbortController();
const makeNothing: MakeSlot = async () => await Promise.reject(new Error('nothing is called here'));

/** A generation to be told apart from others; it is not called. */
const named = (version: string): Generation =>
  new ComponentGeneration({ version: { version, hash: '' }, makeSlot: makeNothing });

async function tally(version: 1 | 2, count = 1): Promise<ComponentGeneration> {
  const loaded = await testHost().load(await built(`versions/tally-${version}`));
  const options = { version: { version: `${version}.0.0`, hash: '' }, makeSlot: instanceSlots(loaded) };
  return await ComponentGeneration.start(options, count, signal);
}

describe('weights', () => {
  test('after any number of calls each version has had its share, to within one call', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 3000 }), (all, calls) => {
        const targets = all.map((weight, at) => ({ generation: named(String(at)), weight }));
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const picker = new TargetPicker(targets);
        const got = new Map<Generation, number>();
        for (let call = 1; call <= calls; call += 1) {
          const picked = picker.pick();
          if (total === 0) expect(picked).toBeUndefined();
          else if (picked !== undefined) got.set(picked, (got.get(picked) ?? 0) + 1);
          for (const { generation, weight } of total === 0 ? [] : targets) {
            expect(Math.abs((got.get(generation) ?? 0) - (call * weight) / total)).toBeLessThan(1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test.each([-1, 0.5, NaN, 1e7])('a weight of %d is refused, and the table before stays', (weight) => {
    const router = new Router();
    const table = [{ generation: named('a'), weight: 1 }];
    router.route(table);
    expect(() => router.route([{ generation: named('b'), weight }])).toThrow(`a weight cannot be ${weight}`);
    expect(router.table).toBe(table);
  });
});

describe('keys', () => {
  test('stay with their version, and move to the new one only, as its share grows', () => {
    const [next, old] = [named('next'), named('old')];
    const keys = Array.from({ length: 2000 }, (_, at) => `customer-${at}`);
    let before = new Set<string>();
    for (const weight of [0, 10, 30, 50, 90, 100]) {
      const picker = new TargetPicker([
        { generation: next, weight },
        { generation: old, weight: 100 - weight },
      ]);
      const moved = new Set(keys.filter((key) => picker.pick({ key }) === next));
      expect(keys.filter((key) => picker.pick({ key }) === next)).toEqual([...moved]);
      expect([...before].filter((key) => !moved.has(key))).toEqual([]);
      expect(Math.abs(moved.size / keys.length - weight / 100)).toBeLessThan(0.04);
      before = moved;
    }
  });
});

describe('headers', () => {
  const [next, old] = [named('next'), named('old')];
  const picker = new TargetPicker([
    { generation: next, weight: 0, match: { header: 'X-Canary', equals: 'yes' } },
    { generation: old, weight: 1 },
  ]);

  test('lead to the version whose rule they match, whatever its weight', () => {
    expect(picker.pick({ headers: { 'x-canary': 'yes' } })).toBe(next);
    expect(picker.pick({ headers: { 'x-canary': 'no' } })).toBe(old);
    expect(picker.pick({ headers: {}, key: 'a' })).toBe(old);
    expect(picker.pick()).toBe(old);
  });

  test('of any value, where the rule names none', () => {
    const any = new TargetPicker([{ generation: next, weight: 0, match: { header: 'beta' } }]);
    expect(any.pick({ headers: { BETA: '' } })).toBe(next);
    expect(any.pick({ headers: { alpha: '' } })).toBeUndefined();
  });
});

describe('calls that nobody takes yet', () => {
  test('wait, and begin in the order in which they came', async () => {
    const generation = await tally(1);
    const router = new Router();
    const calls = Array.from({ length: 50 }, async (_, at) => await router.invoke('add', [at]));
    expect(router.waiting).toBe(50);
    router.route([{ generation, weight: 1 }]);
    calls.push(router.invoke('add', [50]));
    await Promise.all(calls);
    expect(await router.invoke('calls', [])).toMatchObject({ value: Array.from({ length: 51 }, (_, at) => at) });
    await generation.dispose();
  });

  test('leave the version in whose line they are when it gets no calls any more, and begin once, in order', async () => {
    const [one, two] = await Promise.all([tally(1), tally(2)]);
    const router = new Router();
    router.route([{ generation: one, weight: 1 }]);
    const calls = Array.from({ length: 20 }, async (_, at) => await router.invoke('add', [at], { timeoutMs: 10_000 }));
    router.hold();
    await one.drained(signal);
    router.route([{ generation: two, weight: 1 }]);
    const by = (await Promise.all(calls)).map(({ value }) => value);
    expect(by).toEqual(['1.0.0', ...Array<string>(19).fill('2.0.0')]);
    expect(await one.invoke('calls', [])).toMatchObject({ value: [0] });
    expect(await two.invoke('calls', [])).toMatchObject({ value: Array.from({ length: 19 }, (_, at) => at + 1) });
    await Promise.all([one.dispose(), two.dispose()]);
  });

  test('are told when their time is over, or they are given up; they have not begun', async () => {
    const router = new Router({ maxWaiting: 2 });
    const cancel = new AbortController();
    const late = router.invoke('add', [1], { timeoutMs: 20 });
    const cancelled = router.invoke('add', [2], { signal: cancel.signal });
    await expect(router.invoke('add', [3])).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OVERLOADED' });
    cancel.abort(new Error('not needed any more'));
    await expect(cancelled).rejects.toThrow('not needed any more');
    await expect(late).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_UNAVAILABLE' });
    expect(router.waiting).toBe(0);
  });
});

describe('the instances of one version', () => {
  test('a trap fails its own call only: those that wait behind it go to the next instance', async () => {
    const loaded = await testHost().load(await built('versions/tally-2'));
    const version = { version: '2.0.0', hash: '' };
    let starts = 0;
    const makeSlot = instanceSlots(loaded, { limits: { maxFuel: 3e6 } });
    const generation = await ComponentGeneration.start(
      { version, makeSlot: async (until) => ((starts += 1), await makeSlot(until)) },
      2,
      signal,
    );
    const bad = generation.invoke('add', [1], { maxFuel: 10 });
    const others = Array.from({ length: 20 }, async (_, at) => await generation.invoke('add', [at]));
    await expect(bad).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_OUT_OF_FUEL' });
    expect((await Promise.all(others)).map(({ value }) => value)).toEqual(Array(20).fill('2.0.0'));
    expect([starts, generation.slots.length, generation.inFlight]).toEqual([2, 2, 0]);
    await generation.dispose();
    await expect(generation.invoke('add', [1])).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_UNAVAILABLE' });
  });

  test('is drained when the last call has ended, waiting ones too', async () => {
    const generation = await tally(1);
    const ended: number[] = [];
    const calls = [1, 2, 3].map(async (call) => {
      await generation.invoke('add', [call]);
      ended.push(call);
    });
    expect(generation.inFlight).toBe(3);
    await generation.drained(signal);
    await Promise.all(calls);
    expect(ended).toEqual([1, 2, 3]);
    const stop = new AbortController();
    const running = generation.invoke('add', [4]);
    const draining = generation.drained(stop.signal);
    stop.abort(new Error('no time'));
    await expect(draining).rejects.toThrow('no time');
    await running;
    await generation.dispose();
  });

  test('start all or none, and one that is too late is disposed', async () => {
    const loaded = await testHost().load(await built('versions/tally-1'));
    const makeSlot = instanceSlots(loaded);
    let ended = 0;
    let made = 0;
    const generation = new ComponentGeneration({
      version: { version: '1.0.0', hash: '' },
      makeSlot: async (until) => {
        made += 1;
        if (made === 3) throw new Error('no room');
        const slot = await makeSlot(until);
        const dispose = slot.dispose.bind(slot);
        return Object.assign(slot, {
          dispose: async (): Promise<void> => {
            ended += 1;
            await dispose();
          },
        });
      },
    });
    await expect(generation.prepare(3, signal)).rejects.toThrow('no room');
    await expect.poll(() => ended).toBe(2);
    expect(generation.slots).toEqual([]);
    await generation.dispose();
  });
});
