import { expect, test } from 'vitest';
import type { Verdict } from '../src/rate-limiter.ts';
import { built, openedHost } from './host.ts';

const ID = 'demo:rate-limiter';

test('instances that take from one bucket at the same time take no more than is in it', async () => {
  const host = await openedHost();
  // So slow that nothing comes back within the test.
  const config = new TextEncoder().encode('{"capacity":50,"refillPerSecond":0.0001}');
  await host.install(await built('../src/rate-limiter.ts'), { instances: 4, config, grants: ['storage', 'clock'] });
  await host.start(ID);

  const taking = Array.from({ length: 200 }, async () => (await host.call(ID, 'take', ['ann', 1])) as Verdict);
  const verdicts = await Promise.all(taking);

  expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(50);
  const left = verdicts.flatMap(({ isAllowed, remaining }) => (isAllowed ? [remaining] : []));
  expect(
    left.sort((a, b) => a - b),
    'each count was told once',
  ).toEqual(Array.from({ length: 50 }, (_, at) => at));
});
