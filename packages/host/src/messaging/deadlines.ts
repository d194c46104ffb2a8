import type { Clock } from '../services/host-services.ts';
import { MAX_SLEEP_MS } from '../services/host-services.ts';

interface Deadline {
  readonly atMs: number;
  /** Undefined once it is over. */
  expire: (() => void) | undefined;
}

/** Deadlines by a given clock, with one sleeper for all of them: the earliest. */
export class Deadlines implements Disposable {
  readonly #clock: Clock;
  /** A heap by time. */
  readonly #heap: Deadline[] = [];
  #sleeper: { readonly atMs: number; readonly abort: AbortController } | undefined;
  #live = 0;
  #isLookingLater = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many there are. */
  get size(): number {
    return this.#live;
  }

  /** Calls `expire` when the time has come, unless what it returns has been called before. */
  add(atMs: number, expire: () => void): () => void {
    const deadline: Deadline = { atMs, expire };
    this.#heap.push(deadline);
    this.#live += 1;
    this.#rise(this.#heap.length - 1);
    this.#watch();
    return () => {
      if (deadline.expire === undefined) return;
      deadline.expire = undefined;
      this.#live -= 1;
      // Most never expire, and would fill the heap until their time.
      if (this.#heap.length > 64 && this.#live * 2 < this.#heap.length) this.#compact();
      this.#lookLater();
    };
  }

  [Symbol.dispose](): void {
    this.#heap.length = 0;
    this.#live = 0;
    this.#watch();
  }

  /** One deadline mostly follows another: for the first there is no new sleeper then. */
  #lookLater(): void {
    if (this.#isLookingLater) return;
    this.#isLookingLater = true;
    setImmediate(() => {
      this.#isLookingLater = false;
      this.#watch();
    });
  }

  /** Sees to it that the sleeper sleeps until the earliest. */
  #watch(): void {
    while (this.#heap.length > 0 && this.#heap[0]?.expire === undefined) this.#pop();
    const next = this.#heap[0]?.atMs;
    if (next !== undefined && this.#sleeper !== undefined && this.#sleeper.atMs <= next) return;
    if (next === undefined && this.#live === 0 && this.#sleeper === undefined) return;
    this.#sleeper?.abort.abort();
    this.#sleeper = undefined;
    if (next !== undefined) void this.#sleep(next);
  }

  async #sleep(atMs: number): Promise<void> {
    const sleeper = { atMs, abort: new AbortController() };
    this.#sleeper = sleeper;
    try {
      const leftMs = Math.max(atMs - this.#clock.nowMs(), 0);
      await this.#clock.sleep(Math.min(Math.ceil(leftMs), MAX_SLEEP_MS), sleeper.abort.signal);
    } catch {
      return; // another one sleeps, or nobody needs to
    }
    if (this.#sleeper !== sleeper) return;
    this.#sleeper = undefined;
    const now = this.#clock.nowMs();
    for (let first = this.#heap[0]; first !== undefined && first.atMs <= now; first = this.#heap[0]) {
      this.#pop();
      const { expire } = first;
      if (expire === undefined) continue;
      first.expire = undefined;
      this.#live -= 1;
      expire();
    }
    this.#watch();
  }

  #compact(): void {
    const live = this.#heap.filter(({ expire }) => expire !== undefined).sort((a, b) => a.atMs - b.atMs);
    this.#heap.length = 0;
    this.#heap.push(...live); // sorted, so a heap
  }

  #rise(from: number): void {
    const heap = this.#heap;
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1;
      if (!swapIfLater(heap, above, at)) return;
      at = above;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = (heap[right]?.atMs ?? Infinity) < (heap[left]?.atMs ?? Infinity) ? right : left;
      if (least >= heap.length || !swapIfLater(heap, at, least)) return;
      at = least;
    }
  }
}

/** Puts the earlier one above; whether they had to be swapped. */
function swapIfLater(heap: Deadline[], above: number, below: number): boolean {
  const [upper, lower] = [heap[above], heap[below]];
  if (upper === undefined || lower === undefined || upper.atMs <= lower.atMs) return false;
  heap[above] = lower;
  heap[below] = upper;
  return true;
}
