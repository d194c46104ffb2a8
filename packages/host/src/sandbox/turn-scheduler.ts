/**
 * Shares the thread among the components that run on it. In one iteration of the event loop all of them together run for one
 * turn; what wants to run on then waits, and one of those that wait is resumed per iteration. So timers and I/O of the host
 * are late by a turn at most, however many components spin.
 *
 * The one that has used the least comes first. A call begins with the least that any of those under way has used: it is served
 * soon, and a flood of new calls cannot keep an old one waiting for ever.
 */

/** Milliseconds that components run in one iteration of the event loop. */
const TURN_MS = 8;

/** Units of fuel that a new call is taken to have used: a small part of a turn. Without it a flood of new calls would always come first. */
const ENTRY_FUEL = 1_000_000;

/** One call's share of the thread. */
export interface Share {
  /**
   * Units of fuel that it has used, counted from what the others had when it began. Time would say more of what it cost the
   * host, but a turn is long or short by what else the machine does.
   */
  used: number;
}

interface Waiting {
  readonly share: Share;
  readonly resume: () => void;
}

export class TurnScheduler {
  readonly #waiting: Waiting[] = [];
  #startedAt = 0;
  /** Whether the end of this iteration will be noticed. */
  #isArmed = false;
  /** What the call that was resumed last had used: those that wait have used as much or more. */
  #least = 0;

  begin(): Share {
    return { used: this.#least + ENTRY_FUEL };
  }

  /** Whether the components have had their turn in this iteration. `now` is on the scale of `performance.now()`. */
  isOver(now: number): boolean {
    if (this.#isArmed) return now - this.#startedAt >= TURN_MS;
    this.#startedAt = now; // the first to run in this iteration
    this.#arm();
    return false;
  }

  /** Resolves when it is the turn of this share, in a later iteration. */
  async next(share: Share): Promise<void> {
    await new Promise<void>((resume) => {
      this.#waiting.push({ share, resume });
      this.#arm();
    });
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isArmed = false;
    const next = this.#takeNext();
    if (next === undefined) return;
    this.#least = Math.max(this.#least, next.share.used);
    this.#startedAt = performance.now();
    this.#arm();
    next.resume();
  }

  /** The first of those that have used the least. There are as many at most as calls under way, and one turn is long. */
  #takeNext(): Waiting | undefined {
    let least = 0;
    for (let index = 1; index < this.#waiting.length; index += 1) {
      if (used(this.#waiting[index]) < used(this.#waiting[least])) least = index;
    }
    return this.#waiting.splice(least, 1)[0];
  }
}

const used = (waiting: Waiting | undefined): number => waiting?.share.used ?? Infinity;

/** The event loop is the thread's, so all hosts in it share one. */
export const turns: TurnScheduler = new TurnScheduler();
