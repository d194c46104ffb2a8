import type { NamespaceUsage, StoredEntry, Write } from './key-value-backend.ts';
import { compareUtf8 } from './utf8-order.ts';

/** What was written to a key: an entry, or `undefined` where it was deleted. */
type Staged = (StoredEntry & { readonly ttlMs?: number | undefined }) | undefined;

export interface StagedRange {
  readonly namespace: string;
  readonly prefix: string;
  /** Begins behind this key. */
  readonly after?: string | undefined;
  /** Ends with this key. */
  readonly to?: string | undefined;
}

/** The last write of each key, and by how much they make a namespace larger. */
export class StagedEntries {
  readonly #namespaces = new Map<string, Map<string, Staged>>();
  readonly #growth = new Map<string, NamespaceUsage>();

  has(namespace: string, key: string): boolean {
    return this.#namespaces.get(namespace)?.has(key) === true;
  }

  find(namespace: string, key: string): StoredEntry | undefined {
    return this.#namespaces.get(namespace)?.get(key);
  }

  countOf(namespace: string): number {
    return this.#namespaces.get(namespace)?.size ?? 0;
  }

  growthOf(namespace: string): NamespaceUsage {
    return this.#growth.get(namespace) ?? { usedBytes: 0, keyCount: 0 };
  }

  /** `before`: the length of the value that is there, if there is one. */
  put(write: Write, version: number, before: number | undefined): void {
    if (write.kind === 'check') return;
    const { kind, namespace, key } = write;
    let entries = this.#namespaces.get(namespace);
    if (entries === undefined) this.#namespaces.set(namespace, (entries = new Map()));
    entries.set(key, kind === 'set' ? { key, value: write.value, version, ttlMs: write.ttlMs } : undefined);
    const sizeOf = (length: number | undefined): number => (length === undefined ? 0 : Buffer.byteLength(key) + length);
    const { usedBytes, keyCount } = this.growthOf(namespace);
    const after = kind === 'set' ? write.value.length : undefined;
    this.#growth.set(namespace, {
      usedBytes: usedBytes + sizeOf(after) - sizeOf(before),
      keyCount: keyCount + (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1),
    });
  }

  /** The base's entries of a range, in order, with what is staged there in place of theirs. */
  merge(entries: readonly StoredEntry[], { namespace, prefix, after, to }: StagedRange): readonly StoredEntry[] {
    const staged = this.#namespaces.get(namespace);
    if (staged === undefined) return entries;
    const own = [...staged.values()].filter(
      (entry) =>
        entry?.key.startsWith(prefix) === true &&
        (after === undefined || compareUtf8(entry.key, after) > 0) &&
        (to === undefined || compareUtf8(entry.key, to) <= 0),
    );
    const copies = own.flatMap((entry) =>
      entry === undefined ? [] : [{ key: entry.key, value: entry.value.slice(), version: entry.version }],
    );
    return [...entries.filter(({ key }) => !staged.has(key)), ...copies].sort((a, b) => compareUtf8(a.key, b.key));
  }

  writes(): readonly Write[] {
    return [...this.#namespaces].flatMap(([namespace, entries]) =>
      [...entries].map(([key, entry]): Write =>
        entry === undefined
          ? { kind: 'delete', namespace, key }
          : { kind: 'set', namespace, key, value: entry.value, ttlMs: entry.ttlMs },
      ),
    );
  }
}
