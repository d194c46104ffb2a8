import type { EndReason, RestartType, Supervised } from './supervised.ts';
import { OVER } from './ends.ts';
import type { ResolvedSpec } from './supervisor-options.ts';

/**
 * What a child is doing.
 *
 * - `starting`: its start is under way.
 * - `running`.
 * - `restarting`: it has ended, or failed to start, and will be started again.
 * - `stopped`: it does not run, and is started again only when somebody says so, or with a sibling.
 */
export type ChildStatus = 'starting' | 'running' | 'restarting' | 'stopped';

/** What a supervisor tells of a child. */
export interface ChildInfo<T extends Supervised = Supervised> {
  /** Unique within its supervisor. */
  readonly id: string;
  /** Whether it supervises others. */
  readonly type: 'worker' | 'supervisor';
  /** When it is started again. */
  readonly restart: RestartType;
  /** Whether its end by itself can end its supervisor. */
  readonly significant: boolean;
  /** What it is doing. */
  readonly status: ChildStatus;
  /** What its start gave; undefined while it does not run. */
  readonly supervised: T | undefined;
  /** How many times it has been started again. */
  readonly restarts: number;
  /** Milliseconds since 1970-01-01T00:00:00Z at which it was started last; undefined where it never was. */
  readonly startedAtMs: number | undefined;
  /** How it has ended last; undefined where it never has. */
  readonly lastEnd: EndReason | undefined;
}

/** One child as its supervisor keeps it. */
export class Child<T extends Supervised> {
  readonly spec: ResolvedSpec<T>;
  status: ChildStatus = 'stopped';
  supervised: T | undefined;
  /** How it has ended by itself, before the supervisor has come to it. */
  ended: EndReason | undefined;
  lastEnd: EndReason | undefined;
  starts = 0;
  startedAtMs: number | undefined;
  /** On the scale of the supervisor's monotonic clock. */
  startedAt = 0;
  /** Restarts since it has last run long enough. */
  restartsInRow = 0;
  /** Ends what belongs to this state: the wait for a restart, the questions for its health, the events from beneath. */
  #state = new AbortController();

  constructor(spec: ResolvedSpec<T>) {
    this.spec = spec;
  }

  /** Aborted when the child is in another state. */
  get stateSignal(): AbortSignal {
    return this.#state.signal;
  }

  enter(status: ChildStatus): void {
    this.#state.abort(OVER);
    this.#state = new AbortController();
    this.status = status;
    if (status !== 'running') this.supervised = undefined;
  }

  get info(): ChildInfo<T> {
    const { id, type, restart, significant } = this.spec;
    const { status, supervised, starts, startedAtMs, lastEnd } = this;
    return {
      id,
      type,
      restart,
      significant,
      status,
      supervised,
      restarts: Math.max(starts - 1, 0),
      startedAtMs,
      lastEnd,
    };
  }
}
