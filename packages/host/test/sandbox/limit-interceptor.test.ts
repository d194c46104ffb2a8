/** What has a limit reached earlier. */
import { expect, test } from 'vitest';
import type { LimitedCall, LimitInterceptor } from '../../src/index.ts';
import { guest, type GuestText, run, trapOf } from '../components.ts';

const PAGE = 65_536;

const TEXT: GuestText = {
  exports: ['spin', 'grow', 'must'].map((name) => ({ name, result: true })),
  core: `
    (memory (export "grown") 1)
    (func (export "spin") (result i32) (local $i i32)
      (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $l (i32.lt_u (local.get $i) (i32.const 1000))))
      (local.get $i))
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "must") (result i32)
      (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable)) (i32.const 1))`,
};

const told = async (interceptLimits: LimitInterceptor, maxMemoryBytes = 100 * PAGE) =>
  await guest(TEXT, { interceptLimits, limits: { maxMemoryBytes } });

test('a call has no more fuel than it is left, and ends as by its limit', async () => {
  const seen: LimitedCall[] = [];
  let left: number | undefined;
  const instance = await told({
    maxFuel: (call) => {
      seen.push(call);
      return left;
    },
  });
  const { usage } = await run(instance, 'spin');
  left = usage.fuel;
  expect(await run(instance, 'spin')).toMatchObject({ ok: true, usage: { fuel: left } });
  left = usage.fuel - 1;
  const trap = await trapOf(run(instance, 'spin'));
  const limited = await trapOf(run(await guest(TEXT, { limits: { maxFuel: left } }), 'spin'));
  expect([trap.kind, trap.message, trap.usage.fuel]).toEqual([limited.kind, limited.message, limited.usage.fuel]);
  expect(trap.kind).toBe('out-of-fuel');
  // What each has used shows afterwards as well.
  expect(seen.slice(1).map((call) => call.fuelUsed())).toEqual([usage.fuel, usage.fuel, trap.usage.fuel]);
  expect(seen.map(({ operation, isStartUp }) => [operation, isStartUp])).toEqual([
    ['start-up', true],
    ['test:guest/ops@1.0.0#spin', false],
    ['test:guest/ops@1.0.0#spin', false],
    ['test:guest/ops@1.0.0#spin', false],
  ]);
  expect(new Set(seen.map(({ instance: id }) => id))).toEqual(new Set([instance.id]));
});

test('more fuel than the limit has is not given', async () => {
  const instance = await guest(TEXT, { interceptLimits: { maxFuel: () => 1e12 }, limits: { maxFuel: 100 } });
  expect((await trapOf(run(instance, 'spin'))).kind).toBe('out-of-fuel');
});

test('growth that is refused is refused as by the limit', async () => {
  const asked: number[] = [];
  let isAllowed = true;
  const instance = await told({
    allowsMemory: (_call, bytes) => {
      asked.push(bytes);
      return isAllowed;
    },
  });
  expect(await run(instance, 'grow')).toMatchObject({ value: 1, usage: { refusedGrowths: 0, memoryBytes: 2 * PAGE } });
  isAllowed = false;
  expect(await run(instance, 'grow')).toMatchObject({ usage: { refusedGrowths: 1, memoryBytes: 2 * PAGE } });
  const trap = await trapOf(run(instance, 'must'));
  const limited = await trapOf(run(await guest(TEXT, { limits: { maxMemoryBytes: PAGE } }), 'must'));
  expect([trap.kind, trap.message]).toEqual([limited.kind, limited.message]);
  expect(asked).toEqual([PAGE, PAGE, PAGE]);
});

test('what a call has used shows while it runs', async () => {
  const used: number[] = [];
  const instance = await told({
    maxFuel: (call) => void used.push(call.fuelUsed()),
    allowsMemory: (call) => used.push(call.fuelUsed()) > 0,
  });
  used.length = 0;
  const { usage } = await run(instance, 'must');
  expect(used).toEqual([0, expect.any(Number)]);
  expect(used[1]).toBeGreaterThan(0);
  expect(used[1]).toBeLessThanOrEqual(usage.fuel);
});

test('growth that the limit refuses is not asked about', async () => {
  const asked: number[] = [];
  const instance = await told({ allowsMemory: (_call, bytes) => asked.push(bytes) > 0 }, PAGE);
  expect(await run(instance, 'grow')).toMatchObject({ usage: { refusedGrowths: 1 } });
  expect(asked).toEqual([]);
});

test('limits of an instance elsewhere cannot be intercepted', async () => {
  await expect(guest(TEXT, { interceptLimits: {}, isolation: 'worker' })).rejects.toMatchObject({
    code: 'AIRSSYS_CONFIG_INVALID',
    message: "interceptLimits and isolation: 'worker' do not go together",
  });
});
