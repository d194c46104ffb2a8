import type { StoredEntry } from './key-value-backend.ts';
import { SortedTexts } from './utf8-order.ts';

type Kept = Omit<StoredEntry, 'key'>;

/** The entries of one namespace in memory, with their order, what they take, and which of them expire. */
export class MemoryNamespace {
  readonly keys: SortedTexts = new SortedTexts();
  readonly #entries = new Map<string, Kept>();
  readonly #expiring = new Set<string>();
  /** No entry expires before. */
  #nextExpiryMs = Infinity;
  #usedBytes = 0;

  get usedBytes(): number {
    return this.#usedBytes;
  }

  find(key: string): Kept | undefined {
    return this.#entries.get(key);
  }

  put(key: string, entry: Kept): void {
    const before = this.#entries.get(key);
    if (before === undefined) this.keys.add(key);
    this.#usedBytes += entry.value.length - (before?.value.length ?? -Buffer.byteLength(key));
    this.#entries.set(key, entry);
    if (entry.expiresAtMs === undefined) this.#expiring.delete(key);
    else {
      this.#expiring.add(key);
      this.#nextExpiryMs = Math.min(this.#nextExpiryMs, entry.expiresAtMs);
    }
  }

  remove(key: string): void {
    const before = this.#entries.get(key);
    if (before === undefined) return;
    this.#entries.delete(key);
    this.#expiring.delete(key);
    this.keys.remove(key);
    this.#usedBytes -= before.value.length + Buffer.byteLength(key);
  }

  /** Removes and answers what has expired. */
  expire(nowMs: number): readonly StoredEntry[] {
    if (nowMs < this.#nextExpiryMs) return [];
    const expired: StoredEntry[] = [];
    this.#nextExpiryMs = Infinity;
    for (const key of this.#expiring) {
      const entry = this.#entries.get(key);
      if (entry?.expiresAtMs === undefined) continue;
      if (entry.expiresAtMs <= nowMs) {
        this.remove(key);
        expired.push({ key, ...entry });
      } else this.#nextExpiryMs = Math.min(this.#nextExpiryMs, entry.expiresAtMs);
    }
    return expired;
  }
}
