/** The campaign `npm run replays`, in short. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES } from '@airssys/model';
import { expect, test, vi } from 'vitest';
import { PER_ROUND } from './record-examples.ts';
import { replaysCampaign } from './replays-campaign.ts';

vi.setConfig({ testTimeout: 600_000 });

test.each(ENGINES)(
  'what the examples do in a host on %s is replayed in another process, fuel included',
  async (engine) => {
    const directory = join(mkdtempSync(join(tmpdir(), 'airssys-replays-test-')), 'recordings');
    const { reports, findings } = await replaysCampaign({ runs: 10, seed: 7, engines: [engine], directory });
    expect(findings).toEqual([]);
    expect(reports).toHaveLength(10);
    expect(new Set(reports.map(({ component }) => component)).size).toBe(PER_ROUND);
    // The limiters, whose next version was pointed at.
    expect(reports.filter(({ isChangeFound }) => isChangeFound)).toHaveLength(2);
    expect(reports.reduce((sum, { hostCalls }) => sum + hostCalls, 0)).toBeGreaterThan(50);
  },
);
