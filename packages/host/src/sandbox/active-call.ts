import type { LimitName, LimitWatch } from '../telemetry/limit-watch.ts';
import type { GuestError } from './guest-error.ts';
import type { Limits } from './limits.ts';
import type { TrapKind } from './trap.ts';

/** Why the sandbox ends a call by itself. */
export interface Stop {
  readonly kind: TrapKind;
  readonly message: string;
  readonly cause?: unknown;
}

/** The limits that hold for each call by itself. */
export type CallLimits = Pick<
  Limits,
  'maxFuel' | 'timeoutMs' | 'maxHostCalls' | 'maxBytesIn' | 'maxBytesOut' | 'maxLogBytes'
>;

export interface CallSetting {
  /** The call is part of start-up: its time is that of `startupTimeoutMs`. */
  readonly isStartUp?: boolean;
  /** Milliseconds past its time that the call is stopped here, where it should have stopped elsewhere by itself. */
  readonly graceMs?: number;
  /** Who is told when a limit is near. */
  readonly watch?: LimitWatch | undefined;
}

/** How many calls there were in this process. */
let calls = 0;

const PLAIN: CallSetting = Object.freeze({});

/**
 * One call into an instance, from its start to its end. What ends it (its result, a trap, a limit, a failing host function)
 * ends it once: later ends are ignored, and what the guest still does finds it ended.
 */
export class ActiveCall {
  /** Tells the calls of a process apart. */
  readonly id: number = (calls += 1);
  readonly operation: string;
  readonly limits: CallLimits;
  readonly startedAt: number;
  /** On the scale of `performance.now()`. */
  readonly deadlineAt: number;
  readonly isStartUp: boolean;
  /** Units of fuel at which the call is told to come near to its limit; the limit itself where nobody listens. */
  readonly fuelMark: number;
  /** As `CallOptions.context` has it. */
  context: unknown;
  /** Units that it has used, once it has ended. */
  fuel = 0;
  hostCalls = 0;
  bytesIn = 0;
  bytesOut = 0;
  logBytes = 0;
  droppedLogBytes = 0;
  /** Errors that the guest told of when its log was full. */
  lateReports = 0;
  refusedGrowths = 0;
  /** What kind of growth was refused last. */
  refused: 'memory-limit' | 'table-limit' | undefined;
  /** The error that the guest told of, before it traps. */
  guestError: GuestError | undefined;
  /** What the glue threw into the guest: a trap, which the guest could catch as it can catch all that JavaScript throws. */
  trapped: Error | undefined;
  #stop: Stop | undefined;
  #isEnded = false;
  #abort: AbortController | undefined;
  #onStop: ((stop: Stop) => void) | undefined;
  readonly #watch: LimitWatch | undefined;
  /** When to tell that the deadline is near. */
  #warnAt: number;
  #told: Set<LimitName> | undefined;
  #onHalt: (() => void) | undefined;

  constructor(operation: string, limits: CallLimits, { isStartUp = false, graceMs = 0, watch }: CallSetting = PLAIN) {
    this.operation = operation;
    this.limits = limits;
    this.isStartUp = isStartUp;
    this.startedAt = performance.now();
    this.deadlineAt = this.startedAt + limits.timeoutMs + graceMs;
    this.#watch = watch;
    // Elsewhere the clock starts later, when the message has arrived; that side tells of it.
    this.#warnAt = watch === undefined || graceMs > 0 ? Infinity : this.startedAt + limits.timeoutMs * watch.share;
    this.fuelMark = watch === undefined ? limits.maxFuel : Math.ceil(limits.maxFuel * watch.share);
  }

  /** When a timer is to look at the call next. On the scale of `performance.now()`. */
  get wakeAt(): number {
    return Math.min(this.#warnAt, this.deadlineAt);
  }

  /** Why the call was stopped, if it was. */
  get stopped(): Stop | undefined {
    return this.#stop;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Aborted when the call ends. Made when first asked for: most calls never need it. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#isEnded) this.#abort.abort();
    return this.#abort.signal;
  }

  /** Registers who is told when the call is stopped. */
  onStop(listener: (stop: Stop) => void): void {
    this.#onStop = listener;
  }

  /** Tells of a limit if what was used of it comes near. */
  watch(limit: Exclude<keyof CallLimits, 'timeoutMs'>, used: number): void {
    if (this.#watch?.isNear(used, this.limits[limit]) === true) this.tellNear(limit, used, this.limits[limit]);
  }

  /** Tells of the deadline if it is near. `now` is on the scale of `performance.now()`. */
  watchTime(now: number): void {
    if (now < this.#warnAt) return;
    this.#warnAt = Infinity;
    this.tellNear(this.isStartUp ? 'startupTimeoutMs' : 'timeoutMs', now - this.startedAt, this.limits.timeoutMs);
  }

  /** Tells that a limit is near: once, whoever notices it. */
  tellNear(limit: LimitName, used: number, maximum: number): void {
    this.#told ??= new Set();
    if (this.#isEnded || this.#told.has(limit)) return;
    this.#told.add(limit);
    this.#watch?.tell({ limit, used, maximum, operation: this.operation });
  }

  /** Registers who takes from the guest what it could run on. */
  onHalt(listener: () => void): void {
    this.#onHalt = listener;
  }

  /**
   * Stops the call. The first reason counts.
   *
   * INVARIANT: a guest that catches what it is told of the stop runs no further than to its next charge of fuel.
   */
  stop(stop: Stop): void {
    if (this.#isEnded || this.#stop !== undefined) return;
    this.#stop = stop;
    this.#onHalt?.();
    this.#onStop?.(stop);
  }

  /** The guest has trapped in the glue. Whatever it does with that, it runs no further than to its next charge of fuel. */
  trap(thrown: unknown): void {
    if (this.#isEnded || this.trapped !== undefined) return;
    this.trapped = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.#onHalt?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#onStop = undefined;
    this.#onHalt = undefined;
    this.#abort?.abort();
  }
}
