/** The latest of the events of a run, for one that prints them in the end. */
export class KeptEvents<T> {
  readonly #capacity: number;
  #events: T[] = [];
  #count = 0;

  /** @param capacity How many are kept; 0 counts them only. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(event: T): void {
    this.#count += 1;
    if (this.#capacity === 0) return;
    this.#events.push(event);
    // Dropped in bulk, so that a full list does not move its whole content on each event.
    if (this.#events.length >= this.#capacity * 2) this.#events = this.#events.slice(-this.#capacity);
  }

  /** Oldest first. */
  get events(): readonly T[] {
    return this.#capacity === 0 ? [] : this.#events.slice(-this.#capacity);
  }

  /** How many came before those. */
  get dropped(): number {
    return this.#count - this.events.length;
  }
}
