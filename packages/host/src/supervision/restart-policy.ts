/** Whether a restart may be, and how long it waits. */
import type { AirssysError } from '@airssys/model';
import { backoffMs } from './backoff.ts';
import type { Child } from './child.ts';
import type { Supervised } from './supervised.ts';
import { type RestartCause, tooManyRestarts } from './supervision-errors.ts';
import type { SupervisorSettings } from './supervisor-options.ts';

/** How many of the ends that led to an escalation are told of. */
const MAX_CAUSES = 100;

export class RestartPolicy {
  readonly #settings: SupervisorSettings;
  /** When there were restarts within the period, the oldest first. */
  #times: readonly number[] = [];
  #causes: readonly RestartCause[] = [];

  constructor(settings: SupervisorSettings) {
    this.#settings = settings;
  }

  /** Restarts within the period, by the last count. */
  get count(): number {
    return this.#times.length;
  }

  /** A child that has run long enough begins with the first wait again. */
  hasRun(child: Child<Supervised>): void {
    if (this.now() - child.startedAt >= this.#settings.backoff.resetAfterMs) child.restartsInRow = 0;
  }

  /** Counts a restart: the milliseconds that it waits, or why it is one too many. */
  next(child: Child<Supervised>, error: unknown): number | AirssysError {
    const { name, intensity, periodMs, backoff, randomness } = this.#settings;
    const now = this.now();
    this.#times = [...this.#times.filter((time) => now - time <= periodMs), now];
    const cause = { child: child.spec.id, error };
    this.#causes = [...this.#causes, cause].slice(-Math.min(this.count, MAX_CAUSES));
    if (this.count > intensity) return tooManyRestarts(name, this.#settings, this.#causes);
    child.restartsInRow += 1;
    return backoffMs(backoff, child.restartsInRow, randomness);
  }

  /** Milliseconds that never go back. */
  now(): number {
    const { clock } = this.#settings;
    return clock.monotonicNs === undefined ? clock.nowMs() : Number(clock.monotonicNs()) / 1e6;
  }
}
