import { createClock, mount } from '@airssys/testing';
import { arbitrary } from '@airssys/testing/generate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateLimiter } from '../src/rate-limiter.ts';

const CAPACITY = 5;
const options = { grants: 'requested', config: `{"capacity":${CAPACITY},"refillPerSecond":2}` } as const;

test('whoever asks, and whatever for, a bucket gives no more than is in it', async () => {
  const limiter = await mount<typeof RateLimiter>('../src/rate-limiter.ts', { ...options, clock: createClock() });
  const left = new Map<string, number>();
  // Keys of storage have at most 1,024 bytes, so that users cannot have longer names.
  const requests = arbitrary(limiter, 'take', {
    maxLength: 50,
    worthTrying: { numbers: [1, 2, CAPACITY], strings: [] },
  });
  await fc.assert(
    fc.asyncProperty(requests, async ([key, cost]) => {
      const before = left.get(key) ?? CAPACITY;
      const { isAllowed, remaining, retryAfterMs } = await limiter.take(key, cost);
      left.set(key, remaining);
      expect({ isAllowed, remaining }).toEqual({
        isAllowed: cost <= before,
        remaining: cost <= before ? before - cost : before,
      });
      // The clock stands still: what is missing comes back two in a second.
      expect(retryAfterMs).toBe(isAllowed || cost > CAPACITY ? 0 : (cost - before) * 500);
    }),
    { seed: 1, numRuns: 200 },
  );
});
