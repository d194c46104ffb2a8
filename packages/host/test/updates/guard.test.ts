/** Guards, on traffic that is counted here, and on a canary of a real bad version. */
import { describe, expect, test } from 'vitest';
import type { CallEndKind } from '../../src/updates/call-end.ts';
import { ComponentGeneration } from '../../src/updates/component-generation.ts';
import { judgeHealth, judgeTraffic } from '../../src/updates/judge-traffic.ts';
import { TrafficWindow } from '../../src/updates/traffic.ts';
import type { UpdateGuard } from '../../src/updates/update-guard.ts';
import { Load, versions } from './versions.ts';

const named = (version: string): ComponentGeneration =>
  new ComponentGeneration({
    version: { version, hash: '' },
    makeSlot: async () => await Promise.reject(new Error('nothing is called here')),
  });
const [old, next] = [named('old'), named('next')];

/** Calls as `{ next: { answered: 3 } }`, each of which took 10 ms, or as long as the version says. */
function traffic(counts: Partial<Record<'old' | 'next', Partial<Record<CallEndKind | 'ms', number>>>>): TrafficWindow {
  const window = new TrafficWindow({ old, next });
  for (const [generation, { ms = 10, ...kinds }] of [
    [old, counts.old ?? {}],
    [next, counts.next ?? {}],
  ] as const) {
    for (const [kind, count] of Object.entries(kinds) as [CallEndKind, number][]) {
      for (let call = 0; call < count; call += 1) window.add({ generation, kind, durationMs: ms });
    }
  }
  return window;
}

describe('a guard', () => {
  test.each<[string, UpdateGuard, Parameters<typeof traffic>[0], object | undefined]>([
    ['is content with nothing', {}, {}, undefined],
    ['waits for enough calls', { minCalls: 10 }, { next: { failed: 9 } }, undefined],
    ['counts failures', { minCalls: 10 }, { next: { failed: 10 } }, { measure: 'error-rate', found: 1, allowed: 0.05 }],
    ['allows a few', {}, { next: { failed: 1, answered: 19 } }, undefined],
    ['counts traps as failures', {}, { next: { trapped: 2, answered: 18 } }, { measure: 'error-rate', found: 0.1 }],
    ['does not count what callers give up', {}, { next: { cancelled: 50, answered: 20 } }, undefined],
    ['counts traps from the first on', { maxTraps: 0 }, { next: { trapped: 1 } }, { measure: 'traps', found: 1 }],
    [
      'compares failures with those of the old version',
      { maxErrorRate: 1, maxErrorRateIncrease: 0.1 },
      { old: { failed: 5, answered: 15 }, next: { failed: 8, answered: 12 } },
      { measure: 'error-rate-increase', allowed: 0.1 },
    ],
    [
      'lets a version be as bad as the old one',
      { maxErrorRate: 1, maxErrorRateIncrease: 0.1 },
      { old: { failed: 5, answered: 15 }, next: { failed: 6, answered: 14 } },
      undefined,
    ],
    [
      'does not compare with an old version of too few calls',
      { maxErrorRate: 1, maxErrorRateIncrease: 0 },
      { old: { answered: 19 }, next: { failed: 20 } },
      undefined,
    ],
    [
      'bounds latency',
      { latency: { maxMs: 20 } },
      { next: { answered: 20, ms: 30 } },
      { measure: 'latency', allowed: 20 },
    ],
    [
      'compares latency',
      { latency: { maxRatio: 2 } },
      { old: { answered: 20, ms: 10 }, next: { answered: 20, ms: 30 } },
      { measure: 'latency-ratio', allowed: 2 },
    ],
    [
      'allows as much latency as it says',
      { latency: { percentile: 50, maxRatio: 4, maxMs: 31 } },
      { old: { answered: 20, ms: 10 }, next: { answered: 20, ms: 30 } },
      undefined,
    ],
  ])('%s', (_name, guard, counts, finding) => {
    const found = judgeTraffic(guard, traffic(counts));
    if (finding === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(finding);
  });

  test('judges health by its demand', () => {
    expect(judgeHealth({}, 'degraded')).toBeUndefined();
    expect(judgeHealth({}, 'unhealthy')).toEqual({ measure: 'health', found: 'unhealthy', allowed: 'not unhealthy' });
    expect(judgeHealth({ health: 'healthy' }, 'degraded')).toMatchObject({ found: 'degraded', allowed: 'healthy' });
    expect(judgeHealth({ health: 'ignored' }, 'unhealthy')).toBeUndefined();
  });
});

describe('a canary', () => {
  test.each<[string, string, UpdateGuard, string]>([
    ['that traps', 'trap', { minCalls: 5 }, 'error-rate'],
    ['that traps once too often', 'trap', { maxTraps: 2 }, 'traps'],
    ['that is slow', 'slow', { minCalls: 5, latency: { percentile: 50, maxRatio: 3 } }, 'latency-ratio'],
  ])('%s is taken back by its guard, and the others of its calls are answered', async (_name, bad, guard, measure) => {
    const { deployment, next: version, account } = await versions({ slots: 2 });
    const load = new Load(deployment);
    const result = await deployment.update(version(bad), {
      strategy: { kind: 'canary', steps: [{ weight: 30, calls: 1000 }], guard },
      migrate: false,
    });
    await load.more(0);
    await load.stop();
    expect(result).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'guard', step: 'watch', finding: { measure } },
    });
    // Each call that began ran once; those that failed are the ones that trapped.
    expect(account.moreThanOnce).toBe(0);
    expect(load.failures.every((error) => String((error as { code?: string }).code).startsWith('AIRSSYS_TRAP'))).toBe(
      true,
    );
    expect(bad === 'trap' ? load.failures.length : 1).toBeGreaterThan(0);
    expect(await deployment.invoke('add', [1_000_000])).toMatchObject({ value: '1.0.0' });
  });

  test('gets exactly its share, and the calls with its header', async () => {
    const { deployment, next: version } = await versions();
    const shares: string[] = [];
    const updating = deployment.update(version(), {
      strategy: { kind: 'canary', steps: [{ weight: 25, calls: 26 }], match: { header: 'x-canary' } },
      migrate: false,
    });
    const headers = { 'x-canary': '1' };
    while (deployment.router.table.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(await deployment.invoke('add', [0], { headers })).toMatchObject({ value: '2.0.0' });
    for (let call = 1; call <= 100; call += 1) shares.push(String((await deployment.invoke('add', [call])).value));
    expect(shares.filter((version_) => version_ === '2.0.0')).toHaveLength(25);
    expect(await updating).toMatchObject({ kind: 'completed' });
  });
});
