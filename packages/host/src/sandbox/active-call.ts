import type { GuestError } from './guest-error.ts';
import type { TrapKind } from './trap.ts';

/** Why the sandbox ends a call by itself. */
export interface Stop {
  readonly kind: TrapKind;
  readonly message: string;
  readonly cause?: unknown;
}

export interface CallLimits {
  readonly maxFuel: number;
  readonly timeoutMs: number;
  readonly maxHostCalls: number;
}

/**
 * One call into an instance, from its start to its end. What ends it (its result, a trap, a limit, a failing host function)
 * ends it once: later ends are ignored, and what the guest still does finds it ended.
 */
export class ActiveCall {
  readonly operation: string;
  readonly limits: CallLimits;
  readonly startedAt: number;
  /** On the scale of `performance.now()`. */
  readonly deadlineAt: number;
  hostCalls = 0;
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
  #onHalt: (() => void) | undefined;

  constructor(operation: string, limits: CallLimits) {
    this.operation = operation;
    this.limits = limits;
    this.startedAt = performance.now();
    this.deadlineAt = this.startedAt + limits.timeoutMs;
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
