import { component, operation, requires, storage, type u32 } from '@airssys/sdk';
import type { Verdict } from '../../src/rate-limiter.ts';

interface BucketWithHistory {
  readonly milliTokens: number;
  readonly refusedAt: readonly number[];
}

/** A version that should never have left its author: it forgets that the buckets of earlier ones have no history. */
@component({ id: 'demo:rate-limiter', version: '1.2.0' })
@requires('storage.read', 'storage.write', 'clock')
export class RateLimiter {
  @operation()
  take(key: string, cost: u32): Verdict {
    const text = storage.getText(`bucket/${key}`) ?? '{"milliTokens":10000,"refusedAt":[]}';
    const { milliTokens, refusedAt } = JSON.parse(text) as BucketWithHistory; // which is the mistake
    return { isAllowed: milliTokens / 1_000 - refusedAt.length >= cost, remaining: 0, retryAfterMs: 0 };
  }

  @operation()
  policy(): string {
    return 'token bucket with history';
  }
}
