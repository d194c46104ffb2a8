/** A line with an end in both directions: who adds waits for room, who takes waits for an item. */
export class BoundedQueue<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** @param signal Ends all waiting with its reason. */
  constructor(capacity: number, signal: AbortSignal) {
    this.#capacity = capacity;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  get length(): number {
    return this.#items.length;
  }

  /** Resolves when there is room. */
  async room(): Promise<void> {
    await this.#until(() => this.#items.length < this.#capacity);
  }

  async push(item: T): Promise<void> {
    await this.room();
    this.#items.push(item);
    this.#wake();
  }

  /** The next item; undefined when it is closed and empty. */
  async shift(): Promise<{ readonly item: T } | undefined> {
    await this.#until(() => this.#items.length > 0 || this.#isClosed);
    if (this.#items.length === 0) return undefined;
    const [item] = this.#items.splice(0, 1) as [T]; // there is one
    this.#wake();
    return { item };
  }

  /** Nothing is added any more. What is in it can be taken. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async #until(isTrue: () => boolean): Promise<void> {
    for (;;) {
      this.#signal.throwIfAborted();
      if (isTrue()) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}
