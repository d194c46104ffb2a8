// Found by `airssys fuzz` with seed 5: each test fails as long as the component does what was found.
import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { RateLimiter } from '../src/rate-limiter.ts';

const mounted = () =>
  mount<typeof RateLimiter>('../src/rate-limiter.ts', {
    grants: ['storage.read', 'storage.write', 'clock.read'],
    limits: { maxFuel: 500000000, timeoutMs: 10000 },
  });

// take threw HostError: storage: invalid-key: a key holds no NUL
//   at changeBucket (src/change-bucket.ts:23:37)
//   at take (src/rate-limiter.ts:30:25)
test('take does not end in guest-error', async () => {
  const component = await mounted();
  await expect(component.take('\u0000', 0)).not.toTrap();
});
