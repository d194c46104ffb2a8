import { expect, test } from 'vitest';
import { createClock } from '../src/index.ts';
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
