import { expect, test } from 'vitest';
import { createClock, mount } from '../src/index.ts';
import type { Lease } from './fixtures/lease.ts';
import { type Duration, toMilliseconds } from '../src/time/duration.ts';

const never = new AbortController().signal;

test.each([
  [5, 5],
  ['250ms', 250],
  ['1.5s', 1_500],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
] as const)('%s is %d ms', (duration, ms) => {
  expect(toMilliseconds(duration)).toBe(ms);
});

test.each(['1 week', '', '-5', 'h', Number.NaN, -1])('%s is no duration', (text) => {
  expect(() => toMilliseconds(text as Duration)).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
});

test('sleepers wake in the order of their times, and the time is theirs', async () => {
  const clock = createClock({ startMs: 0 });
  const woken: string[] = [];
  for (const ms of [30, 10, 20]) void clock.sleep(ms, never).then(() => woken.push(`${ms} at ${clock.nowMs()}`));
  await clock.advance(20);
  expect(woken).toEqual(['10 at 10', '20 at 20']);
  expect(clock.sleeping).toBe(1);
});

test('an abort ends a sleep', async () => {
  const clock = createClock();
  const abort = new AbortController();
  const sleep = clock.sleep(10, abort.signal);
  abort.abort(new Error('over'));
  await expect(sleep).rejects.toThrow('over');
  await expect(clock.sleep(10, abort.signal)).rejects.toThrow('over');
  expect(clock.sleeping).toBe(0);
});

test('runAll gives up on one who sleeps for ever', async () => {
  const clock = createClock();
  const sleeper = clock.track({}, async () => {
    for (let i = 0; i < 100_002; i += 1) await clock.sleep(1, never);
  });
  await expect(clock.runAll()).rejects.toThrow('still goes back to sleep');
  await clock.runAll();
  await sleeper;
});

test('advances at the same time never turn the time back', async () => {
  const clock = createClock({ startMs: 0 });
  await Promise.all([clock.advance(100), clock.advance(10)]);
  expect(clock.nowMs()).toBe(100);

  const seen: number[] = [];
  const watch = async (): Promise<void> => {
    for (let i = 0; i < 50; i += 1) {
      await clock.sleep(7, never);
      seen.push(clock.nowMs());
    }
  };
  const watching = clock.track({}, watch);
  await Promise.all([clock.advance(30), clock.advance(200), clock.runAll(), clock.advance(5)]);
  await watching;
  expect(seen).toEqual(Array.from({ length: 50 }, (_, at) => 100 + 7 * (at + 1)));
  expect(clock.nowMs()).toBe(450);
});

test("a sleep that nobody tracks does not pass for a mount's that is still running", async () => {
  const clock = createClock({ startMs: 0 });
  const untracked = clock.sleep(10, never);
  const { promise, resolve } = Promise.withResolvers<void>();
  const running = clock.track({}, () => promise);
  let isOver = false;
  const advancing = clock.advance(20).then(() => (isOver = true));
  await new Promise((turn) => setTimeout(turn, 5));
  expect([isOver, clock.nowMs(), clock.sleeping]).toEqual([false, 0, 1]);
  resolve();
  await Promise.all([running, untracked, advancing]);
  expect(clock.nowMs()).toBe(20);
});

test('of a mount that serves one call at a time, a single call sleeps for all', async () => {
  const clock = createClock({ startMs: 0 });
  const [one, other] = [{}, {}];
  const first = clock.track(one, () => clock.sleep(10, never));
  const second = clock.track(one, () => first.then(() => clock.sleep(10, never)));
  const third = clock.track(other, () => clock.sleep(15, never));
  await clock.advance(20);
  await Promise.all([first, second, third]);
  expect(clock.sleeping).toBe(0);
});

test('what a component has stored expires by the clock of its mount', { timeout: 120_000 }, async () => {
  const clock = createClock();
  const lease = await mount<typeof Lease>('./fixtures/lease.ts', { grants: ['storage'], clock });
  expect([await lease.take('one'), await lease.take('two')]).toEqual([true, false]);
  await clock.advance('1m');
  expect(await lease.take('two')).toBe(true);
});
