import { clock, component, type ComponentConfig, onInitialize, operation, requires, type u32 } from '@airssys/sdk';
import { millisecondsUntil, type Policy, refilled, tokensIn, without } from './bucket.ts';
import { changeBucket } from './change-bucket.ts';
import { policyOf } from './policy.ts';
import type { Verdict } from './rate-limiter.ts';

/** Tokens that a refusal costs: whoever does not wait is let in later. */
const REFUSAL_COSTS = 0.5;

/** The next version: those who go on asking while they are refused run into debt. It takes over the buckets of the one before. */
@component({ id: 'demo:rate-limiter', version: '1.1.0', license: 'Apache-2.0' })
@requires('storage.read', 'storage.write', 'clock')
export class RateLimiter {
  #policy: Policy = policyOf('');

  @onInitialize()
  configure({ configText }: ComponentConfig): void {
    this.#policy = policyOf(configText);
  }

  /** Takes tokens out of the bucket of a key: all that the request costs, or what a refusal does. */
  @operation()
  take(key: string, cost: u32): Verdict {
    const policy = this.#policy;
    return changeBucket(key, (before) => {
      const now = refilled(before, policy, clock.nowMs());
      const isAllowed = tokensIn(now) >= cost;
      // The debt is bounded: an empty bucket takes as long to fill up.
      const isInDebt = now.milliTokens <= -policy.capacity * 1_000;
      const after = isAllowed || !isInDebt ? without(now, isAllowed ? cost : REFUSAL_COSTS) : now;
      return {
        bucket: after,
        fullInMs: millisecondsUntil(after, policy.capacity, policy),
        answer: {
          isAllowed,
          remaining: tokensIn(after),
          retryAfterMs: isAllowed || cost > policy.capacity ? 0 : millisecondsUntil(after, cost, policy),
        },
      };
    });
  }

  /** The name of the policy: during an update, two are at work. */
  @operation()
  policy(): string {
    return 'token bucket with debt';
  }
}
