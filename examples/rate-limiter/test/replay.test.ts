/** What a limiter did is run again: by itself, and by the version that follows it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock, mount, replay } from '@airssys/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { RateLimiter } from '../src/rate-limiter.ts';

const ENTRY = '../src/rate-limiter.ts';

/** The file of a limiter that refused the third of four requests. */
async function refusing(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'rate-limiter-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const record = join(directory, 'refused.jsonl');
  const clock = createClock();
  const config = '{"capacity":3,"refillPerSecond":2}';
  await using limiter = await mount<typeof RateLimiter>(ENTRY, { grants: 'requested', clock, config, record });
  for (const cost of [1, 2, 1]) await limiter.take('ann', cost);
  await clock.advance('1s');
  await limiter.take('ann', 1);
  return record;
}

test('a recording is replayed without a clock and without storage', async () => {
  const { calls } = await replay(await refusing(), { component: ENTRY });
  const verdicts = calls.filter(({ operation }) => operation === 'take').map(({ now }) => now);
  expect(verdicts).toMatchObject([
    { ok: { isAllowed: true, remaining: 2 } },
    { ok: { isAllowed: true, remaining: 0 } },
    { ok: { isAllowed: false, retryAfterMs: 500 } },
    { ok: { isAllowed: true, remaining: 1 } },
  ]);
  expect(calls.every(({ fuel, recordedFuel }) => fuel === recordedFuel)).toBe(true);
});

test('the next version is the same up to the first refusal, which it writes down', async () => {
  const replaying = replay(await refusing(), { component: '../src/rate-limiter-next.ts' });
  await expect(replaying).rejects.toMatchObject({
    code: 'AIRSSYS_REPLAY_DIVERGED',
    message: expect.stringContaining('call 4 (take), host call 3: another call of the host'),
    data: { now: expect.stringContaining('storage/entries#set({ key: "bucket/ann"') as string },
  });
});
