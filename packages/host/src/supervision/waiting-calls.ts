import { AirssysError } from '@airssys/model';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that wait until their actor is resumed. */
export class WaitingCalls {
  readonly #name: string;
  readonly #max: number;
  readonly #waiting = new Set<Waiting>();

  constructor(name: string, max: number) {
    this.#name = name;
    this.#max = max;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Waits; rejects when the signal aborts, when what waits is refused, and at once where too many wait. */
  async enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting.size >= this.#max) {
      throw new AirssysError(
        'AIRSSYS_SANDBOX_OVERLOADED',
        `${this.#waiting.size} calls wait for ${this.#name}, which is suspended`,
        { hint: 'Resume it, call slower, or raise maxWaiting.', data: { maxWaiting: this.#max } },
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = { resolve, reject };
    const onAbort = (): void => {
      this.#waiting.delete(waiting);
      reject(signal?.reason);
    };
    this.#waiting.add(waiting);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  goOn(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { resolve } of waiting) resolve();
  }

  refuse(error: () => AirssysError): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error());
  }
}
