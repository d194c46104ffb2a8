import type { RollbackReason } from './update-progress.ts';

/** A step that ended with a reason of its own. Never leaves this folder. */
export class StepFailure extends Error {
  readonly reason: RollbackReason;

  constructor(reason: RollbackReason) {
    super(reason.kind);
    this.reason = reason;
  }
}
