/** The same tests for an instance on the host's thread, on a thread of its own, and in a process of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions, LogEntry } from '../../src/index.ts';
import { built, guest, OPS, PROBE_GRANTS, run, temporaryDirectory, testHost, trapOf } from '../components.ts';

const ISOLATIONS = ['inline', 'worker', 'process'] as const;
const LIMITS = { maxFuel: 1e12, timeoutMs: 30_000 };

/** The processes that this one has started and that still run. */
function children(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
        return Number(stat[1]) === process.pid && stat[0] !== 'Z';
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}

describe.each(ISOLATIONS)('%s', (isolation) => {
  const probe = async (options: InstanceOptions = {}): Promise<ComponentInstance> => {
    const loaded = await testHost().load(await built('probe'));
    return await loaded.instantiate({ isolation, grants: PROBE_GRANTS, limits: LIMITS, ...options });
  };

  test('values of all kinds cross unchanged, results and their errors too', async () => {
    const instance = await probe();
    expect(await instance.call('add', 1, 2)).toBe(3);
    expect(await instance.call('double', 2n ** 62n)).toBe(2n ** 63n);
    expect(await instance.call('move', { kind: 'line', to: { x: 1, tags: ['a'] } }, 2)).toEqual({
      kind: 'line',
      to: { x: 3, tags: ['a'] },
    });
    expect(await instance.call('find', 'nothing')).toBeUndefined();
    expect(await instance.call('divide', 1, 0)).toEqual({ ok: false, error: { reason: 'by zero' } });
    expect(await instance.call('reverse', new Uint8Array([1, 2, 3]))).toEqual(new Uint8Array([3, 2, 1]));
    expect(await instance.health()).toBe('healthy');
    await instance.shutdown();
    expect(instance.state).toBe('disposed');
  });

  test('host functions run behind the one gate: granted, denied, audited', async () => {
    const host = testHost();
    const entries: LogEntry[] = [];
    const loaded = await host.load(await built('probe'));
    const mounts = { '/data': temporaryDirectory() };
    const instance = await loaded.instantiate({
      isolation,
      mounts,
      limits: LIMITS,
      grants: ['clock'],
      log: (entry) => entries.push(entry),
    });
    await instance.call('sleep', 1);
    await instance.call('print');
    expect(entries.map(({ message }) => message)).toContain('careful');
    expect((await trapOf(instance.call('fail', 'host'))).kind).toBe('guest-error');
    expect(host.audit.events.filter(({ area }) => area === 'filesystem')).toMatchObject([
      { allowed: false, resource: '/data/nothing', instance: instance.id },
    ]);
  });

  test('an error inside arrives with its place in the sources', async () => {
    const trap = await trapOf((await probe()).call('fail', 'cause'));
    expect(trap.kind).toBe('guest-error');
    expect(trap.guestError?.stack).toMatch(/probe\.ts:\d+/);
    expect(trap.usage.fuel).toBeGreaterThan(0);
  });

  test.each([
    ['fuel', { maxFuel: 2e7 }, 'spin', 1e9, 'out-of-fuel'],
    ['memory', { maxMemoryBytes: 8 << 20 }, 'hoard', 64, 'memory-limit'],
    ['time', { timeoutMs: 200, maxFuel: 1e15 }, 'spin', 4e9, 'deadline'],
    ['host calls', { maxHostCalls: 3 }, 'print', undefined, 'host-call-limit'],
  ] as const)('is held to its limit of %s', async (_name, limits, operation, argument, kind) => {
    const instance = await probe({ limits: { ...LIMITS, ...limits } });
    const trap = await trapOf(instance.call(operation, ...(argument === undefined ? [] : [argument])));
    expect(trap.kind).toBe(kind);
    expect(instance.state).toBe('trapped');
    await expect(instance.call('add', 1, 2)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  });

  test('a call is cancelled by its signal, and the instance disposed while it runs', async () => {
    const controller = new AbortController();
    const first = await probe();
    const call = first.invoke('spin', [4e9], { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    expect((await trapOf(call)).kind).toBe('cancelled');
    const second = await probe();
    const cut = trapOf(second.call('sleep', 20_000));
    setTimeout(() => void second[Symbol.asyncDispose](), 30);
    expect((await cut).kind).toBe('cancelled');
  });

  test('calls are served one at a time, in order, and too many are refused', async () => {
    const instance = await probe({ limits: { ...LIMITS, maxQueuedCalls: 2 } });
    const calls = await Promise.allSettled([1, 2, 3, 4].map(async (one) => await instance.call('add', one, 1)));
    expect(calls.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason.code)))).toEqual([
      2,
      3,
      4,
      'AIRSSYS_SANDBOX_OVERLOADED',
    ]);
  });

  test('a component that nobody provides for, or that refuses to start, is refused', async () => {
    const text = {
      imports: { never: '(result u32)' },
      core: '(import "host" "never" (func $n (result i32))) (func (export "run") (result i32) (call $n))',
    };
    await expect(guest(text, { isolation })).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_IMPORT_MISSING' });
    await expect(probe({ env: { REFUSE: 'no' } })).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_INITIALIZE' });
  });

  test('WebAssembly traps have their kind', async () => {
    const trap = '(func (export "run") (result i32) unreachable)';
    expect((await trapOf(run(await guest(trap, { isolation })))).kind).toBe('unreachable');
    const divide = '(func (export "run") (result i32) (i32.div_s (i32.const 1) (i32.const 0)))';
    expect((await trapOf(run(await guest(divide, { isolation })))).kind).toBe('integer-division-by-zero');
    const instance = await guest('(func (export "run") (result i32) (i32.const 7))', { isolation });
    expect(await run(instance)).toMatchObject({ ok: true, value: 7 });
    await expect(instance.callExport(OPS, 'nothing', [])).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN',
    });
  });
});

describe('elsewhere', () => {
  test('a process that dies takes its instance with it, and nothing else', async () => {
    const host = testHost();
    const loaded = await host.load(await built('probe'));
    const before = children();
    const instance = await loaded.instantiate({ isolation: 'process', grants: PROBE_GRANTS, limits: LIMITS });
    const pid = children().find((one) => !before.includes(one));
    const other = await loaded.instantiate({ isolation: 'process', limits: LIMITS });
    const call = instance.call('sleep', 20_000);
    setTimeout(() => process.kill(pid ?? 0, 'SIGABRT'), 30);
    const trap = await trapOf(call);
    expect([trap.kind, trap.code]).toEqual(['lost', 'AIRSSYS_TRAP_LOST']);
    expect(trap.message).toBe('sleep lost its process: the process ended with SIGABRT');
    expect(await other.call('add', 2, 2)).toBe(4);
  });

  test('a process that dies between two calls is noticed', async () => {
    const loaded = await testHost().load(await built('probe'));
    const before = children();
    const instance = await loaded.instantiate({ isolation: 'process', limits: LIMITS });
    const pid = children().find((one) => !before.includes(one));
    process.kill(pid ?? 0, 'SIGKILL');
    await expect.poll(() => instance.state).toBe('trapped');
    await expect(instance.call('add', 1, 1)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  });

  test('no process is left of instances that were disposed or have trapped', async () => {
    const loaded = await testHost().load(await built('probe'));
    const before = children();
    const first = await loaded.instantiate({ isolation: 'process', limits: LIMITS });
    const second = await loaded.instantiate({ isolation: 'process', limits: { ...LIMITS, maxFuel: 2e7 } });
    await first[Symbol.asyncDispose]();
    await trapOf(second.call('spin', 1e9));
    await expect.poll(() => children().filter((one) => !before.includes(one))).toEqual([]);
  });

  test('a busy component leaves the host its thread', async () => {
    const loaded = await testHost().load(await built('probe'));
    const instance = await loaded.instantiate({ isolation: 'worker', limits: LIMITS });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await instance.call('spin', 3e5);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  test.each([{ isolation: 'thread' }, { reuse: 'never' }])(
    'an option that is not known is refused: %j',
    async (options) => {
      const loaded = await testHost().load(await built('probe'));
      await expect(loaded.instantiate(options as InstanceOptions)).rejects.toMatchObject({
        code: 'AIRSSYS_CONFIG_INVALID',
      });
    },
  );

  test('a fresh state per call is for instances on the host’s thread', async () => {
    const loaded = await testHost().load(await built('probe'));
    await expect(loaded.instantiate({ isolation: 'worker', reuse: 'call' })).rejects.toMatchObject({
      code: 'AIRSSYS_CONFIG_INVALID',
    });
  });
});
