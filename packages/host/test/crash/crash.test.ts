/** The short form of `npm run crash`. */
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../components.ts';
import { crashCampaign } from './crash-campaign.ts';
import { SUITES } from './suites.ts';

test.each(SUITES.map((suite) => [suite.name, suite] as const))(
  '%s: what was acknowledged is there after a kill, and nothing is half-done',
  { timeout: 240_000 },
  async (_name, suite) => {
    const summary = await crashCampaign({ suite, runs: 5, seed: 1, dir: temporaryDirectory() });
    expect(summary.findings).toEqual([]);
    expect(summary.facts).toBeGreaterThan(0);
  },
);
