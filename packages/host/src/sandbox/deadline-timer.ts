import type { ActiveCall, Stop } from './active-call.ts';

/** Longest timer of Node; it takes a longer one for 1 ms. */
const MAX_TIMER_MS = 2_147_483_647;

/**
 * Stops calls at their deadline while they wait. One timer serves all calls of a host: it is set for the earliest deadline
 * known when it is set, and looks again when it fires, so that a call costs no timer of its own. While no call is under way
 * the timer stays, for the next one, but does not keep the process alive: whether it does is settled once in an iteration of
 * the event loop, since most calls begin and end within one.
 */
export class DeadlineTimer {
  readonly #calls = new Set<ActiveCall>();
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Infinity;
  #isSettling = false;

  /** How many calls are under way. */
  get size(): number {
    return this.#calls.size;
  }

  add(call: ActiveCall): void {
    this.#calls.add(call);
    if (this.#calls.size === 1) this.#settleHold();
    if (call.wakeAt < this.#firesAt) this.#arm(call.wakeAt);
  }

  /** Nothing where the call was never added. */
  delete(call: ActiveCall): void {
    if (this.#calls.delete(call) && this.#calls.size === 0) this.#settleHold();
  }

  #settleHold(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    setImmediate(() => {
      this.#isSettling = false;
      if (this.#calls.size > 0) this.#timer?.ref();
      else this.#timer?.unref();
    });
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = at;
    const delayMs = Math.min(Math.max(0, Math.ceil(at - performance.now())), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#sweep(), delayMs);
  }

  #sweep(): void {
    const now = performance.now();
    let earliest = Infinity;
    for (const call of this.#calls) {
      call.watchTime(now);
      if (call.deadlineAt <= now) call.stop(deadlineStop(call));
      else earliest = Math.min(earliest, call.wakeAt);
    }
    this.#firesAt = Infinity;
    this.#timer = undefined;
    if (earliest < Infinity) this.#arm(earliest);
  }
}

export const deadlineStop = ({ operation, limits, isStartUp }: ActiveCall): Stop => ({
  kind: isStartUp ? 'startup-deadline' : 'deadline',
  message: `${operation} was stopped after ${limits.timeoutMs} ms`,
});
