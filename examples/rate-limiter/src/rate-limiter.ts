import { clock, component, type ComponentConfig, onInitialize, operation, requires, type u32 } from '@airssys/sdk';
import { millisecondsUntil, type Policy, refilled, tokensIn, without } from './bucket.ts';
import { changeBucket } from './change-bucket.ts';
import { policyOf } from './policy.ts';

/** What becomes of a request. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: u32;
  /** Milliseconds until the same request would be allowed; 0 where it was, and where nothing is ever enough for it. */
  readonly retryAfterMs: u32;
}

/** Says who may go on and who comes too often, by a bucket of tokens for each key. */
@component({ id: 'demo:rate-limiter', version: '1.0.0', license: 'Apache-2.0' })
@requires('storage.read', 'storage.write', 'clock')
export class RateLimiter {
  #policy: Policy = policyOf('');

  @onInitialize()
  configure({ configText }: ComponentConfig): void {
    this.#policy = policyOf(configText);
  }

  /** Takes tokens out of the bucket of a key: all that the request costs, or none. */
  @operation()
  take(key: string, cost: u32): Verdict {
    const policy = this.#policy;
    return changeBucket(key, (before) => {
      const now = refilled(before, policy, clock.nowMs());
      const isAllowed = tokensIn(now) >= cost;
      const after = isAllowed ? without(now, cost) : now;
      return {
        // A refusal changes nothing, so it need not be written down.
        bucket: isAllowed ? after : undefined,
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
    return 'token bucket';
  }
}
