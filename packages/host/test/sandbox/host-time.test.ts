/** Time that a component spends in host functions is its own: it costs no fuel, and still counts. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { guest, HOST, testHost, trapOf, run } from '../components.ts';

/** Calls the host for ever, or so many times; it burns next to no fuel itself. */
const CALLER = `
  (import "host" "slow" (func $slow (result i32)))
  (func (export "run") (result i32)
    (loop $again (br_if $again (i32.lt_u (call $slow) (i32.const 1000000))))
    (i32.const 0))`;

/** A host function that keeps the thread busy. */
const slow = (durationMs: number) => ({
  interface: HOST,
  immediate: {
    slow: {
      call: (): number => {
        const until = performance.now() + durationMs;
        while (performance.now() < until);
        return 1;
      },
    },
  },
});

const text = { core: CALLER, imports: { slow: '(result u32)' } };

test('is held to the deadline, and lets the event loop run', async () => {
  const host = testHost({ services: [slow(3)] });
  const instance = await guest(text, { limits: { timeoutMs: 250 } }, host);
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 5);
  const trap = await trapOf(run(instance));
  clearInterval(timer);
  expect(trap.kind).toBe('deadline');
  // Once per turn of the component at least; the thread is the host function's for the rest of the time.
  expect(ticks).toBeGreaterThanOrEqual(5);
});

test('a call that comes back after its deadline has missed it', async () => {
  const once = `
    (import "host" "slow" (func $slow (result i32)))
    (func (export "run") (result i32) (call $slow))`;
  const instance = await guest(
    { ...text, core: once },
    { limits: { timeoutMs: 20 } },
    testHost({ services: [slow(60)] }),
  );
  expect((await trapOf(run(instance))).kind).toBe('deadline');
  expect(instance.state).toBe('trapped');
});

test('what a guest says about itself is cut before it is kept', async () => {
  const path = `/${'a'.repeat(1_000_000)}`;
  const host = testHost({
    services: [
      {
        interface: HOST,
        immediate: { slow: { access: () => ({ area: 'filesystem', action: 'read', resource: path }), call: () => 1 } },
      },
    ],
  });
  const instance = await guest(text, {}, host);
  const trap = await trapOf(run(instance));
  expect(trap.kind).toBe('denied');
  expect(trap.message.length).toBeLessThan(5_000);
  expect(host.audit.events[0]?.resource).toHaveLength(4_096 + '… (1000001 characters)'.length);
  await wait(0);
});
