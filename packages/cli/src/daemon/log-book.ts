/** The last log entries of a host's components, and whoever wants to hear of the next ones. */
import type { LogEntry } from '@airssys/host';

/** Entries kept of all components together. */
const MAX_ENTRIES = 10_000;

export class LogBook {
  readonly #maxEntries: number;
  readonly #entries: LogEntry[] = [];
  readonly #followers = new Set<(entry: LogEntry) => void>();

  constructor(maxEntries: number = MAX_ENTRIES) {
    this.#maxEntries = maxEntries;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    // In lots: an array is moved by each entry that is taken from its front.
    if (this.#entries.length > 1.25 * this.#maxEntries)
      this.#entries.splice(0, this.#entries.length - this.#maxEntries);
    for (const follower of this.#followers) follower(entry);
  }

  /** The last ones, the oldest first. */
  last(count: number, component?: string): readonly LogEntry[] {
    const kept = this.#entries.slice(-this.#maxEntries);
    const wanted = component === undefined ? kept : kept.filter((one) => one.component === component);
    return count <= 0 ? [] : wanted.slice(-count);
  }

  /** Calls the function for each entry that comes. Answers what ends that. */
  follow(follower: (entry: LogEntry) => void): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }
}
