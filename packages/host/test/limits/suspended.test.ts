/** Calls that wait for the host, and go on waiting. */
import { expect, test } from 'vitest';
import type { ComponentInstance } from '../../src/index.ts';
import { guest, HOST, OPS, run, testHost, trapOf, written } from '../components.ts';

const WAITER = {
  imports: { never: '(result u32)' },
  core: `(import "host" "never" (func $never (result i32)))
    (func (export "run") (result i32) (call $never))
    (func (export "one") (result i32) (i32.const 1))`,
  exports: ['run', 'one'].map((name) => ({ name, result: true })),
};

const never = (): Promise<never> => new Promise(() => {});

test('a flood of calls that never end goes as far as the host allows, and no further', async () => {
  const cap = 1_000; // the default
  let waiting = 0;
  const call = (): Promise<never> => {
    waiting += 1;
    return never();
  };
  const host = testHost({ services: [{ interface: HOST, waiting: { never: { call } } }] });
  const loaded = await host.load(await written(WAITER), 'waiter');
  const instances: ComponentInstance[] = [];
  for (let count = 0; count <= cap; count += 1) instances.push(await loaded.instantiate());
  const [last, ...others] = instances;
  const controller = new AbortController();
  const { signal } = controller;
  const traps = others.map(async (instance) => await trapOf(instance.callExport(OPS, 'run', [], { signal })));
  await expect.poll(() => waiting, { timeout: 9_000 }).toBe(cap);
  // The host has room for no other call: it is refused, and its instance lives on.
  await expect(last?.callExport(OPS, 'one', [])).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OVERLOADED' });
  controller.abort();
  const kinds = (await Promise.all(traps)).map(({ kind }) => kind);
  expect(kinds).toEqual(Array.from({ length: cap }, () => 'cancelled'));
  expect(await last?.callExport(OPS, 'one', [])).toMatchObject({ value: 1 });
});

test('one instance has one call suspended, and the others wait for it outside', async () => {
  const host = testHost({ services: [{ interface: HOST, waiting: { never: { call: never } } }] });
  const instance = await guest(WAITER, { limits: { maxQueuedCalls: 100, timeoutMs: 100 } }, host);
  const calls = Array.from({ length: 102 }, async () => await run(instance));
  const ends = await Promise.allSettled(calls);
  const codes = ends.map((end) => (end.status === 'rejected' ? String(end.reason.code) : 'returned'));
  expect(codes.filter((code) => code === 'AIRSSYS_SANDBOX_OVERLOADED')).toHaveLength(1);
  expect(codes.filter((code) => code === 'AIRSSYS_TRAP_DEADLINE')).toHaveLength(1);
  // Its trap ended the instance, for which the others waited.
  expect(codes.filter((code) => code === 'AIRSSYS_SANDBOX_STATE')).toHaveLength(100);
});
