/** The time of a call by the component's clock, where that one's passes otherwise than the wall clock's. */
import { describe, expect, test } from 'vitest';
import { type Clock, SYSTEM_CLOCK } from '../../src/services/host-services.ts';
import { guest, type GuestText, run, trapOf } from '../components.ts';

const ENDLESS: GuestText = {
  core: '(func (export "run") (loop $l (br $l))) (func (export "rest"))',
  exports: [{ name: 'run' }, { name: 'rest' }],
};

interface Deadline {
  readonly durationMs: number;
  readonly elapsed: () => void;
  readonly signal: AbortSignal;
}

/** A clock whose time the test lets pass. */
function stopClock(): { readonly clock: Clock; readonly deadlines: readonly Deadline[] } {
  const deadlines: Deadline[] = [];
  const after: Clock['after'] = (durationMs, elapsed, signal) => deadlines.push({ durationMs, elapsed, signal });
  return { clock: { ...SYSTEM_CLOCK, after }, deadlines };
}

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  test('a call is stopped when its time is over by the clock', async () => {
    const { clock, deadlines } = stopClock();
    const instance = await guest(ENDLESS, {
      isolation,
      clock,
      limits: { timeoutMs: 60_000, startupTimeoutMs: 50_000 },
    });
    const trap = trapOf(run(instance));
    await expect.poll(() => deadlines.at(-1)?.durationMs).toBe(60_000);
    deadlines.at(-1)?.elapsed();
    expect(await trap).toMatchObject({ kind: 'deadline', message: expect.stringContaining('after 60000 ms') });
    expect(deadlines[0]?.durationMs).toBe(50_000);
  });

  test('nothing is kept of a call that has ended', async () => {
    const { clock, deadlines } = stopClock();
    const instance = await guest(ENDLESS, { isolation, clock });
    await run(instance, 'rest');
    expect(deadlines.map(({ signal }) => signal.aborted)).toEqual(deadlines.map(() => true));
    for (const { elapsed } of deadlines) elapsed();
    expect(await run(instance, 'rest')).toMatchObject({ ok: true });
  });
});
