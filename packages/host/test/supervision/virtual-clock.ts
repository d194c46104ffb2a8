import type { Clock } from '../../src/index.ts';

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

/** Time that goes on only when a test says so, from one timer to the next. */
export class VirtualClock implements Clock {
  #now = 0;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#now;
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.length;
  }

  async sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer: Timer = { atMs: this.#now + durationMs, ring: resolve };
    this.#timers.push(timer);
    const onAbort = (): void => {
      this.#timers = this.#timers.filter((one) => one !== timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    await promise;
    signal?.removeEventListener('abort', onAbort);
  }

  /** Lets time pass until the given moment, and whatever is due happen at its own. */
  async runTo(untilMs: number): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#timers.reduce<Timer | undefined>(
        (first, one) => (first === undefined || one.atMs < first.atMs ? one : first),
        undefined,
      );
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = next.atMs;
      next.ring();
      await settle();
    }
    this.#now = Math.max(this.#now, untilMs);
  }
}

/** Until nothing happens any more that needs no time. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 2; round += 1) await new Promise(setImmediate);
}
