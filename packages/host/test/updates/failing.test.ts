/** Updates that must not succeed: the old version goes on, and no call notices. */
import { describe, expect, test } from 'vitest';
import type { UpdateProgress } from '../../src/updates/update-progress.ts';
import type { UpdateStrategy } from '../../src/updates/update-strategy.ts';
import { Load, versions, type Versions } from './versions.ts';

const STRATEGIES: readonly UpdateStrategy[] = [
  { kind: 'stop-start' },
  { kind: 'blue-green' },
  { kind: 'canary', steps: [{ weight: 50, calls: 10 }], guard: {} },
  { kind: 'rolling', guard: {} },
];
const EACH = STRATEGIES.map((strategy) => [strategy.kind, strategy] as const);

/** An update under load, of which no call may notice anything. */
async function undone(
  { deployment, account, next }: Versions,
  bad: string,
  settings: Parameters<Versions['deployment']['update']>[1],
): Promise<unknown> {
  const load = new Load(deployment);
  await load.more(20);
  const result = await deployment.update(next(bad), settings);
  await load.more(20);
  await load.stop();
  expect(load.failures).toEqual([]);
  const runs = Array.from({ length: load.made }, (_, call) => account.runsOf(call));
  expect(runs.filter((count) => count !== 1)).toEqual([]);
  expect(deployment.current.version.version).toBe('1.0.0');
  const noted = await Promise.all(
    deployment.current.slots.map(async (slot) => (await slot.invoke('calls', [])).value as number[]),
  );
  // What was handed over and came back is all there.
  if (load.answers.get('2.0.0') === undefined) expect(noted.flat()).toHaveLength(load.made);
  return result;
}

describe.each(EACH)('%s', (_kind, strategy) => {
  test('undoes an update whose version refuses to start', async () => {
    expect(await undone(await versions({ slots: 2 }), 'refuse', { strategy })).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'failed', step: 'start', error: { code: 'AIRSSYS_SANDBOX_INITIALIZE' } },
    });
  });

  test('undoes one whose version hangs when it starts', async () => {
    const deadlines = { startMs: 200 };
    expect(await undone(await versions(), 'hang-in-initialize', { strategy, deadlines })).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'timed-out', step: 'start', afterMs: 200, error: { code: 'AIRSSYS_UPDATE_TIMEOUT' } },
    });
  });

  test('undoes one whose version is not well in time', async () => {
    const deadlines = { healthMs: 120 };
    expect(await undone(await versions(), 'unhealthy', { strategy, deadlines })).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'timed-out', step: 'start' },
    });
  });

  test.each(['refuse-state', 'hang-in-migrate'])('undoes one that does not take over the state: %s', async (bad) => {
    const deadlines = { migrateMs: 200 };
    expect(await undone(await versions({ slots: 2 }), bad, { strategy, deadlines })).toMatchObject({
      kind: 'rolled-back',
      reason: { step: 'import' },
    });
  });

  test('undoes one that is cancelled, in whichever step', async () => {
    const made = await versions({ slots: 2 });
    const steps: number[] = [];
    for (let at = 0; steps.at(-1) !== -1; at += 1) {
      const cancel = new AbortController();
      let last = -1;
      const listener = (progress: UpdateProgress): void => {
        if (progress.kind !== 'step' || progress.index !== at) return;
        last = at;
        cancel.abort(new Error('changed my mind'));
      };
      const load = new Load(made.deployment);
      const settings = { strategy, listener, signal: cancel.signal };
      const result = await made.deployment.update(made.next(), settings);
      await load.stop();
      expect(load.failures).toEqual([]);
      steps.push(last);
      // Who cancels too late, in the last step, has it completed.
      if (last !== -1 && result.kind === 'rolled-back') expect(result.reason.kind).toBe('cancelled');
      if (result.kind === 'completed') await made.deployment.rollback({ strategy });
      expect(made.deployment.current.version.version).toBe('1.0.0');
      if (at > 20) throw new Error('a plan of so many steps is none');
    }
    expect(steps.length).toBeGreaterThan(3);
  });

  test('undoes one of which a step cannot be recorded, the last one too', async () => {
    const made = await versions({ slots: 2 });
    for (const refused of ['step', 'completed'] as const) {
      const listener = (progress: UpdateProgress): void => {
        if (progress.kind === 'step' && refused === 'step' && progress.isSwitch) throw new Error('disk full');
        if (progress.kind === refused && refused === 'completed') throw new Error('disk full');
      };
      const load = new Load(made.deployment);
      expect(await made.deployment.update(made.next(), { strategy, listener })).toMatchObject({
        kind: 'rolled-back',
        reason: { kind: 'not-recorded', error: { message: 'disk full' } },
      });
      await load.stop();
      expect(load.failures).toEqual([]);
      expect(await made.deployment.invoke('add', [1])).toMatchObject({ value: '1.0.0' });
    }
  });
});

test('an update that demands a state is refused before it begins where none is given', async () => {
  const { deployment, next, first } = await versions();
  await deployment.update(next('lossy'), { strategy: { kind: 'blue-green' } });
  expect(await deployment.update(first(), { strategy: { kind: 'blue-green' }, migrate: true })).toMatchObject({
    kind: 'rolled-back',
    reason: { kind: 'failed', step: 'export', error: { code: 'AIRSSYS_UPDATE_MIGRATE' } },
  });
  expect(await deployment.invoke('add', [1])).toMatchObject({ value: '2.0.0' });
});

test('one update at a time, and nothing to go back to before the first', async () => {
  const { deployment, next } = await versions();
  await expect(deployment.rollback()).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_NO_PREVIOUS' });
  const first = deployment.update(next(), { strategy: { kind: 'blue-green' } });
  await expect(deployment.update(next(), { strategy: { kind: 'blue-green' } })).rejects.toMatchObject({
    code: 'AIRSSYS_UPDATE_IN_PROGRESS',
  });
  expect(await first).toMatchObject({ kind: 'completed' });
});
