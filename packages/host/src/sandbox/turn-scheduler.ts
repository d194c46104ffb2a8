/**
 * Shares the thread among the components that run on it. In one iteration of the event loop all of them together run for one
 * turn; what wants to run on then waits. Those that wait are resumed one after the other, as many as there is time for in the
 * turn of the next iteration: one that spins, or many that have the answer of a host function. So timers and I/O of the host are
 * late by a turn at most, however many components there are.
 *
 * The one that has used the least comes first. A call begins with the least that any of those under way has used: it is served
 * soon, and a flood of new calls cannot keep an old one waiting for ever.
 */

/** Milliseconds that components run in one iteration of the event loop. */
export const TURN_MS: number = 2;

/** Units of fuel that a new call is taken to have used: a small part of a turn. Without it a flood of new calls would always come first. */
const ENTRY_FUEL = 1_000_000;

/** Components that may be let go before any of them has run: only then it shows how long they take. */
const LET_GO = 8;

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
  /** Whether the turn began with somebody who did not wait for it: no timer has had its time since. */
  #isEarly = false;
  /** What the call that was resumed last had used: those that wait have used as much or more. */
  #least = 0;
  #letGo = 0;
  readonly #now: () => number;

  /** @param now A clock on the scale of `performance.now()`. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  begin(): Share {
    return { used: this.#least + ENTRY_FUEL };
  }

  /** A component will run in the microtasks, without having waited here. Whoever says so tells as well when it {@link hasRun}. */
  letGo(): void {
    this.#letGo += 1;
  }

  hasRun(): void {
    this.#letGo -= 1;
  }

  /** Whether the components have had their turn in this iteration. `now` is on the scale of `performance.now()`. */
  isOver(now: number): boolean {
    if (this.#isArmed) return now - this.#startedAt >= TURN_MS;
    this.#startedAt = now; // the first to run in this iteration
    this.#isEarly = true;
    this.#arm();
    return false;
  }

  /** Whether a call that is to begin waits: past the turn, or until others have run. `now` as for {@link isOver}. */
  isFull(now: number): boolean {
    return this.isOver(now) || this.#letGo >= LET_GO;
  }

  /** Whether somebody who comes back from the host waits: as a call that begins, or behind others. `now` as for {@link isOver}. */
  isContended(now: number): boolean {
    return this.isFull(now) || this.isAwaited;
  }

  /** Whether anybody waits for a turn. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Resolves when it is the turn of this share. */
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
    if (this.#waiting.length === 0) return;
    this.#arm();
    const now = this.#now();
    const isUsedUp = this.#isEarly && this.isOver(now);
    this.#isEarly = false;
    if (isUsedUp) return;
    this.#startedAt = now;
    this.#resumeNext();
  }

  #resumeNext(): void {
    const next = this.#takeNext();
    if (next === undefined) return;
    this.#least = Math.max(this.#least, next.share.used);
    next.resume();
    // It runs in the microtasks, to where it waits again. Only then it shows whether there is time for another.
    queueMicrotask(() => process.nextTick(() => this.#goOn()));
  }

  #goOn(): void {
    if (!this.isOver(this.#now())) this.#resumeNext();
  }

  /** The first of those that have used the least. There are as many at most as calls under way, a thousand by default. */
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
