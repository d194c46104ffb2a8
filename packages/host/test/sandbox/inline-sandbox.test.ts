import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ComponentHost, ComponentInstance, HostService } from '../../src/index.ts';
import { guest, type GuestText, HOST, OPS, run, testHost, trapOf, written } from '../components.ts';

const TEXT: GuestText = {
  imports: { 'wait-here': '(result u32)', now: '(result u32)' },
  exports: ['forever', 'waits', 'calls', 'spin-and-wait', 'traps', 'ok', 'counts'].map((name) => ({
    name,
    result: true,
  })),
  core: `
    (import "host" "wait-here" (func $wait (result i32)))
    (import "host" "now" (func $now (result i32)))
    (global $g (mut i32) (i32.const 0))
    (func $spin (local i32) (local.set 0 (i32.const 30000000))
      (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    (func (export "forever") (result i32) (loop $l (br $l)) (i32.const 0))
    (func (export "waits") (result i32) (call $wait))
    (func (export "calls") (result i32) (call $now))
    (func (export "spin-and-wait") (result i32) (call $spin) (drop (call $wait)) (call $spin) (call $wait))
    (func (export "traps") (result i32) unreachable)
    (func (export "ok") (result i32) (i32.const 1))
    (func (export "counts") (result i32) (drop (call $wait)) (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g))`,
};

type Answer = () => unknown;

function host(waitHere: Answer = async () => 3, options: object = {}, now: Answer = () => 4): ComponentHost {
  const service: HostService = {
    interface: HOST,
    waiting: { waitHere: { call: waitHere } },
    immediate: { now: { call: now } },
  };
  return testHost({ services: [service], ...options });
}

const never = (): Promise<never> => new Promise(() => {});

describe('cancelling', () => {
  test.each([
    ['during a loop', 'forever'],
    ['during a wait', 'waits'],
  ])('%s', async (_name, operation) => {
    const instance = await guest(TEXT, { limits: { maxFuel: 1e15 } }, host(never));
    const controller = new AbortController();
    const call = instance.callExport(OPS, operation, [], { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    const trap = await trapOf(call);
    expect(trap).toMatchObject({
      kind: 'cancelled',
      code: 'AIRSSYS_TRAP_CANCELLED',
      message: `${OPS}#${operation} was cancelled`,
    });
    expect([instance.state, trap.usage.durationMs < 1_000]).toEqual(['trapped', true]);
  });

  test('before it begins: nothing is called, and the instance goes on', async () => {
    const instance = await guest(TEXT, {}, host());
    const reason = new Error('changed my mind');
    await expect(instance.callExport(OPS, 'ok', [], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await run(instance, 'ok')).toMatchObject({ value: 1 });
  });

  test('while it waits for its turn: it is given up at once, and the instance goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const instance = await guest(
      TEXT,
      {},
      host(() => promise),
    );
    const running = run(instance, 'waits');
    const controller = new AbortController();
    const queued = instance.callExport(OPS, 'counts', [], { signal: controller.signal });
    const last = run(instance, 'ok');
    controller.abort();
    await expect(queued).rejects.toBe(controller.signal.reason);
    resolve(3);
    expect(await Promise.all([running, last])).toMatchObject([{ value: 3 }, { value: 1 }]);
    expect(await run(instance, 'ok')).toMatchObject({ value: 1 });
  });

  test('after it has ended: nothing happens', async () => {
    const instance = await guest(TEXT, {}, host());
    const controller = new AbortController();
    await instance.callExport(OPS, 'ok', [], { signal: controller.signal });
    controller.abort();
    expect(await run(instance, 'ok')).toMatchObject({ value: 1 });
  });
});

describe('one call at a time', () => {
  test('in the order of arrival', async () => {
    const instance = await guest(
      TEXT,
      {},
      host(async () => {
        await wait(1);
        return 3;
      }),
    );
    const values = await Promise.all(
      Array.from({ length: 20 }, async () => (await run(instance, 'counts')) as { value?: unknown }),
    );
    expect(values.map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });

  test('beyond the limit of the queue calls are refused, and the instance goes on', async () => {
    let proceed: () => void = () => {};
    const gate = new Promise<number>((resolve) => {
      proceed = () => resolve(3);
    });
    const instance = await guest(
      TEXT,
      { limits: { maxQueuedCalls: 2 } },
      host(() => gate),
    );
    const calls = [run(instance, 'waits'), run(instance, 'ok'), run(instance, 'ok')];
    await expect(run(instance, 'ok')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: 2 calls wait for this instance already]`,
    );
    await expect(run(instance, 'ok')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OVERLOADED' });
    proceed();
    expect(await Promise.all(calls)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(await run(instance, 'ok')).toMatchObject({ ok: true });
  });

  test('a trap refuses those that wait', async () => {
    const instance = await guest(TEXT, { limits: { timeoutMs: 20 } }, host(never));
    const [trap, queued] = [run(instance, 'waits'), run(instance, 'ok')];
    await trapOf(trap);
    await expect(queued).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE', data: { state: 'trapped' } });
  });

  test('calls under way in the host are limited too', async () => {
    const shared = host(never, { maxConcurrentCalls: 2 });
    const limits = { timeoutMs: 50 };
    const [one, two, three] = [
      await guest(TEXT, { limits }, shared),
      await guest(TEXT, { limits }, shared),
      await guest(TEXT, {}, shared),
    ];
    const traps = Promise.all([trapOf(run(one, 'waits')), trapOf(run(two, 'waits'))]);
    await expect(run(three, 'waits')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: 2 calls are under way in this host already]`,
    );
    expect((await traps).map(({ kind }) => kind)).toEqual(['deadline', 'deadline']);
    expect(await run(three, 'ok')).toMatchObject({ ok: true });
  });

  test.each([0, 1.5, 10_001, Number.NaN])('and cannot be limited to %s', (maxConcurrentCalls) => {
    expect(() => testHost({ maxConcurrentCalls })).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
  });

  test('200 calls at once over 50 instances', async () => {
    const shared = host(async () => {
      await wait(2);
      return 3;
    });
    const loaded = await shared.load(await written(TEXT));
    const instances = await Promise.all(Array.from({ length: 50 }, () => loaded.instantiate()));
    const calls = [0, 1, 2, 3].flatMap(() => instances.map(async (instance) => await run(instance, 'counts')));
    const values = (await Promise.all(calls)).map((outcome) => outcome.ok && outcome.value);
    expect(values).toEqual(Array.from({ length: 200 }, (_, at) => Math.floor(at / 50) + 1));
  });
});

describe('re-entrance', () => {
  test.each([
    ['waiting', 'waits'],
    ['after the call was suspended for its fuel', 'spinAndWait'],
  ])('a host function that calls its own instance is refused: %s', async (_name, operation) => {
    let self: ComponentInstance | undefined;
    const refusals: unknown[] = [];
    const instance = await guest(
      TEXT,
      { limits: { maxFuel: 1e15 } },
      host(async () => {
        await wait(1);
        if (self) await run(self, 'ok').catch((error: unknown) => refusals.push(error));
        return 3;
      }),
    );
    self = instance;
    expect(await run(instance, operation)).toMatchObject({ value: 3 });
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'AIRSSYS_SANDBOX_REENTRANCE' });
    expect(String(refusals[0])).toMatchInlineSnapshot(
      `"AirssysError: test:guest/ops@1.0.0#ok was called from inside of a call of the same instance"`,
    );
  });

  test('round a second instance too, and the outer call is told', async () => {
    const instances: ComponentInstance[] = [];
    const shared = host(async () => {
      const next = instances.shift();
      return next === undefined ? 9 : ((await run(next, 'waits')) as { value?: unknown }).value;
    });
    const [first, second] = [await guest(TEXT, {}, shared), await guest(TEXT, {}, shared)];
    instances.push(second, first);
    const trap = await trapOf(run(first, 'waits'));
    expect([trap.kind, first.state, second.state]).toEqual(['host-error', 'trapped', 'trapped']);
    expect(trap.cause).toMatchObject({ kind: 'host-error', cause: { code: 'AIRSSYS_SANDBOX_REENTRANCE' } });
  });

  test('another instance can be called', async () => {
    const shared = host(async () =>
      other === undefined ? 0 : ((await run(other, 'ok')) as { value?: unknown }).value,
    );
    let other: ComponentInstance | undefined;
    const first = await guest(TEXT, {}, shared);
    other = await guest(TEXT, {}, shared);
    expect(await run(first, 'waits')).toMatchObject({ value: 1 });
  });

  test('work that a host function left behind can call once the call has ended', async () => {
    let later: Promise<unknown> | undefined;
    let self: ComponentInstance | undefined;
    const instance = await guest(
      TEXT,
      {},
      host(
        async () => 3,
        {},
        () => {
          later = wait(10).then(async () => self && (await run(self, 'ok')));
          return 4;
        },
      ),
    );
    self = instance;
    expect(await run(instance, 'calls')).toMatchObject({ value: 4 });
    expect(await later).toMatchObject({ value: 1 });
  });
});

describe('the end of an instance', () => {
  test('a trap', async () => {
    const instance = await guest(TEXT, {}, host());
    const trap = await trapOf(run(instance, 'traps'));
    expect([trap.kind, instance.state]).toEqual(['unreachable', 'trapped']);
    expect(trap.message).toMatchInlineSnapshot(
      `"test:guest/ops@1.0.0#traps trapped: unreachable (wasm trap: wasm \`unreachable\` instruction executed)"`,
    );
    await expect(run(instance, 'ok')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: test:guest/ops@1.0.0#ok cannot be called: the instance is trapped]`,
    );
    await expect(run(instance, 'ok')).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_STATE',
      data: { state: 'trapped' },
    });
  });

  test('disposing, twice', async () => {
    const instance = await guest(TEXT, {}, host());
    await instance[Symbol.asyncDispose]();
    await instance[Symbol.asyncDispose]();
    expect(instance.state).toBe('disposed');
    await expect(run(instance, 'ok')).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_STATE',
      data: { state: 'disposed' },
    });
  });

  test.each(['forever', 'waits'])('disposing during a call: %s', async (operation) => {
    const instance = await guest(TEXT, { limits: { maxFuel: 1e15 } }, host(never));
    const [call, queued] = [trapOf(run(instance, operation)), run(instance, 'ok')];
    queued.catch(() => {});
    await wait(20);
    await instance[Symbol.asyncDispose]();
    expect(await call).toMatchObject({ kind: 'cancelled', message: 'the instance was disposed' });
    await expect(queued).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    expect(instance.state).toBe('disposed');
  });

  test('a deadline during a wait, and later calls of the host', async () => {
    const instance = await guest(TEXT, { limits: { timeoutMs: 30 } }, host(never));
    const trap = await trapOf(run(instance, 'waits'));
    expect(trap.message).toBe(`${OPS}#waits was stopped after 30 ms`);
    expect(trap.usage.durationMs).toBeGreaterThanOrEqual(29);
  });

  test("a call's own deadline and fuel", async () => {
    const shared = host(never);
    const [one, other] = [await guest(TEXT, {}, shared), await guest(TEXT, {}, shared)];
    expect((await trapOf(one.callExport(OPS, 'waits', [], { timeoutMs: 20 }))).kind).toBe('deadline');
    expect((await trapOf(other.callExport(OPS, 'forever', [], { maxFuel: 500 }))).kind).toBe('out-of-fuel');
  });

  test('what is not exported', async () => {
    const instance = await guest(TEXT, {}, host());
    await expect(run(instance, 'nothing')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: The component has no operation test:guest/ops@1.0.0#nothing]`,
    );
    await expect(instance.callExport('toString', 'call', [])).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN',
    });
    await expect(run(instance, 'constructor')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
    expect(await run(instance, 'ok')).toMatchObject({ ok: true });
  });
});

test('a loop that follows a wait that follows a loop', async () => {
  const instance = await guest(
    TEXT,
    { limits: { maxFuel: 1e15 } },
    host(async () => {
      await wait(1);
      return 3;
    }),
  );
  for (let i = 0; i < 3; i += 1) expect(await run(instance, 'spinAndWait')).toMatchObject({ value: 3 });
});

test('endless recursion', async () => {
  const core = '(func $f (export "run") (result i32) (i32.add (call $f) (i32.const 1)))';
  const shared = testHost();
  const trap = await trapOf(run(await guest(core, {}, shared)));
  expect(trap).toMatchObject({ kind: 'stack-overflow', code: 'AIRSSYS_TRAP_STACK_OVERFLOW' });
  expect(await run(await guest('(func (export "run") (result i32) (i32.const 5))', {}, shared))).toMatchObject({
    value: 5,
  });
});
