/** What a supervisor tells of itself and of all beneath it: one tagged union. */
import type { AirssysError } from '@airssys/model';
import type { HealthStatus } from '../component-instance.ts';
import type { EndReason } from './supervised.ts';

interface EventBase {
  /** The names of the supervisors from the one that is asked down to the one that it happened in. */
  readonly path: readonly string[];
  /** Milliseconds since 1970-01-01T00:00:00Z, by the supervisor's clock. */
  readonly timeMs: number;
}

export interface ChildStarted extends EventBase {
  readonly kind: 'child-started';
  readonly child: string;
  /** How many times it had been started before. */
  readonly restarts: number;
}

export interface ChildStartFailed extends EventBase {
  readonly kind: 'child-start-failed';
  readonly child: string;
  readonly error: unknown;
}

export interface ChildEnded extends EventBase {
  readonly kind: 'child-ended';
  readonly child: string;
  readonly reason: EndReason;
  /** Who ended it: the child `itself`, or its `supervisor`. */
  readonly by: 'itself' | 'supervisor';
}

/** The child is about to be started again. With `one-for-all` and `rest-for-one` others are, too. */
export interface ChildRestarting extends EventBase {
  readonly kind: 'child-restarting';
  readonly child: string;
  /** Milliseconds until then. */
  readonly delayMs: number;
  /** Restarts of this supervisor within its period, this one included. */
  readonly count: number;
}

/** The child said that it is unhealthy, or did not answer. */
export interface ChildUnhealthy extends EventBase {
  readonly kind: 'child-unhealthy';
  readonly child: string;
  /** Undefined where it did not answer in time, or failed to. */
  readonly status: HealthStatus | undefined;
  /** How often in a row, this time included. */
  readonly count: number;
}

/** There were too many restarts: the supervisor ends as one that has failed. */
export interface Escalated extends EventBase {
  readonly kind: 'escalated';
  readonly error: AirssysError;
}

/** The supervisor has ended, and so have all its children. */
export interface SupervisorEnded extends EventBase {
  readonly kind: 'supervisor-ended';
  readonly reason: EndReason;
}

/** What happens to a supervisor and its children. */
export type SupervisorEvent =
  | ChildStarted
  | ChildStartFailed
  | ChildEnded
  | ChildRestarting
  | ChildUnhealthy
  | Escalated
  | SupervisorEnded;

/** Is told of what happens to a supervisor and all beneath it. */
export type SupervisorListener = (event: SupervisorEvent) => void;

type Bare<E> = E extends SupervisorEvent ? Omit<E, 'path' | 'timeMs'> : never;

/** An event before it is known where and when. */
export type BareEvent = Bare<SupervisorEvent>;
