/** A guest that catches what it is told of its end must not go on. What it does next, the host would wait for. */
import { expect, test } from 'vitest';
import { guest, type GuestText, HOST, run, testHost, trapOf } from '../components.ts';

/** Calls the host without end and catches everything that comes of it. */
const STUBBORN: GuestText = {
  imports: { poke: '' },
  core: `(import "host" "poke" (func $p))
    (func $stubborn (loop $l (block $h (try_table (catch_all $h) (call $p))) (br $l)))
    (func (export "run") (result i32) (call $stubborn) (i32.const 0))`,
};
const AT_START = { ...STUBBORN, core: `${STUBBORN.core} (start $stubborn)` };

test('past its host calls', async () => {
  let calls = 0;
  const instance = await guest(STUBBORN, {
    imports: { [HOST]: { poke: () => (calls += 1) } },
    limits: { maxHostCalls: 10, timeoutMs: 60_000 },
  });
  const trap = await trapOf(run(instance));
  expect([trap.kind, trap.usage.hostCalls, calls]).toEqual(['host-call-limit', 11, 10]);
  // A loop that was left to run would have used fuel on each round.
  expect(trap.usage.fuel).toBeLessThan(1_000);
});

test('after a host function has failed', async () => {
  const instance = await guest(STUBBORN, {
    imports: {
      [HOST]: {
        poke: () => {
          throw Object.assign(new Error('a defect'), { payload: 1 });
        },
      },
    },
    limits: { timeoutMs: 60_000 },
  });
  const trap = await trapOf(run(instance));
  expect([trap.kind, trap.usage.hostCalls]).toEqual(['host-error', 1]);
});

test('before there is a call', async () => {
  let calls = 0;
  const started = guest(AT_START, {
    imports: { [HOST]: { poke: () => (calls += 1) } },
    limits: { timeoutMs: 60_000 },
  });
  await expect(started).rejects.toMatchObject({
    code: 'AIRSSYS_SANDBOX_STATE',
    message: 'The component called the host while it was instantiated',
  });
  expect(calls).toBe(0);
});

test('where the host function answers with a promise that it may not give', async () => {
  const host = testHost();
  const instance = await guest(STUBBORN, { imports: { [HOST]: { poke: async () => {} } } }, host);
  expect((await trapOf(run(instance))).kind).toBe('host-error');
});
