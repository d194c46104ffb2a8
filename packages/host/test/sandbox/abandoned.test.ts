/** What is left of a call that was given up: nothing that runs, waits or listens. */
import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ComponentHost, ComponentInstance, HostCall } from '../../src/index.ts';
import { guest, type GuestText, HOST, OPS, run, testHost, trapOf } from '../components.ts';

const TEXT: GuestText = {
  imports: { wait: '(result u32)', now: '(result u32)' },
  exports: ['waits-then-calls', 'forever', 'ok'].map((name) => ({ name, result: true })),
  core: `
    (import "host" "wait" (func $wait (result i32)))
    (import "host" "now" (func $now (result i32)))
    (func (export "waits-then-calls") (result i32) (drop (call $wait)) (call $now))
    (func (export "forever") (result i32) (loop $l (br $l)) (i32.const 0))
    (func (export "ok") (result i32) (i32.const 1))`,
};

/** What keeps the process alive, by its kind. */
const kept = (): number => process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)).length;

interface Scene {
  readonly host: ComponentHost;
  readonly instance: ComponentInstance;
  /** The signals that host functions were given. */
  readonly signals: AbortSignal[];
  /** Host functions that ran after the wait. */
  readonly later: string[];
  readonly proceed: () => void;
}

async function scene(isolation: 'inline' | 'worker' = 'inline'): Promise<Scene> {
  const signals: AbortSignal[] = [];
  const later: string[] = [];
  const { promise, resolve } = Promise.withResolvers<number>();
  const host = testHost({
    services: [
      {
        interface: HOST,
        waiting: {
          wait: {
            call: (host: HostCall) => {
              signals.push(host.signal);
              return promise;
            },
          },
        },
        immediate: { now: { call: () => later.push('now') } },
      },
    ],
  });
  const instance = await guest(TEXT, { isolation, limits: { maxFuel: 1e15, timeoutMs: 60_000 } }, host);
  return { host, instance, signals, later, proceed: () => resolve(3) };
}

describe.each(['inline', 'worker'] as const)('%s', (isolation) => {
  test.each([
    ['in a host function', 'waitsThenCalls'],
    ['between two slices of fuel', 'forever'],
  ])('suspended %s', async (_name, operation) => {
    const { instance, signals, later, proceed } = await scene(isolation);
    const before = kept();
    const controller = new AbortController();
    const call = trapOf(instance.callExport(OPS, operation, [], { signal: controller.signal }));
    await wait(40);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual(operation === 'forever' ? [] : [false]);
    controller.abort();
    expect((await call).kind).toBe('cancelled');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    // What the host function answers now finds nobody: the guest does not go on.
    proceed();
    await wait(40);
    expect(later).toEqual([]);
    // The slice that was under way has ended within a few milliseconds.
    for (let tries = 0; tries < 50 && kept() > before; tries += 1) await wait(20);
    expect(kept()).toBeLessThanOrEqual(before);
  });

  test('waiting for its turn', async () => {
    const { instance, signals, proceed } = await scene(isolation);
    const running = instance.callExport(OPS, 'waitsThenCalls', []);
    const controller = new AbortController();
    const queued = instance.callExport(OPS, 'ok', [], { signal: controller.signal });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    await expect(queued).rejects.toBe(controller.signal.reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    expect(signals.some(({ aborted }) => aborted)).toBe(false);
    proceed();
    expect(await running).toMatchObject({ ok: true });
    expect(await run(instance, 'ok')).toMatchObject({ value: 1 });
  });

  test('a call that has had its turn and ended keeps no listener either', async () => {
    const { instance, proceed, signals } = await scene(isolation);
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [
      instance.callExport(OPS, 'waitsThenCalls', [], { signal }),
      instance.callExport(OPS, 'ok', [], { signal }),
    ];
    proceed();
    expect(await Promise.all(calls)).toMatchObject([{ ok: true }, { value: 1 }]);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    // The end of the call is the end of what the host did for it.
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

test('an instance whose call was given up is not entered again, and others of its component go on', async () => {
  const { host, instance } = await scene();
  const controller = new AbortController();
  const call = trapOf(instance.callExport(OPS, 'forever', [], { signal: controller.signal }));
  setTimeout(() => controller.abort(), 20);
  await call;
  await expect(run(instance, 'ok')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  expect(await run(await guest(TEXT, {}, host), 'ok')).toMatchObject({ value: 1 });
});

test('a host function that rejects after its call was given up is nobody’s unhandled rejection', async () => {
  const seen: unknown[] = [];
  const onRejection = (reason: unknown): void => void seen.push(reason);
  process.on('unhandledRejection', onRejection);
  const { promise, reject } = Promise.withResolvers<number>();
  const host = testHost({
    services: [{ interface: HOST, waiting: { wait: { call: () => promise } }, immediate: { now: { call: () => 1 } } }],
  });
  const instance = await guest(TEXT, {}, host);
  const controller = new AbortController();
  const call = trapOf(instance.callExport(OPS, 'waitsThenCalls', [], { signal: controller.signal }));
  await wait(10);
  controller.abort();
  await call;
  reject(new Error('too late'));
  await wait(20);
  process.off('unhandledRejection', onRejection);
  expect(seen).toEqual([]);
});
