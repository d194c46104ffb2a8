import type { Waitable } from '../io/waiting.ts';
import { until } from '../io/waiting.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** Something that will be there, and that is taken once. */
export class Eventually<T> implements Waitable {
  readonly #settled: Promise<void>;
  #outcome: Outcome<T> | undefined;
  #isTaken = false;

  constructor(promise: Promise<T>) {
    this.#settled = promise.then(
      (value) => {
        this.#outcome = { ok: true, value };
      },
      (error: unknown) => {
        this.#outcome = { ok: false, error };
      },
    );
  }

  isReady(): boolean {
    return this.#outcome !== undefined;
  }

  async wait(signal: AbortSignal): Promise<void> {
    await until(this.#settled, signal);
  }

  /** Undefined where it is not there yet, `taken` where somebody has it. */
  take(): Outcome<T> | 'taken' | undefined {
    if (this.#outcome === undefined) return undefined;
    if (this.#isTaken) return 'taken';
    this.#isTaken = true;
    return this.#outcome;
  }
}
