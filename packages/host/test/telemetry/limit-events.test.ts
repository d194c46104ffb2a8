/** What a host tells of instances that come near to their limits. */
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, HostEvent, HostEventListener, HostOptions, InstanceOptions } from '../../src/index.ts';
import { ComponentHost } from '../../src/index.ts';
import { built, guest, type GuestText, HOST, run, testHost, trapOf } from '../components.ts';
import { call, valued } from '../limits/valued.ts';

const PAGE = 65_536;

const GROWER: GuestText = {
  core: `(memory 1) (table $t 1 funcref)
    (func (export "pages") (param i32) (result i32) (memory.grow (local.get 0)))
    (func (export "elements") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
    (func (export "spin") (param i32) (result i32)
      (loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0))) (i32.const 0))`,
  exports: ['pages', 'elements', 'spin'].map((name) => ({ name, params: 1, result: true })),
};

const CALLER: GuestText = {
  imports: { now: '(result u32)', never: '(result u32)' },
  core: `(import "host" "now" (func $now (result i32))) (import "host" "never" (func $never (result i32)))
    (func (export "many") (param i32) (result i32)
      (loop $l (drop (call $now)) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0)))
      (i32.const 0))
    (func (export "wait") (param i32) (result i32) (call $never))`,
  exports: ['many', 'wait'].map((name) => ({ name, params: 1, result: true })),
};

const CALLED = {
  interface: HOST,
  immediate: { now: { call: () => 1 } },
  waiting: { never: { call: () => new Promise<never>(() => {}) } },
};

/** A host, and what it tells. */
function listening(options: HostOptions = {}): { readonly host: ComponentHost; readonly events: HostEvent[] } {
  const events: HostEvent[] = [];
  return { events, host: testHost({ services: [CALLED], onEvent: (event) => void events.push(event), ...options }) };
}

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  const at = (limits: InstanceOptions['limits']): InstanceOptions => ({ isolation, limits });
  /** All events so far; those from elsewhere come as messages, before the call's end. */
  const facts = (events: readonly HostEvent[]): unknown[] =>
    events.map(({ limit, used, maximum, operation }) => [limit, used, maximum, operation.replace(/^.*#/, '')]);

  test('memory and tables, once for an instance', async () => {
    const { host, events } = listening();
    const instance = await guest(GROWER, at({ maxMemoryBytes: 10 * PAGE, maxTableElements: 10 }), host);
    await run(instance, 'pages', 6);
    await run(instance, 'elements', 6);
    expect(events).toEqual([]);
    const before = Date.now();
    await run(instance, 'pages', 1);
    await run(instance, 'pages', 1);
    await run(instance, 'elements', 2);
    await run(instance, 'elements', 1);
    expect(facts(events)).toEqual([
      ['maxMemoryBytes', 8 * PAGE, 10 * PAGE, 'pages'],
      ['maxTableElements', 9, 10, 'elements'],
    ]);
    expect(events[0]).toMatchObject({ kind: 'limit-approached', component: 'guest', instance: instance.id });
    expect(events[0]?.timeMs).toBeGreaterThanOrEqual(before);
    expect(events[0]?.timeMs).toBeLessThanOrEqual(Date.now());
  });

  test('fuel, when as much is used, once for a call', async () => {
    const { fuel } = (await run(await guest(GROWER, { isolation }), 'spin', 3_000_000)).usage;
    const { host, events } = listening();
    const roomy = await guest(GROWER, at({ maxFuel: fuel * 2 }), host);
    expect((await run(roomy, 'spin', 3_000_000)).usage.fuel).toBe(fuel);
    expect(events).toEqual([]);
    const maxFuel = Math.ceil(fuel / 0.9);
    const tight = await guest(GROWER, at({ maxFuel }), host);
    for (let count = 0; count < 2; count += 1) {
      expect((await run(tight, 'spin', 3_000_000)).usage.fuel).toBe(fuel);
    }
    // To the unit on which the loop went on.
    expect(events.map(({ limit, used, maximum }) => [limit, Math.abs(used - maximum * 0.8) < 50, maximum])).toEqual([
      ['maxFuel', true, maxFuel],
      ['maxFuel', true, maxFuel],
    ]);
  });

  test('time, of a call that waits and of one that computes; and of start-up', async () => {
    const { host, events } = listening();
    expect((await trapOf(run(await guest(CALLER, at({ timeoutMs: 200 }), host), 'wait', 0))).kind).toBe('deadline');
    const spinning = await guest(GROWER, at({ timeoutMs: 200, maxFuel: 1e15 }), host);
    expect((await trapOf(run(spinning, 'spin', 0))).kind).toBe('deadline');
    const endless = '(func $s (loop $l (br $l))) (start $s) (func (export "run") (result i32) (i32.const 1))';
    await trapOf(guest(endless, at({ startupTimeoutMs: 200, maxFuel: 1e15 }), host));
    expect(events.map(({ limit, maximum, operation }) => [limit, maximum, operation.replace(/^.*#/, '')])).toEqual([
      ['timeoutMs', 200, 'wait'],
      ['timeoutMs', 200, 'spin'],
      ['startupTimeoutMs', 200, 'start-up'],
    ]);
    for (const { used } of events) expect(used).toBeGreaterThanOrEqual(160);
  });

  test('host calls', async () => {
    const { host, events } = listening();
    const instance = await guest(CALLER, at({ maxHostCalls: 10 }), host);
    await run(instance, 'many', 7);
    expect(events).toEqual([]);
    await run(instance, 'many', 10);
    await run(instance, 'many', 9);
    expect(facts(events)).toEqual([
      ['maxHostCalls', 8, 10, 'many'],
      ['maxHostCalls', 8, 10, 'many'],
    ]);
  });

  test('bytes in and out', async () => {
    const events: HostEvent[] = [];
    const host = { onEvent: (event: HostEvent) => void events.push(event), limitEventAt: 0.5 };
    const instance = await valued({ host, ...at({ maxBytesIn: 100, maxBytesOut: 200, maxMemoryBytes: 1 << 28 }) });
    await call(instance, 'text', 0, 99);
    await call(instance, 'fetch', 49);
    expect(events).toEqual([]);
    await call(instance, 'text', 0, 100);
    await call(instance, 'fetch', 51);
    expect(facts(events)).toEqual([
      ['maxBytesOut', 100, 200, 'text'],
      ['maxBytesIn', 51, 100, 'fetch'],
    ]);
  });

  test('a call that goes past a limit at one go has been told of before it is stopped', async () => {
    const events: HostEvent[] = [];
    const host = { onEvent: (event: HostEvent) => void events.push(event) };
    const instance = await valued({ host, ...at({ maxBytesOut: 200 }) });
    expect((await trapOf(call(instance, 'text', 0, 1000))).kind).toBe('bytes-out-limit');
    expect(facts(events)).toEqual([['maxBytesOut', 1000, 200, 'text']]);
  });

  test('the log', async () => {
    const { host, events } = listening();
    const loaded = await host.load(await built('limited'));
    const instance = await loaded.instantiate(at({ maxLogBytes: 100 }));
    await instance.call('write', 7, 7);
    expect(events).toEqual([]);
    await instance.call('write', 20, 7);
    expect(facts(events)).toEqual([['maxLogBytes', 80, 100, 'write']]);
    expect(events[0]?.component).toBe('test:limited@1.0.0');
  });
});

describe('the listener', () => {
  async function warningsOf(onEvent: HostEventListener): Promise<readonly string[]> {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', onWarning);
    try {
      const instance: ComponentInstance = await guest(
        GROWER,
        { limits: { maxMemoryBytes: 10 * PAGE } },
        listening({ onEvent }).host,
      );
      expect(await run(instance, 'pages', 9)).toMatchObject({ value: 1 });
      expect(instance.state).toBe('ready');
      await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      process.off('warning', onWarning);
    }
    return warnings;
  }

  test('may throw, or answer with a promise that rejects: that is a warning, and the call goes on', async () => {
    const failing = (): never => {
      throw new Error('no disk');
    };
    expect(await warningsOf(failing)).toEqual(['A listener of host events failed: no disk']);
    expect(await warningsOf(async () => await Promise.reject(new Error('no net')))).toEqual([
      'A listener of host events failed: no net',
    ]);
    expect(await warningsOf(() => {})).toEqual([]);
  });

  test.each([0, -1, 1.01, Number.NaN])('a share of %d is refused', (limitEventAt) => {
    expect(() => new ComponentHost({ limitEventAt })).toThrow(
      expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }),
    );
  });
});
