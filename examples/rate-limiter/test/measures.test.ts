/** What a request costs, what is asked for it, and how the next version takes over. */
import { createClock, createMocks, fakeStorage, mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { RateLimiter } from '../src/rate-limiter.ts';

const ENTRY = '../src/rate-limiter.ts';
const config = '{"capacity":3,"refillPerSecond":2}';
const options = { grants: 'requested', config } as const;

test('a request costs no more than before', async () => {
  const limiter = await mount<typeof RateLimiter>(ENTRY, { ...options, clock: createClock() });
  await limiter.take('ann', 1);
  await expect(limiter.take('ann', 1)).toMatchFuelSnapshot({ tolerance: '10%' });
  await expect(limiter.take('ann', 1)).toUseFuelBelow(1_000_000);
  await expect(limiter.take('ann', 1)).toUseMemoryBelow('4MiB');
});

test('a refusal writes nothing', async () => {
  const limiter = await mount<typeof RateLimiter>(ENTRY, { ...options, clock: createClock() });
  await expect(limiter.take('ann', 4)).toMatchAudit(['allowed storage.read demo:rate-limiter', 'allowed clock.read *']);
});

test('the time is what the host says', async () => {
  const mocks = createMocks();
  mocks.clock.nowMs.returns(1_000);
  const limiter = await mount<typeof RateLimiter>(ENTRY, { ...options, mocks });
  expect(await limiter.take('ann', 3)).toMatchObject({ isAllowed: true });
  expect(await limiter.take('ann', 1)).toMatchObject({ isAllowed: false, retryAfterMs: 500 });
  mocks.clock.nowMs.returns(1_500);
  expect(await limiter.take('ann', 1)).toMatchObject({ isAllowed: true });
});

test('the next version finds the buckets as they are', async () => {
  const storage = fakeStorage();
  const limiter = await mount<typeof RateLimiter>(ENTRY, { ...options, clock: createClock(), fakes: { storage } });
  await limiter.take('ann', 3);
  const next = await limiter.$.lifecycle.update<typeof RateLimiter>('../src/rate-limiter-next.ts');
  expect(await next.policy()).not.toBe('token bucket');
  expect(await next.take('ann', 1)).toMatchObject({ isAllowed: false });
  await next.$.lifecycle.rollback();
  expect(await limiter.policy()).toBe('token bucket');
});
