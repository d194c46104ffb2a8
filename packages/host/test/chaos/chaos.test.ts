import { expect, test } from 'vitest';
import { CACHE_DIR } from '../components.ts';
import type { SupervisorEvent } from '../../src/index.ts';
import { chaos } from './campaign.ts';
import { Follower, type Shape } from './follower.ts';

// `npm run chaos` goes on from here, with more of all. No time is asserted.
test('components that trap, hang and run out of memory are restarted as the strategies demand', async () => {
  const report = await chaos({ components: 10, rate: 50, seconds: 5, seed: 1, cacheDir: CACHE_DIR });
  expect(report.findings).toEqual([]);
  expect(Object.values(report.faults).every((count) => count > 0)).toBe(true);
  expect(report.restarts).toBeGreaterThan(20);
  expect(report.quiet.calls).toBeGreaterThan(0);
});

const SHAPE: Shape = {
  strategy: 'rest-for-one',
  intensity: 1,
  periodMs: 1_000,
  children: ['a', 'b', 'c'].map((id) => ({ id, restart: 'permanent' })),
};

type Told = readonly [kind: SupervisorEvent['kind'], child?: string, by?: 'itself'];

/** What the follower has to say of it. */
function deviations(told: readonly Told[], timeMs = 0): readonly string[] {
  const follower = new Follower('s', SHAPE);
  for (const [kind, child, by = 'supervisor'] of told) {
    const reason = { kind: 'failed', error: new Error(child) };
    follower.follow({ kind, ...(child && { child }), by, reason, path: ['s'], timeMs } as unknown as SupervisorEvent); // what it looks at
  }
  return follower.all;
}

const STARTED: readonly Told[] = [
  ['child-started', 'a'],
  ['child-started', 'b'],
  ['child-started', 'c'],
];
const RESTARTED: readonly Told[] = [
  ...STARTED,
  ['child-ended', 'b', 'itself'],
  ['child-restarting', 'b'],
  ['child-ended', 'c'],
  ['child-started', 'b'],
  ['child-started', 'c'],
];

test('the campaign would notice', () => {
  expect(deviations(RESTARTED)).toEqual([]);
  expect(deviations([...STARTED].reverse())).not.toEqual([]);
  // One that should have ended did not; one ended that should not have.
  expect(deviations(RESTARTED.filter(([kind, child]) => kind !== 'child-ended' || child !== 'c'))).not.toEqual([]);
  expect(deviations(RESTARTED.toSpliced(5, 0, ['child-ended', 'a']))).not.toEqual([]);
  // Nothing was done.
  expect(deviations([...STARTED, ['child-ended', 'b', 'itself'], ['child-ended', 'a', 'itself']])).not.toEqual([]);
  // The second restart within the period is one too many.
  const again: readonly Told[] = [...RESTARTED, ['child-ended', 'a', 'itself']];
  expect(deviations([...again, ['child-restarting', 'a']])).not.toEqual([]);
  expect(
    deviations([...again, ['escalated'], ['child-ended', 'c'], ['child-ended', 'b'], ['supervisor-ended']]),
  ).toEqual([]);
});
