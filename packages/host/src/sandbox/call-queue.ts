import { AirssysError } from '@airssys/model';

/** Lets one holder in at a time, in the order of arrival. */
export class CallQueue {
  readonly #waiting: (() => void)[] = [];
  readonly #maxWaiting: number;
  #isHeld = false;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** How many wait for their turn. */
  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Undefined when the turn is there at once; else a promise of it. Each turn ends with `leave`. A signal that aborts
   * meanwhile gives the place up: the promise rejects with its reason, and there is no turn to leave.
   */
  enter(signal?: AbortSignal): Promise<void> | undefined {
    if (!this.#isHeld) {
      this.#isHeld = true;
      return undefined;
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new AirssysError(
        'AIRSSYS_SANDBOX_OVERLOADED',
        `${this.#waiting.length} calls wait for this instance already`,
        {
          hint: 'Call slower, use more instances, or raise maxQueuedCalls.',
        },
      );
    }
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(turn);
    });
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isHeld = false;
  }
}
