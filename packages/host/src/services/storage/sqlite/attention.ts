/**
 * Two threads that answer each other: one that sleeps while the other works must be woken, which takes longer than what is asked for
 * where the disk is quick. To stay awake instead costs processor time, and where others want the processors it makes nothing faster. So
 * both are tried from time to time, and what was quicker is done.
 */
import { availableParallelism } from 'node:os';

/** How long a thread stays awake for the other at most. What takes longer is waited for asleep: being woken is a small part of it. */
export const MAX_AWAKE_MS = 1;
/** As often what answers take is waited for awake. Where one takes longer, the other thread may have no processor. */
const PATIENCE = 2;
/** What an answer took counts as this part of what answers take. */
const WEIGHT = 0.125;
/** Who asks again within this time after an answer is likely to do so once more. Seldom asked, there is no reason to be awake. */
const SOON_MS = 1;
/**
 * Answers after which both ways are tried again, and how many of them are the trial, half of which go the slower way. Twice as many after
 * each trial that has told the same.
 */
const PERIOD = 256;
const PERIOD_AT_MOST = 4_096;
const TRIAL = 24;
/** Where answers take so many times as long as in the trial, or as short, what it told may no longer hold. */
const CHANGED = 1.5;
/** Each way is tried for a few answers, then the other. */
const TURN = 4;
/** What being awake must save of the time to be worth the processor's. */
const WORTH = 0.9;

export class Attention {
  readonly #canPay: boolean;
  #pays = true;
  /** What answers have taken of late. */
  #typicalMs = MAX_AWAKE_MS / PATIENCE;
  #answers = 0;
  #period = PERIOD;
  /** The number of answers at which the trial begins. */
  #trialFrom = PERIOD - TRIAL;
  /** What the way that was quicker took in the trial. */
  #judgedMs: number | undefined;
  /** What each way took in the trial. */
  #asleepMs: number[] = [];
  #awakeMs: number[] = [];
  #askedMs = -Infinity;
  #answeredMs = -Infinity;
  #isSoon = false;

  constructor(processors: number = availableParallelism()) {
    this.#canPay = processors > 1;
  }

  /** Something is asked for, and nothing else is waited for. Answers whether to stay awake. */
  ask(): boolean {
    this.#askedMs = performance.now();
    this.#isSoon = this.#askedMs - this.#answeredMs < SOON_MS;
    return this.#canPay && this.#isSoon && this.#isAwake;
  }

  /** How long to stay awake. */
  get awakeForMs(): number {
    return Math.min(this.#typicalMs * PATIENCE, MAX_AWAKE_MS);
  }

  /** Everything that was asked for has been answered. */
  answer(): void {
    this.#answeredMs = performance.now();
    if (!this.#isSoon) return;
    const tookMs = this.#answeredMs - this.#askedMs;
    // One that takes very long counts no more than one that takes long.
    this.#typicalMs += (Math.min(tookMs, this.#typicalMs * 2) - this.#typicalMs) * WEIGHT;
    if (this.#isTrial) (this.#isAwake ? this.#awakeMs : this.#asleepMs).push(tookMs);
    this.#answers += 1;
    if (this.#answers === this.#trialFrom + TRIAL) this.#judge();
    else if (this.#answers >= PERIOD - TRIAL && !this.#isTrial && this.#hasChanged) {
      this.#period = PERIOD;
      this.#trialFrom = this.#answers;
    }
  }

  get #isTrial(): boolean {
    return this.#answers >= this.#trialFrom;
  }

  get #hasChanged(): boolean {
    const times = this.#typicalMs / (this.#judgedMs ?? this.#typicalMs);
    return times > CHANGED || times < 1 / CHANGED;
  }

  get #isAwake(): boolean {
    return this.#isTrial ? this.#answers % (2 * TURN) < TURN : this.#pays;
  }

  #judge(): void {
    const [awakeMs, asleepMs] = [middleOf(this.#awakeMs), middleOf(this.#asleepMs)];
    const pays = awakeMs < asleepMs * WORTH;
    this.#period = pays === this.#pays ? Math.min(PERIOD_AT_MOST, this.#period * 2) : PERIOD;
    this.#trialFrom = this.#period - TRIAL;
    this.#pays = pays;
    this.#judgedMs = pays ? awakeMs : asleepMs;
    this.#answers = 0;
    this.#asleepMs = [];
    this.#awakeMs = [];
  }
}

const middleOf = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
