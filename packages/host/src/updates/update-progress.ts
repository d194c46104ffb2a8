/** What an update tells while it runs, and how it ends. */
import type { Generation } from './generation.ts';
import type { UpdateStep } from './plan-update.ts';
import type { GuardFinding } from './update-guard.ts';

/**
 * Why an update was undone. `step` is the one that was under way, `error` what it failed with. `afterMs` is how long the step
 * had, `finding` what the guard has found.
 */
export type RollbackReason =
  /** The step failed: the new version did not start, a hook for the state threw, and so on. */
  | { readonly kind: 'failed'; readonly step: UpdateStep['do']; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly step: UpdateStep['do']; readonly afterMs: number; readonly error: unknown }
  /** The new version said that it is unhealthy, or did worse than the guard allows. */
  | { readonly kind: 'guard'; readonly step: UpdateStep['do']; readonly finding: GuardFinding }
  | { readonly kind: 'cancelled'; readonly step: UpdateStep['do']; readonly error: unknown }
  /** Who listens could not take note of a step: nothing happens that is not recorded. */
  | { readonly kind: 'not-recorded'; readonly step: UpdateStep['do']; readonly error: unknown };

/**
 * `atMs`: milliseconds since 1970-01-01T00:00:00Z. `reason` says why the update is undone, `error` why state could not be given
 * back.
 */
export type UpdateProgress = { readonly atMs: number } & (
  | {
      /** The step is about to begin. */
      readonly kind: 'step';
      /** Which step it is. */
      readonly step: UpdateStep;
      /** From 0 on, of {@link of}. */
      readonly index: number;
      /** How many steps the update has. */
      readonly of: number;
      /** After this step all calls go to the new version. */
      readonly isSwitch: boolean;
    }
  | { readonly kind: 'rolling-back'; readonly reason: RollbackReason }
  /** What instances remembered that had to be ended for the update could not be given back to the old version. */
  | { readonly kind: 'state-lost'; readonly error: unknown }
  | { readonly kind: 'completed' }
  | { readonly kind: 'rolled-back'; readonly reason: RollbackReason }
);

/** Told of everything before it happens, and waited for: whoever records it does so here. What it throws undoes the update. */
export type UpdateListener = (progress: UpdateProgress) => void | Promise<void>;

/** How an update has ended. `reason` says why it was undone, `current` which version has the calls. */
export type UpdateResult =
  | {
      readonly kind: 'completed';
      /** The new version. The version that has the calls. */
      readonly current: Generation;
      /** The old one: warm, unless the strategy has ended its slots on the way. Whoever asked for the update disposes it. */
      readonly previous: Generation;
      /** Milliseconds from when calls had to wait, or the switch began, until all of them went to the new version. */
      readonly switchOverMs: number;
    }
  | { readonly kind: 'rolled-back'; readonly reason: RollbackReason; readonly current: Generation };
