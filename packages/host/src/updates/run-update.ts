/**
 * The one engine of all strategies: it takes the steps of a plan, one after the other, and undoes what it has done when one fails.
 * What is hard about it: the old version must be able to go on at any moment until the end. So its slots are ended only by steps
 * that say so, and then made again.
 */
import { AirssysError } from '@airssys/model';
import { SYSTEM_CLOCK } from '../services/host-services.ts';
import { orAborted } from './abandon.ts';
import { planUpdate, type UpdateStep } from './plan-update.ts';
import { StepFailure } from './step-failure.ts';
import { undoUpdate } from './undo-update.ts';
import type { RollbackReason, UpdateProgress, UpdateResult } from './update-progress.ts';
import type { RunUpdateOptions } from './update-options.ts';
import { UpdateRun } from './update-run.ts';

/** For who listens to take note that an update is undone. */
const MENTION_MS = 1000;

/**
 * Takes all calls of `old` to `next`, or leaves everything as it was.
 *
 * @returns How it ended. What goes wrong on the way is a reason for a rollback, not an error.
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a strategy that cannot be, `AIRSSYS_UPDATE_MIGRATE` where state is demanded that
 *   the old version does not give: nothing has begun; `AIRSSYS_UPDATE_FAILED` where the old version could not be started again.
 */
export async function runUpdate(options: RunUpdateOptions): Promise<UpdateResult> {
  const { strategy, old, next, migrate, clock = SYSTEM_CLOCK } = options;
  const canGive = old.slots.length > 0 && old.slots.every(({ migration }) => migration?.canExport === true);
  if (migrate === true && !canGive) throw givesNoState(old.version.version);
  const plan = planUpdate(strategy, { slots: old.slots.length, migrates: migrate ?? canGive });
  const run = new UpdateRun({ ...options, clock });
  const tell = async (progress: WithoutTime<UpdateProgress>): Promise<void> =>
    await options.listener?.({ atMs: clock.nowMs(), ...progress });
  const lastRoute = plan.findLastIndex((step) => step.do === 'route');
  let step: UpdateStep['do'] = 'start';
  try {
    for (const [index, one] of plan.entries()) {
      step = one.do;
      const progress = { kind: 'step', step: one, index, of: plan.length, isSwitch: index === lastRoute } as const;
      await recorded(step, tell(progress), options.signal);
      await run.take(one);
    }
    await recorded(step, tell({ kind: 'completed' }), options.signal);
    return { kind: 'completed', current: next, previous: old, switchOverMs: run.switchOverMs };
  } catch (error) {
    const reason = reasonOf(error, step, options.signal);
    // From here on nothing depends on who listens.
    const mention = async (progress: WithoutTime<UpdateProgress>): Promise<void> =>
      await orAborted(tell(progress), AbortSignal.timeout(MENTION_MS)).catch(() => {});
    await mention({ kind: 'rolling-back', reason });
    const undone = await undoUpdate({ ...options, clock }, run);
    if (undone.stateLost !== undefined) await mention({ kind: 'state-lost', error: undone.stateLost });
    if (old.slots.length === 0) throw failed(old.version.version, reason, undone.error);
    await mention({ kind: 'rolled-back', reason });
    return { kind: 'rolled-back', reason, current: old };
  }
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs'> : never;

/** Who listens may take long, or for ever: then whoever asked for the update can still cancel it. */
async function recorded(step: UpdateStep['do'], told: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await (signal === undefined ? told : orAborted(told, signal));
  } catch (error) {
    throw new StepFailure({ kind: signal?.aborted === true ? 'cancelled' : 'not-recorded', step, error });
  }
}

function reasonOf(error: unknown, step: UpdateStep['do'], signal: AbortSignal | undefined): RollbackReason {
  if (error instanceof StepFailure) return error.reason;
  return signal?.aborted === true ? { kind: 'cancelled', step, error } : { kind: 'failed', step, error };
}

function givesNoState(version: string): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_MIGRATE', `Version ${version} gives no state`, {
    hint: 'Give its class a method with @onSnapshot(), or update without state: migrate: false.',
  });
}

function failed(version: string, reason: RollbackReason, cause: unknown): AirssysError {
  return new AirssysError(
    'AIRSSYS_UPDATE_FAILED',
    `Version ${version} could not be started again after an update of it`,
    {
      hint: 'No version runs. Mend what keeps it from starting, and start it.',
      cause,
      data: { reason: reason.kind, step: reason.step },
    },
  );
}
