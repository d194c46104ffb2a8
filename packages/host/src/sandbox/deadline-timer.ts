import type { ActiveCall } from './active-call.ts';

/**
 * Stops calls at their deadline while they wait. One timer serves all calls of a host: it is set for the earliest deadline
 * known when it is set, and looks again when it fires, so that a call costs no timer of its own.
 */
export class DeadlineTimer {
  readonly #calls = new Set<ActiveCall>();
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Infinity;

  /** How many calls are under way. */
  get size(): number {
    return this.#calls.size;
  }

  add(call: ActiveCall): void {
    this.#calls.add(call);
    if (call.deadlineAt < this.#firesAt) this.#arm(call.deadlineAt);
  }

  delete(call: ActiveCall): void {
    this.#calls.delete(call);
    if (this.#calls.size > 0) return;
    // An idle host keeps no timer and so does not keep the process alive.
    clearTimeout(this.#timer);
    this.#firesAt = Infinity;
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = at;
    this.#timer = setTimeout(() => this.#sweep(), Math.max(0, Math.ceil(at - performance.now())));
  }

  #sweep(): void {
    const now = performance.now();
    let earliest = Infinity;
    for (const call of this.#calls) {
      if (call.deadlineAt <= now) call.stop(deadlineStop(call));
      else earliest = Math.min(earliest, call.deadlineAt);
    }
    this.#firesAt = Infinity;
    if (earliest < Infinity) this.#arm(earliest);
  }
}

export const deadlineStop = (call: ActiveCall): { readonly kind: 'deadline'; readonly message: string } => ({
  kind: 'deadline',
  message: `${call.operation} was stopped after ${call.limits.timeoutMs} ms`,
});
