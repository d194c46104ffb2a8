import { AirssysError } from '@airssys/model';
import { type Clock, MAX_SLEEP_MS, SYSTEM_CLOCK } from '../services/host-services.ts';
import { type Randomness, SYSTEM_RANDOMNESS } from '../services/random.ts';
import type { ChildSpec, Supervised } from './supervised.ts';
import type { SupervisorListener } from './supervisor-event.ts';

/**
 * Which children are started again when one has to be.
 *
 * - `one-for-one`: that one.
 * - `one-for-all`: all. The others are ended first, in the reverse order of their start.
 * - `rest-for-one`: that one and those that were started after it, which are ended first.
 */
export type RestartStrategy = 'one-for-one' | 'one-for-all' | 'rest-for-one';

/**
 * Whether a supervisor ends, in order, when significant children have ended by themselves and are not started again.
 *
 * - `never`.
 * - `any-significant`: when one has.
 * - `all-significant`: when the last one has.
 */
export type AutoShutdown = 'never' | 'any-significant' | 'all-significant';

/** How long a restart waits: the n-th in a row of a child `baseMs * factor ** (n - 1)`, but `maxMs` at most. */
export interface Backoff {
  /** Milliseconds before the first restart: 0 to 2,147,483,647. */
  readonly baseMs: number;
  /** By how much each further wait is longer: 1 to 100. Default 2. */
  readonly factor?: number | undefined;
  /** Milliseconds of the longest wait: `baseMs` to 2,147,483,647. Default 30,000, or `baseMs` where that is more. */
  readonly maxMs?: number | undefined;
  /**
   * The share of a wait that is left to chance: 0 to 1. A wait of 100 ms with 0.2 takes 80 to 100 ms. Default 0.2, so that what failed
   * together is not started together.
   */
  readonly jitter?: number | undefined;
  /** A child that has run for so many milliseconds begins with the first wait again: 0 to 2,147,483,647. Default `maxMs`. */
  readonly resetAfterMs?: number | undefined;
}

/** How a supervisor restarts its children, and when it gives up. */
export interface SupervisorOptions {
  /** By which errors, events and drawings name it. Default `supervisor`. */
  readonly name?: string | undefined;
  /** Default `one-for-one`. */
  readonly strategy?: RestartStrategy | undefined;
  /**
   * Restarts within `periodMs` that the supervisor goes along with: 0 to 1,000,000. With one more it ends all its children, and itself
   * as one that has failed, and whoever supervises it decides. Default 1.
   */
  readonly intensity?: number | undefined;
  /** Milliseconds: 1 to 2,147,483,647. Default 5,000. */
  readonly periodMs?: number | undefined;
  /** Default: restarts do not wait. */
  readonly backoff?: Backoff | undefined;
  /** Default `never`. */
  readonly autoShutdown?: AutoShutdown | undefined;
  /** Told of what happens to the supervisor and all beneath it. Called at once, so it should be quick; what it throws becomes a warning. */
  readonly onEvent?: SupervisorListener | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** For the jitter. Default: the system's. */
  readonly randomness?: Randomness | undefined;
}

export interface SupervisorSettings {
  readonly name: string;
  readonly strategy: RestartStrategy;
  readonly intensity: number;
  readonly periodMs: number;
  readonly backoff: Required<{ [Key in keyof Backoff]: number }>;
  readonly autoShutdown: AutoShutdown;
  readonly onEvent: SupervisorListener | undefined;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
export function resolveSupervisorOptions(options: SupervisorOptions): SupervisorSettings {
  const { strategy = 'one-for-one', autoShutdown = 'never', intensity = 1, periodMs = 5_000 } = options;
  demandOneOf('strategy', strategy, ['one-for-one', 'one-for-all', 'rest-for-one']);
  demandOneOf('autoShutdown', autoShutdown, ['never', 'any-significant', 'all-significant']);
  demandWhole('intensity', intensity, 0, 1_000_000);
  demandWhole('periodMs', periodMs, 1, MAX_SLEEP_MS);
  return {
    name: options.name ?? 'supervisor',
    strategy,
    intensity,
    periodMs,
    backoff: resolveBackoff(options.backoff ?? { baseMs: 0 }),
    autoShutdown,
    onEvent: options.onEvent,
    clock: options.clock ?? SYSTEM_CLOCK,
    randomness: options.randomness ?? SYSTEM_RANDOMNESS,
  };
}

function resolveBackoff({
  baseMs,
  factor = 2,
  maxMs,
  jitter = 0.2,
  resetAfterMs,
}: Backoff): SupervisorSettings['backoff'] {
  demandNumber('backoff.baseMs', baseMs, 0, MAX_SLEEP_MS);
  const most = maxMs ?? Math.max(baseMs, 30_000);
  demandNumber('backoff.factor', factor, 1, 100);
  demandNumber('backoff.maxMs', most, baseMs, MAX_SLEEP_MS);
  demandNumber('backoff.jitter', jitter, 0, 1);
  const reset = resetAfterMs ?? most;
  demandNumber('backoff.resetAfterMs', reset, 0, MAX_SLEEP_MS);
  return { baseMs, factor, maxMs: most, jitter, resetAfterMs: reset };
}

/** A child's specification with its defaults. */
export type ResolvedSpec<T extends Supervised> = Required<Omit<ChildSpec<T>, 'healthCheck'>> &
  Pick<ChildSpec<T>, 'healthCheck'>;

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID`. */
export function resolveSpec<T extends Supervised>(spec: ChildSpec<T>, autoShutdown: AutoShutdown): ResolvedSpec<T> {
  const { id, start, restart = 'permanent', type = 'worker', significant = false, healthCheck } = spec;
  if (typeof id !== 'string' || id === '') throw invalid('The id of a child', id, 'It is a text, not an empty one.');
  const of = `of ${id}`;
  demandOneOf(`restart ${of}`, restart, ['permanent', 'transient', 'temporary']);
  demandOneOf(`type ${of}`, type, ['worker', 'supervisor']);
  const shutdown = spec.shutdown ?? (type === 'supervisor' ? 'infinity' : 5_000);
  if (typeof shutdown === 'number') demandNumber(`shutdown ${of}`, shutdown, 0, MAX_SLEEP_MS);
  else demandOneOf(`shutdown ${of}`, shutdown, ['brutal-kill', 'infinity']);
  if (significant && (restart === 'permanent' || autoShutdown === 'never')) {
    const why = restart === 'permanent' ? 'A permanent child never ends for good.' : 'Set autoShutdown.';
    throw invalid(`significant ${of}`, significant, why);
  }
  if (healthCheck !== undefined) {
    demandWhole(`healthCheck.intervalMs ${of}`, healthCheck.intervalMs, 1, 86_400_000);
    demandWhole(`healthCheck.timeoutMs ${of}`, healthCheck.timeoutMs, 1, 86_400_000);
    demandWhole(`healthCheck.unhealthyAfter ${of}`, healthCheck.unhealthyAfter, 1, 1_000);
  }
  return { id, start, restart, type, shutdown, significant, ...(healthCheck && { healthCheck }) };
}

function demandOneOf(what: string, value: unknown, known: readonly string[]): void {
  if (!known.includes(value as string)) throw invalid(what, value, `It is one of ${known.join(', ')}.`);
}

function demandWhole(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value)) throw invalid(what, value, `It is a whole number from ${least} to ${most}.`);
  demandNumber(what, value, least, most);
}

function demandNumber(what: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw invalid(what, value, `It is a number from ${least} to ${most}.`);
}

function invalid(what: string, value: unknown, hint: string): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `${what} cannot be ${JSON.stringify(value)}`, { hint });
}
