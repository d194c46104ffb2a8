import type { Canary, Host } from '@airssys/host';
import { expect, test } from 'vitest';
import type { Verdict } from '../src/rate-limiter.ts';
import { built, openedHost } from './host.ts';

const ID = 'demo:rate-limiter';
const USERS = Array.from({ length: 20 }, (_, at) => `user-${at}`);

/** A growing share of the users, and back at once if more than one call in ten fails. */
const CANARY: Canary = {
  kind: 'canary',
  steps: [
    { weight: 20, calls: 30 },
    { weight: 60, calls: 60 },
  ],
  guard: { minCalls: 10, maxErrorRate: 0.1 },
};

async function running(): Promise<Host> {
  const host = await openedHost();
  const config = new TextEncoder().encode('{"capacity":1000,"refillPerSecond":0.0001}');
  await host.install(await built('../src/rate-limiter.ts'), { instances: 2, config, grants: ['storage', 'clock'] });
  await host.start(ID);
  return host;
}

/** Users who come again and again until the work is done. */
async function underLoad<T>(
  host: Host,
  work: Promise<T>,
): Promise<{ readonly done: PromiseSettledResult<T>; readonly allowed: number; readonly failed: number }> {
  const settled = Promise.allSettled([work]);
  const over = new AbortController();
  void settled.then(() => over.abort());
  let allowed = 0;
  let failed = 0;
  const user = async (key: string): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        const { isAllowed } = (await host.call(ID, 'take', [key, 1], { key })) as Verdict;
        if (isAllowed) allowed += 1;
      } catch {
        failed += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  await Promise.all(USERS.slice(0, 8).map(user));
  const [done] = await settled;
  return { done, allowed, failed };
}

/** What is left for a user says how often it was counted. */
async function taken(host: Host): Promise<number> {
  const left = await Promise.all(
    USERS.map(async (key) => ((await host.call(ID, 'take', [key, 0], { key })) as Verdict).remaining),
  );
  return left.reduce((sum, remaining) => sum + 1_000 - remaining, 0);
}

test('another policy is tried on some users, then on more, and counts on from the same buckets', async () => {
  const host = await running();
  const next = await built('../src/rate-limiter-next.ts');

  const { done, allowed, failed } = await underLoad(host, host.update(ID, next, { strategy: CANARY }));

  expect(done).toMatchObject({ status: 'fulfilled' });
  expect(host.get(ID)).toMatchObject({ state: 'running', version: '1.1.0' });
  expect(await host.call(ID, 'policy')).toBe('token bucket with debt');
  expect({ failed, taken: await taken(host) }).toEqual({ failed: 0, taken: allowed });
});

test('during the update a user stays with one policy, until its turn comes', async () => {
  const host = await running();
  const next = await built('../src/rate-limiter-next.ts');
  const strategy: Canary = { kind: 'canary', steps: [{ weight: 50, calls: 10_000 }] };
  const update = Promise.allSettled([host.update(ID, next, { strategy })]);
  const policyOf = async (key: string): Promise<unknown> => await host.call(ID, 'policy', [], { key });
  // Until both versions are at work.
  await expect.poll(async () => new Set(await Promise.all(USERS.map(policyOf))).size).toBe(2);
  const first = await Promise.all(USERS.map(policyOf));
  const second = await Promise.all(USERS.map(policyOf));
  expect(second).toEqual(first);
  expect(new Set(first)).toEqual(new Set(['token bucket', 'token bucket with debt']));
  await host.rollback(ID);
  expect(await update).toMatchObject([{ status: 'rejected', reason: { code: 'AIRSSYS_LIFECYCLE_CANCELLED' } }]);
  expect(await host.call(ID, 'policy')).toBe('token bucket');
});

test('a version that cannot read the buckets is taken back by its guard', async () => {
  const host = await running();
  await Promise.all(USERS.map(async (key) => await host.call(ID, 'take', [key, 1], { key })));
  const broken = await built('broken/rate-limiter.ts');

  const { done, allowed, failed } = await underLoad(host, host.update(ID, broken, { strategy: CANARY }));

  expect(done).toMatchObject({
    status: 'rejected',
    reason: { code: 'AIRSSYS_UPDATE_ROLLED_BACK', data: { finding: { measure: 'error-rate' } } },
  });
  expect(host.get(ID)).toMatchObject({ state: 'running', version: '1.0.0' });
  expect(failed, 'some users had met it').toBeGreaterThan(0);
  expect(await taken(host)).toBe(USERS.length + allowed);
});
