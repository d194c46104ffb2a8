/**
 * Two threads that answer each other: one that sleeps while the other works must be woken, which takes longer than what is asked for
 * where the disk is quick. To stay awake instead costs processor time, and where others want the processors it makes nothing faster. So
 * both are tried, and what was quicker is done for a while.
 */
import { availableParallelism } from 'node:os';

/** How long a thread stays awake for the other. One that takes longer is waited for asleep, since being woken is a small part of it. */
export const AWAKE_MS = 1;
/** Who asks again within this time after an answer is likely to do so once more. Seldom asked, there is no reason to be awake. */
const SOON_MS = 1;
/** Answers by which each way is judged. */
const TRIAL = 16;
/** Answers after which both are tried again. */
const PERIOD = 1_024;
/** What being awake must save of the time to be worth the processor's. */
const WORTH = 0.9;

export class Attention {
  /** What each way took in its trial: asleep, awake. */
  readonly #times: [number[], number[]] = [[], []];
  #answers = availableParallelism() > 1 ? 0 : Infinity;
  #pays = false;
  #askedMs = -Infinity;
  #answeredMs = -Infinity;
  #isSoon = false;

  /** Something is asked for, and nothing else is waited for. Answers whether to stay awake. */
  ask(): boolean {
    this.#askedMs = performance.now();
    this.#isSoon = this.#askedMs - this.#answeredMs < SOON_MS;
    return this.#isSoon && this.#isAwake();
  }

  /** Everything that was asked for has been answered. */
  answer(): void {
    this.#answeredMs = performance.now();
    if (!this.#isSoon) return;
    if (this.#answers < 2 * TRIAL) this.#times[this.#isAwake() ? 1 : 0].push(this.#answeredMs - this.#askedMs);
    this.#answers += 1;
    if (this.#answers === 2 * TRIAL) {
      const [asleep, awake] = this.#times.map(middleOf);
      this.#pays = (awake ?? Infinity) < (asleep ?? 0) * WORTH;
    } else if (this.#answers === PERIOD) this.#tryAgain();
  }

  #isAwake(): boolean {
    return this.#answers < 2 * TRIAL ? this.#answers >= TRIAL : this.#pays;
  }

  #tryAgain(): void {
    this.#answers = 0;
    for (const times of this.#times) times.length = 0;
  }
}

const middleOf = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Infinity;
