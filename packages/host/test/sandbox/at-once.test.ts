import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import type { CallOptions, ComponentInstance, InstanceOptions } from '../../src/index.ts';
import { OPS, testHost, trapOf } from '../components.ts';

const WORK = '(drop (i32.const 1))'.repeat(100);

const MODULE = `(core module $m
  (global $count (mut i32) (i32.const 0))
  (func $started (global.set $count (i32.const 10)))
  (start $started)
  (func $inner (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "byte") (param i32) (result i32) (i32.and (local.get 0) (i32.const 255)))
  (func (export "pick") (param i32) (result i32)
    (block (block (block (br_table 0 1 2 (local.get 0))) ${WORK} (return (i32.const 1))) (return (i32.const 2)))
    (if (i32.gt_u (local.get 0) (i32.const 5)) (then ${WORK}))
    (i32.const 3))
  (func (export "divide") (param i32 i32) (result i32) (call $inner (local.get 0) (local.get 1)))
  (func (export "work") ${WORK})
  (func (export "unreachable") unreachable)
  (func (export "count") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
  (func (export "spin") (param i32) (result i32)
    (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (global.get $count)))`;

const FUNCTIONS: Readonly<Record<string, string>> = {
  add: '(param "a" s32) (param "b" s32) (result s32)',
  byte: '(param "a" u32) (result u8)',
  pick: '(param "a" u32) (result u32)',
  divide: '(param "a" s32) (param "b" s32) (result s32)',
  work: '',
  unreachable: '',
  count: '(result u32)',
  spin: '(param "a" u32) (result u32)',
};
const LIFTED = Object.entries(FUNCTIONS).map(
  ([name, type]) => `(func $${name} ${type} (canon lift (core func $i "${name}")))`,
);
const EXPORTED = Object.keys(FUNCTIONS).map((name) => `(export "${name}" (func $${name}))`);
const ALL = `${MODULE} (core instance $i (instantiate $m)) ${LIFTED.join('\n')}
  (instance $ops ${EXPORTED.join(' ')}) (export "${OPS}" (instance $ops))`;

const AT_ONCE = `(component ${ALL})`;
/** The same functions, of a component that could call the host: each runs on a stack that can be suspended. */
const SUSPENDABLE = `(component
  (import "airssys:core/host-services@1.0.0" (instance $host (export "current-time-millis" (func (result u64)))))
  (alias export $host "current-time-millis" (func $now))
  (core func $lowered (canon lower (func $now)))
  ${ALL}
  (core module $user (import "" "now" (func (result i64))))
  (core instance (instantiate $user (with "" (instance (export "now" (func $lowered)))))))`;

const METERING = ['fast', 'exact'] as const;

async function make(
  text: string,
  options: InstanceOptions = {},
  metering: (typeof METERING)[number] = 'exact',
): Promise<ComponentInstance> {
  return await (await testHost({ metering }).load(await parse(text), 'ops')).instantiate(options);
}

const call = async (instance: ComponentInstance, name: string, args: readonly unknown[] = [], options?: CallOptions) =>
  await instance.callExport(OPS, name, args, options);

/** A number that does something when the call comes to it. */
class Acting {
  readonly #act: () => void;

  constructor(act: () => void) {
    this.#act = act;
  }

  valueOf(): number {
    this.#act();
    return 1;
  }
}

describe.each(METERING)('as on a stack of its own, with %s metering', (metering) => {
  test.each([
    ['add', [2 ** 31 - 1, 1]],
    ['add', ['7', -9]],
    ['byte', [0xabcdef]],
    ['pick', [0]],
    ['pick', [1]],
    ['pick', [2]],
    ['pick', [9]],
    ['work', []],
    ['count', []],
  ])('%s(%o) answers the same and uses the same', async (name, args) => {
    const outcomes = await Promise.all(
      [AT_ONCE, SUSPENDABLE].map(async (text) => await call(await make(text, {}, metering), name, args)),
    );
    const [here, there] = outcomes.map(({ usage: { durationMs, ...usage }, ...outcome }) => {
      expect(durationMs).toBeGreaterThan(0);
      return { ...outcome, usage };
    });
    expect(here).toEqual(there);
    expect(here).toMatchObject({ ok: true });
  });

  test.each([
    ['divide', [1, 0], {}, 'integer-division-by-zero'],
    ['divide', [-(2 ** 31), -1], {}, 'integer-overflow'],
    ['unreachable', [], {}, 'unreachable'],
    ['work', [], { maxFuel: 50 }, 'out-of-fuel'],
    ['pick', [9], { maxFuel: 1 }, 'out-of-fuel'],
    ['add', [1n, 2], {}, 'internal'],
  ] as const)('%s(%o) with %j ends the same', async (name, args, options, kind) => {
    const [here, there] = await Promise.all(
      [AT_ONCE, SUSPENDABLE].map(async (text) => {
        const instance = await make(text, {}, metering);
        const trap = await trapOf(call(instance, name, args, options));
        const after = await call(instance, 'add', [1, 2]).catch((error: unknown) => error);
        const { durationMs, ...usage } = trap.usage;
        expect(durationMs).toBeGreaterThan(0);
        const { code, message, operation, frames } = trap;
        // In brackets are the words of V8, or those into which the glue's bookkeeping changes them.
        const said = message.replace(/ \(.*\)$/, '');
        return { kind: trap.kind, code, said, operation, frames, usage, state: instance.state, after };
      }),
    );
    expect(here).toEqual(there);
    expect(here).toMatchObject({ kind, state: 'trapped', after: { code: 'AIRSSYS_SANDBOX_STATE' } });
  });
});

test('it is over before anything else runs, and a call that can be suspended is not', async () => {
  const [here, there] = [await make(AT_ONCE), await make(SUSPENDABLE)];
  const ended: string[] = [];
  here.onEnded(() => ended.push('here'));
  there.onEnded(() => ended.push('there'));
  const traps = [here, there].map(async (instance) => await trapOf(call(instance, 'divide', [1, 0])));
  expect([here.state, there.state, ended]).toEqual(['trapped', 'ready', ['here']]);
  await Promise.all(traps);
  expect([there.state, ended]).toEqual(['trapped', ['here', 'there']]);
});

test('fuel is counted to the unit, and the sum over the calls with it', async () => {
  const instance = await make(AT_ONCE);
  const before = instance.usage.fuel;
  expect((await call(instance, 'add', [1, 2])).usage.fuel).toBe(4); // two reads, an addition, the entry
  expect((await call(instance, 'work')).usage.fuel).toBe(101);
  expect(instance.usage.fuel - before).toBe(105);
  expect((await call(instance, 'work', [], { maxFuel: 101 })).ok).toBe(true);
  expect(await trapOf(call(instance, 'work', [], { maxFuel: 100 }))).toMatchObject({
    kind: 'out-of-fuel',
    message: `${OPS}#work used up its 100 units of fuel`,
    frames: [{ functionIndex: 6 }],
  });
});

test('nothing of it runs where the signal has been aborted', async () => {
  const instance = await make(AT_ONCE);
  const reason = new Error('changed my mind');
  await expect(call(instance, 'count', [], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(await call(instance, 'count')).toMatchObject({ value: 11 });
});

test('it waits for its turn behind a call that runs on, and is given up there', async () => {
  const instance = await make(AT_ONCE, { limits: { maxQueuedCalls: 3 } });
  const controller = new AbortController();
  const before = call(instance, 'count');
  const running = call(instance, 'spin', [30_000_000]); // some turns
  const queued = [call(instance, 'count'), call(instance, 'count', [], { signal: controller.signal })];
  const last = call(instance, 'count');
  await expect(call(instance, 'count')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OVERLOADED' });
  controller.abort();
  await expect(queued[1]).rejects.toBe(controller.signal.reason);
  const all = await Promise.all([before, running, queued[0], last]);
  expect(all.map((outcome) => outcome?.ok && outcome.value)).toEqual([11, 11, 12, 13]);
});

test('many in a row leave the event loop its turns', async () => {
  const instance = await make(AT_ONCE);
  let timers = 0;
  const timer = setInterval(() => (timers += 1), 1);
  const until = performance.now() + 200;
  while (performance.now() < until) await call(instance, 'add', [1, 2]);
  clearInterval(timer);
  expect(timers).toBeGreaterThan(3);
});

describe('what an argument does while it becomes a number', () => {
  test('past the time of the call: it has reached its deadline', async () => {
    const slow = new Acting(() => {
      const until = performance.now() + 5;
      while (performance.now() < until);
    });
    const instance = await make(AT_ONCE);
    expect(await trapOf(call(instance, 'add', [slow, 2], { timeoutMs: 2 }))).toMatchObject({
      kind: 'deadline',
      code: 'AIRSSYS_TRAP_DEADLINE',
    });
  });

  test('a call of the same instance waits for its turn', async () => {
    const instance = await make(AT_ONCE);
    const inner: Promise<unknown>[] = [];
    const outer = call(instance, 'add', [new Acting(() => inner.push(call(instance, 'count'))), 2]);
    expect(await outer).toMatchObject({ value: 3 });
    expect(await Promise.all(inner)).toMatchObject([{ value: 11 }]);
  });

  test('the end of the instance is the end of the call', async () => {
    const instance = await make(AT_ONCE);
    const ending: PromiseLike<void>[] = [];
    const outer = call(instance, 'add', [new Acting(() => ending.push(instance[Symbol.asyncDispose]())), 2]);
    expect(await trapOf(outer)).toMatchObject({ kind: 'cancelled' });
    await Promise.all(ending);
    expect(instance.state).toBe('disposed');
  });

  test('what it throws ends the call', async () => {
    const instance = await make(AT_ONCE);
    const failing = new Acting(() => {
      throw new TypeError('no number');
    });
    expect(await trapOf(call(instance, 'add', [failing, 2]))).toMatchObject({ kind: 'internal' });
    expect(instance.state).toBe('trapped');
  });
});

test('functions with something to do afterwards take the usual way, also where they share the core function', async () => {
  const instance = await make(`(component (core module $m
      (global $freed (mut i32) (i32.const 0))
      (func (export "byte") (param i32) (result i32) (if (i32.eqz (local.get 0)) (then unreachable)) (local.get 0))
      (func (export "free") (param i32) (global.set $freed (i32.add (global.get $freed) (local.get 0))))
      (func (export "freed") (result i32) (global.get $freed)))
    (core instance $i (instantiate $m))
    (func $plain (param "a" u8) (result u8) (canon lift (core func $i "byte")))
    (func $freeing (param "a" u32) (result u32) (canon lift (core func $i "byte") (post-return (core func $i "free"))))
    (func $freed (result u32) (canon lift (core func $i "freed")))
    (instance $ops (export "plain" (func $plain)) (export "freeing" (func $freeing)) (export "freed" (func $freed)))
    (export "${OPS}" (instance $ops)))`);
  expect(await call(instance, 'freeing', [5])).toMatchObject({ value: 5 });
  expect(await call(instance, 'freed')).toMatchObject({ value: 5 });
  const trapped = trapOf(call(instance, 'freeing', [0]));
  expect(instance.state).toBe('ready'); // it is not over yet
  expect(await trapped).toMatchObject({ kind: 'unreachable' });
});
