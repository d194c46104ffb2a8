import { AirssysError } from '@airssys/model';
import type { CallOptions } from '../sandbox/sandbox.ts';
import { demandRange } from './demand-range.ts';

/** How long calls wait for a place, and how many of them. */
export interface WaitingLineOptions {
  /** Milliseconds that a call waits which has no `timeoutMs` of its own: 1 to 2,147,483,647. Default 30,000. */
  readonly maxWaitMs?: number | undefined;
  /** Calls that may wait: 0 to 1,000,000. Default 10,000. */
  readonly maxWaiting?: number | undefined;
}

interface Waiting {
  readonly start: () => void;
  readonly recall: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** What becomes of a call that waits, and has not begun, when it is to go elsewhere. Never leaves this folder. */
export class Recalled extends Error {
  /** With what is left of its time. */
  readonly options: CallOptions | undefined;

  constructor(options: CallOptions | undefined) {
    super('The call has not begun');
    this.options = options;
  }
}

/** Calls that nobody can take yet, in the order in which they came. None of them has begun: to give one up loses nothing. */
export class WaitingLine {
  readonly #calls = new Set<Waiting>();
  readonly #maxWaitMs: number;
  readonly #maxWaiting: number;
  readonly #why: string;

  /**
   * @param why What a call is told that has waited in vain.
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for options out of range.
   */
  constructor(why: string, { maxWaitMs = 30_000, maxWaiting = 10_000 }: WaitingLineOptions = {}) {
    this.#why = why;
    this.#maxWaitMs = demandRange('maxWaitMs', maxWaitMs, 1);
    this.#maxWaiting = demandRange('maxWaiting', maxWaiting, 0, 1_000_000);
  }

  get length(): number {
    return this.#calls.size;
  }

  /** Begins the call when its turn comes, with what is left of its time then. */
  wait<T>(begin: (options: CallOptions | undefined) => Promise<T>, options: CallOptions | undefined): Promise<T> {
    const { signal, timeoutMs } = options ?? {};
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (this.#calls.size >= this.#maxWaiting) return Promise.reject(overloaded(this.#calls.size));
    return new Promise((resolve, reject) => {
      const since = performance.now();
      const leave = (): void => {
        this.#calls.delete(waiting);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const left = (): CallOptions | undefined => {
        if (timeoutMs === undefined) return options;
        return { ...options, timeoutMs: Math.max(Math.ceil(timeoutMs - (performance.now() - since)), 1) };
      };
      const waiting: Waiting = {
        start: () => {
          leave();
          resolve(begin(left()));
        },
        recall: () => {
          leave();
          reject(new Recalled(left()));
        },
        refuse: (reason) => {
          leave();
          reject(reason);
        },
      };
      const abort = (): void => waiting.refuse(signal?.reason);
      const ms = Math.min(timeoutMs ?? this.#maxWaitMs, this.#maxWaitMs);
      const timer = setTimeout(() => waiting.refuse(unavailable(`${this.#why} within ${ms} ms`)), ms);
      signal?.addEventListener('abort', abort, { once: true });
      this.#calls.add(waiting);
    });
  }

  /** Begins those whose turn it is, at once and in order, for as long as someone can take one. */
  release(canTake: () => boolean): void {
    for (const waiting of this.#calls) {
      if (!canTake()) return;
      waiting.start();
    }
  }

  /** Rejects all with a {@link Recalled}. */
  recallAll(): void {
    for (const waiting of this.#calls) waiting.recall();
  }

  refuseAll(reason: unknown): void {
    for (const waiting of this.#calls) waiting.refuse(reason);
  }
}

function overloaded(waiting: number): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_OVERLOADED', `${waiting} calls wait already`, {
    hint: 'Call slower, or run more instances.',
  });
}

export function unavailable(what: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_UNAVAILABLE', what, {
    hint: 'The call has not begun, so it can be made again.',
    ...(cause !== undefined && { cause }),
  });
}
