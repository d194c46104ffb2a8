import type { Waitable } from '../io/waiting.ts';
import { until } from '../io/waiting.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** Something that will be there, and that is taken once. */
export class Eventually<T> implements Waitable {
  readonly #settled: Promise<void>;
  #outcome: Outcome<T> | undefined;
  #isTaken = false;

  constructor(promise: Promise<T>) {
    this.#settled = this.#settle(promise);
  }

  isReady(): boolean {
    return this.#outcome !== undefined;
  }

  async wait(signal: AbortSignal): Promise<void> {
    await until(this.#settled, signal);
  }

  async #settle(promise: Promise<T>): Promise<void> {
    try {
      this.#outcome = { ok: true, value: await promise };
    } catch (error) {
      this.#outcome = { ok: false, error };
    }
  }

  /** Nobody will take it: it is closed as soon as it is there. */
  async abandon(close: (value: T) => void): Promise<void> {
    await this.#settled;
    const outcome = this.take();
    if (outcome !== undefined && outcome !== 'taken' && outcome.ok) close(outcome.value);
  }

  /** Undefined where it is not there yet, `taken` where somebody has it. */
  take(): Outcome<T> | 'taken' | undefined {
    if (this.#outcome === undefined) return undefined;
    if (this.#isTaken) return 'taken';
    this.#isTaken = true;
    return this.#outcome;
  }
}
