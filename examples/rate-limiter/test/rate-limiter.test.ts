import { createClock, mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { RateLimiter } from '../src/rate-limiter.ts';

const ENTRY = '../src/rate-limiter.ts';
const NEXT = '../src/rate-limiter-next.ts';
const config = '{"capacity":3,"refillPerSecond":2}';

test('a bucket is taken from until it is empty, and fills up again', async () => {
  const clock = createClock();
  const limiter = await mount<typeof RateLimiter>(ENTRY, { grants: 'requested', clock, config });
  expect(await limiter.take('ann', 2)).toEqual({ isAllowed: true, remaining: 1, retryAfterMs: 0 });
  expect(await limiter.take('ann', 2)).toEqual({ isAllowed: false, remaining: 1, retryAfterMs: 500 });
  await clock.advance(499);
  expect(await limiter.take('ann', 2)).toMatchObject({ isAllowed: false, retryAfterMs: 1 });
  await clock.advance(1);
  expect(await limiter.take('ann', 2)).toEqual({ isAllowed: true, remaining: 0, retryAfterMs: 0 });
  await clock.advance('1h');
  expect(await limiter.take('ann', 1)).toMatchObject({ isAllowed: true, remaining: 2 });
});

test('each key has a bucket of its own, and what costs more than it holds is never allowed', async () => {
  const limiter = await mount<typeof RateLimiter>(ENTRY, { grants: 'requested', clock: createClock(), config });
  expect(await limiter.take('ann', 3)).toMatchObject({ isAllowed: true });
  expect(await limiter.take('bob', 3)).toMatchObject({ isAllowed: true });
  expect(await limiter.take('cem', 4)).toEqual({ isAllowed: false, remaining: 3, retryAfterMs: 0 });
});

test('in the next version, those who do not wait are let in later', async () => {
  const clock = createClock();
  const limiter = await mount<typeof RateLimiter>(NEXT, { grants: 'requested', clock, config });
  expect(await limiter.take('ann', 3)).toMatchObject({ isAllowed: true });
  expect(await limiter.take('ann', 1)).toEqual({ isAllowed: false, remaining: 0, retryAfterMs: 750 });
  expect(await limiter.take('ann', 1)).toEqual({ isAllowed: false, remaining: 0, retryAfterMs: 1_000 });
  await clock.advance(1_000);
  expect(await limiter.take('ann', 1)).toMatchObject({ isAllowed: true });
});

test('a policy that makes no sense keeps the component from starting', async () => {
  const mounting = mount<typeof RateLimiter>(ENTRY, { grants: 'requested', config: '{"capacity":-1}' });
  await expect(mounting).rejects.toThrow('capacity is a number above 0, not -1');
});
