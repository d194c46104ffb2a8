/** Transitions as they happen, for whoever listens; a slow listener loses some, and is told how many. */
import type { HistoryEntry } from '../registry/component-record.ts';

/** A transition that has just happened. */
export interface LifecycleTransition extends HistoryEntry {
  readonly kind: 'transition';
}

/** Events were dropped, since nobody took them in time. The history has them. */
export interface LifecycleGap {
  readonly kind: 'gap';
  /** How many events were dropped. */
  readonly missed: number;
  /** The `sequence` of the first and the last of them. */
  readonly first: number;
  /** The last one's. */
  readonly last: number;
}

/** A transition of some component, or that some were missed. */
export type LifecycleEvent = LifecycleTransition | LifecycleGap;

/** How events are taken. */
export interface EventsOptions {
  /** Events that wait for a slow reader: the oldest are dropped. 1 to 100,000. Default 1,000. */
  readonly capacity?: number | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}

/** One reader's events. */
class Subscription implements AsyncIterator<LifecycleEvent, undefined> {
  readonly #capacity: number;
  readonly #onEnd: () => void;
  readonly #waiting: LifecycleTransition[] = [];
  #gap: LifecycleGap | undefined;
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(capacity: number, onEnd: () => void) {
    this.#capacity = capacity;
    this.#onEnd = onEnd;
  }

  push(event: LifecycleTransition): void {
    this.#waiting.push(event);
    if (this.#waiting.length > this.#capacity) this.#drop();
    this.#wake?.();
  }

  /** What waits is still read. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
    this.#onEnd();
  }

  async next(): Promise<IteratorResult<LifecycleEvent, undefined>> {
    while (this.#gap === undefined && this.#waiting.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const gap = this.#gap;
    this.#gap = undefined;
    const event = gap ?? this.#waiting.shift();
    return event === undefined ? { done: true, value: undefined } : { done: false, value: event };
  }

  async return(): Promise<IteratorResult<LifecycleEvent, undefined>> {
    this.#waiting.length = 0;
    this.end();
    return { done: true, value: undefined };
  }

  #drop(): void {
    const dropped = this.#waiting.shift();
    if (dropped === undefined) return;
    const { missed = 0, first = dropped.sequence } = this.#gap ?? {};
    this.#gap = Object.freeze({ kind: 'gap', missed: missed + 1, first, last: dropped.sequence });
  }
}

export class LifecycleEvents {
  readonly #subscriptions = new Set<Subscription>();
  #isClosed = false;

  tell(entry: HistoryEntry): void {
    const event: LifecycleTransition = Object.freeze({ kind: 'transition', ...entry });
    for (const one of this.#subscriptions) one.push(event);
  }

  /** Those that happen from now on, until the host is closed, the signal aborts or the iteration is left. */
  subscribe({ capacity = 1_000, signal }: EventsOptions = {}): AsyncIterableIterator<LifecycleEvent, undefined> {
    const end = (): void => subscription.end();
    const subscription: Subscription = new Subscription(capacity, () => {
      this.#subscriptions.delete(subscription);
      signal?.removeEventListener('abort', end);
    });
    if (this.#isClosed || signal?.aborted) subscription.end();
    else {
      this.#subscriptions.add(subscription);
      signal?.addEventListener('abort', end);
    }
    return {
      next: () => subscription.next(),
      return: () => subscription.return(),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  close(): void {
    this.#isClosed = true;
    for (const one of [...this.#subscriptions]) one.end();
  }
}
