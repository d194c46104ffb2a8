import { AirssysError } from '@airssys/model';
import type { EndReason } from './supervised.ts';

/**
 * What an actor is doing.
 *
 * - `initializing`: its instance is made.
 * - `ready`: it waits for calls.
 * - `processing`: calls or messages are under way.
 * - `suspended`: calls and messages wait until it is resumed.
 * - `terminating`: it takes no more; what is under way is finished, then its component shuts down.
 * - `terminated`: it has ended, and its instance with it.
 */
export type ActorState = 'initializing' | 'ready' | 'processing' | 'suspended' | 'terminating' | 'terminated';

/** Every legal transition. */
export const ACTOR_TRANSITIONS: Readonly<Record<ActorState, readonly ActorState[]>> = {
  initializing: ['ready', 'terminated'],
  ready: ['processing', 'suspended', 'terminating', 'terminated'],
  processing: ['ready', 'suspended', 'terminating', 'terminated'],
  suspended: ['ready', 'processing', 'terminating', 'terminated'],
  terminating: ['terminated'],
  terminated: [],
};

/** What an actor has done so far. */
export interface ActorCounters {
  /** Calls of operations, messages not among them. */
  readonly calls: number;
  /** Messages and callbacks. */
  readonly messages: number;
  /** Calls and messages that have failed. An error that an operation declares is an answer, and none of these. */
  readonly failures: number;
  /** Calls and messages that are under way now. */
  readonly inFlight: number;
  /** Calls and messages that wait until it is resumed. */
  readonly waiting: number;
  /** Milliseconds since 1970-01-01T00:00:00Z at which it was ready first. */
  readonly startedAtMs: number;
  /** How it has ended; undefined until then. */
  readonly lastEnd: EndReason | undefined;
}

/** A change of an actor's state, as it is told of. */
export interface ActorStateChange {
  /** The state that it was in. */
  readonly from: ActorState;
  /** The state that it is in now. */
  readonly to: ActorState;
}

export function actorRefuses(name: string, state: ActorState, what: string): AirssysError {
  return new AirssysError('AIRSSYS_SUPERVISION_STATE', `${name} cannot ${what}: it is ${state}`, {
    hint: 'Ask its supervisor for the actor that was started in its place.',
    data: { name, state },
  });
}
