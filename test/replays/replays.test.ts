/** The campaign `npm run replays`, in short. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ORDER_WORKFLOW, PER_ROUND } from './record-examples.ts';
import { replaysCampaign } from './replays-campaign.ts';

vi.setConfig({ testTimeout: 600_000 });

// `npm run replays` has all of them on both engines.
test.each([
  ['', 'quickjs', []],
  [', but for the orders,', 'starlingmonkey', ORDER_WORKFLOW],
] as const)(
  'what the examples%s do in a host on %s is replayed in another process, fuel included',
  async (_, engine, onQuickJs) => {
    const directory = join(mkdtempSync(join(tmpdir(), 'airssys-replays-test-')), 'recordings');
    const options = { runs: 10, seed: 7, engines: [engine], onQuickJs, directory };
    const { reports, findings } = await replaysCampaign(options);
    expect(findings).toEqual([]);
    expect(reports).toHaveLength(10);
    expect(new Set(reports.map(({ component }) => component)).size).toBe(PER_ROUND);
    // The limiters, whose next version was pointed at.
    expect(reports.filter(({ isChangeFound }) => isChangeFound)).toHaveLength(2);
    expect(reports.reduce((sum, { hostCalls }) => sum + hostCalls, 0)).toBeGreaterThan(50);
  },
);
