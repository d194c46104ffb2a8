import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, narrowLimits, resolveLimits } from '../../src/sandbox/limits.ts';
import { guest, type GuestText, run, trapOf } from '../components.ts';

test('the smaller of what the component asks for and the default, or what the operator says', () => {
  expect(resolveLimits()).toEqual(DEFAULT_LIMITS);
  expect(resolveLimits({}, { maxFuel: 5, timeoutMs: 1e9 })).toMatchObject({
    maxFuel: 5,
    timeoutMs: DEFAULT_LIMITS.timeoutMs,
  });
  expect(resolveLimits({ maxFuel: 1e15, timeoutMs: 1e9 }, { maxFuel: 5 })).toMatchObject({
    maxFuel: 1e15,
    timeoutMs: 1e9,
  });
});

test.each([
  [{ maxFuel: 0 }],
  [{ maxFuel: Number.NaN }],
  [{ timeoutMs: 1.5 }],
  [{ timeoutMs: Infinity }],
  [{ maxMemoryBytes: 65_535 }],
  [{ maxHostCalls: -1 }],
  [{ maxQueuedCalls: '5' }],
])('%j is refused', (limits) => {
  expect(() => resolveLimits(limits as object)).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
});

test('what is said of a wrong limit', () => {
  expect(() => resolveLimits({ maxFuel: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: The limit maxFuel cannot be -1]`,
  );
  expect(() => resolveLimits({ memory: 1 } as object)).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: There is no limit 'memory']`,
  );
  expect(() => resolveLimits({}, { maxMemoryBytes: 'much' as unknown as number })).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: The limit maxMemoryBytes cannot be NaN]`,
  );
});

test('a call can have less than its instance, never more', () => {
  const limits = resolveLimits({ maxFuel: 100, timeoutMs: 50 });
  expect(narrowLimits(limits, {})).toBe(limits);
  expect(narrowLimits(limits, { maxFuel: 5, timeoutMs: 1000 })).toEqual({ ...limits, maxFuel: 5 });
  for (const bad of [0, -1, 1.5, Number.NaN]) {
    expect(() => narrowLimits(limits, { maxFuel: bad })).toThrow(`maxFuel cannot be ${bad}`);
    expect(() => narrowLimits(limits, { timeoutMs: bad })).toThrow(`timeoutMs cannot be ${bad}`);
  }
});

const GROWER: GuestText = {
  core: `(memory (export "memory") 1) (table $t 10 funcref)
    (func (export "run") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "table") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
    (func (export "must") (param i32) (result i32)
      (if (i32.eq (memory.grow (local.get 0)) (i32.const -1)) (then unreachable)) (memory.size))
    (func (export "mustTable") (param i32) (result i32)
      (if (i32.eq (table.grow $t (ref.null func) (local.get 0)) (i32.const -1)) (then unreachable)) (table.size $t))
    (func (export "forever") (param i32) (result i32)
      (loop $l (br_if $l (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (memory.size))`,
  exports: ['run', 'table', 'must', 'mustTable', 'forever'].map((name) => ({ name, params: 1, result: true })),
};

/** WIT's names are kebab-case, and `mustTable` is not. */
const text: GuestText = {
  core: GROWER.core.replace('"mustTable"', '"must-table"'),
  exports: GROWER.exports?.map((fn) => (fn.name === 'mustTable' ? { ...fn, name: 'must-table' } : fn)) ?? [],
};
const PAGE = 65_536;
const REFUSED = 2 ** 32 - 1;

test('memory grows up to the limit, and each refusal is counted', async () => {
  const instance = await guest(text, { limits: { maxMemoryBytes: 5 * PAGE } });
  expect(instance.usage.memoryBytes).toBe(PAGE);
  expect(await run(instance, 'run', 4)).toMatchObject({
    value: 1,
    usage: { memoryBytes: 5 * PAGE, refusedGrowths: 0 },
  });
  expect(await run(instance, 'run', 1)).toMatchObject({
    value: REFUSED,
    usage: { memoryBytes: 5 * PAGE, refusedGrowths: 1 },
  });
  expect(await run(instance, 'run', 0xffffffff)).toMatchObject({ value: REFUSED, usage: { refusedGrowths: 1 } });
  expect(await run(instance, 'run', 0)).toMatchObject({ value: 5, usage: { refusedGrowths: 0 } });
  expect(instance.usage.refusedGrowths).toBe(2);
});

test('growing without end stops at the limit', async () => {
  const instance = await guest(text, { limits: { maxMemoryBytes: 100 * PAGE } });
  expect(await run(instance, 'forever', 0)).toMatchObject({
    value: 100,
    usage: { memoryBytes: 100 * PAGE, refusedGrowths: 1 },
  });
});

test('a trap after a refusal is a matter of the limit', async () => {
  const trap = await trapOf(run(await guest(text, { limits: { maxMemoryBytes: 5 * PAGE } }), 'must', 5));
  expect(trap).toMatchObject({ kind: 'memory-limit', code: 'AIRSSYS_TRAP_MEMORY_LIMIT', usage: { refusedGrowths: 1 } });
  expect(trap.message).toBe('test:guest/ops@1.0.0#must needed more memory than its limit allows');
});

test('tables as memories', async () => {
  const instance = await guest(text, { limits: { maxTableElements: 20 } });
  expect(await run(instance, 'table', 10)).toMatchObject({ value: 10 });
  expect(await run(instance, 'table', 1)).toMatchObject({ value: REFUSED, usage: { refusedGrowths: 1 } });
  const trap = await trapOf(run(instance, 'mustTable', 1));
  expect(trap).toMatchObject({ kind: 'table-limit', code: 'AIRSSYS_TRAP_TABLE_LIMIT' });
});

test.each([
  ['memory', '(memory 100)', 'memory-limit'],
  ['table', '(table 1000 funcref)', 'table-limit'],
])('too large a %s to begin with', async (_name, field, kind) => {
  const core = `${field} (func (export "run") (result i32) (i32.const 1))`;
  const trap = await trapOf(guest(core, { limits: { maxMemoryBytes: 99 * PAGE, maxTableElements: 999 } }));
  expect([trap.kind, trap.operation]).toEqual([kind, 'start-up']);
  const instance = await guest(core, { limits: { maxMemoryBytes: 100 * PAGE, maxTableElements: 1000 } });
  expect(await run(instance)).toMatchObject({ value: 1 });
});

test('a deadline beyond the longest timer is kept without a busy timer', async () => {
  const instance = await guest(text, { limits: { timeoutMs: Number.MAX_SAFE_INTEGER } });
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  await run(instance, 'run', 0);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
