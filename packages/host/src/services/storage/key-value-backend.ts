/**
 * Where values are kept, in namespaces that do not see each other: what components store, the messages that wait for them, what the
 * host remembers. Small, so that another store can take its place; `test/services/storage/backend-conformance.ts` says what each
 * must do.
 */

/** One value, as it is stored. */
export interface StoredEntry {
  /** What it goes by. */
  readonly key: string;
  /** A copy, the caller's own. */
  readonly value: Uint8Array;
  /**
   * Another one after each write of the key, and never one that it has had before, also where it was deleted in between. A whole
   * number above 0, which says nothing but whether the entry is still the same.
   */
  readonly version: number;
  /** Milliseconds since 1970-01-01T00:00:00Z, by the backend's clock, from which on the entry is gone. Absent: it stays. */
  readonly expiresAtMs?: number | undefined;
}

/** What must be there for a write to be done: the entry of this version, any entry, or none. */
export type ExpectedEntry = number | 'present' | 'absent';

interface Target {
  readonly namespace: string;
  /** Not empty, without NUL. */
  readonly key: string;
}

/** One write of a batch, or (`check`) a condition by itself. `expected` is what has to be there; by default whatever is there. */
export type Write =
  | (Target & {
      readonly kind: 'set';
      /** What is stored: copied when the write is made. */
      readonly value: Uint8Array;
      /** Milliseconds from the write on after which the entry is gone: above 0. Default: it stays. */
      readonly ttlMs?: number | undefined;
      /** What has to be there. Default: whatever is there. */
      readonly expected?: ExpectedEntry | undefined;
    })
  | (Target & { readonly kind: 'delete'; readonly expected?: ExpectedEntry | undefined })
  | (Target & { readonly kind: 'check'; readonly expected: ExpectedEntry });

/** Under which conditions a batch is written. */
export interface BatchOptions {
  /**
   * Bytes of keys (UTF-8) and values that a namespace may have. A batch by which one of them would grow beyond its own is refused.
   * Default: no bounds.
   */
  readonly quotas?: ReadonlyMap<string, number> | undefined;
}

/** Under which condition a value is written, and for how long. */
export interface SetOptions {
  /** Milliseconds from the write on after which the entry is gone: above 0. Default: it stays. */
  readonly ttlMs?: number | undefined;
  /** What has to be there. Default: whatever is there. */
  readonly expected?: ExpectedEntry | undefined;
  /** As {@link BatchOptions.quotas}, of this namespace. */
  readonly quotaBytes?: number | undefined;
}

/** Under which condition a key is removed. */
export interface DeleteOptions {
  /** What has to be there. Default: whatever is there. */
  readonly expected?: ExpectedEntry | undefined;
}

/** How a write ended: it was done and is durable, or nothing of it was. `namespace` is the one that would grow beyond its quota. */
export type WriteOutcome =
  | {
      readonly ok: true;
      /** Of every entry that was set. */
      readonly version: number;
      /** For each write whether there was an entry before. */
      readonly existed: readonly boolean[];
    }
  | {
      readonly ok: false;
      /** Something else was there than expected. */
      readonly reason: 'conflict';
      /** Which write it was, counted from 0. */
      readonly at: number;
    }
  | { readonly ok: false; readonly reason: 'quota'; readonly namespace: string };

/** Which entries a page has. */
export interface PageOptions {
  /** Begins behind this key. Default: at the first one. */
  readonly after?: string | undefined;
  /** Entries of a page: at least 1. Default 1,000. */
  readonly limit?: number | undefined;
  /** A page ends with the entry by which its values reach this many bytes. Default 4 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Entries in ascending order of their keys' UTF-8 bytes. */
export interface EntryPage {
  /** Those of the page. */
  readonly entries: readonly StoredEntry[];
  /** What to give as `after` for the next page; absent at the end. */
  readonly next?: string | undefined;
}

/** Usage of one namespace. */
export interface NamespaceUsage {
  /** Bytes of keys (UTF-8) and values. */
  readonly usedBytes: number;
  /** How many keys there are. */
  readonly keyCount: number;
}

/** A write that was done, as {@link KeyValueBackend.watch} tells of it. */
export interface StorageChange {
  /** What has become of the key. */
  readonly kind: 'set' | 'deleted' | 'expired';
  /** Whose it is. */
  readonly namespace: string;
  /** Which key it was. */
  readonly key: string;
  /** That of the write. */
  readonly version: number;
}

/**
 * Keys and values by namespace. What a write has acknowledged is seen by every read that begins later, and outlives the process
 * (in all but the memory backend); a write that was not acknowledged is there wholly or not at all. What has expired is gone
 * for every function, whether or not it has been swept. A `namespace` is whose values they are, a `key` what one goes by.
 *
 * Failures reject with an AirssysError: `AIRSSYS_STORAGE_IO`, `AIRSSYS_STORAGE_FULL`, `AIRSSYS_STORAGE_LOCKED`,
 * `AIRSSYS_STORAGE_CORRUPT`, `AIRSSYS_STORAGE_WORKER`, `AIRSSYS_STORAGE_CLOSED`.
 */
export interface KeyValueBackend extends AsyncDisposable {
  /** A copy of the value under the key; undefined where there is none. */
  get(namespace: string, key: string): Promise<Uint8Array | undefined>;
  /** The value with its version and when it expires. */
  entry(namespace: string, key: string): Promise<StoredEntry | undefined>;
  /** Whether there is a value under the key. */
  has(namespace: string, key: string): Promise<boolean>;
  /** The keys that begin with `prefix`, ascending by their UTF-8 bytes; without a `limit`, all of them. */
  list(namespace: string, prefix: string, options?: Pick<PageOptions, 'after' | 'limit'>): Promise<readonly string[]>;
  /** The entries whose keys begin with `prefix`, a page at a time. */
  scan(namespace: string, prefix: string, options?: PageOptions): Promise<EntryPage>;
  /** How much a namespace has. */
  usage(namespace: string): Promise<NamespaceUsage>;
  /** Writes a value, in place of what was there. A batch of one. */
  set(namespace: string, key: string, value: Uint8Array, options?: SetOptions): Promise<WriteOutcome>;
  /** Removes a key; that there is none is no failure (`existed` tells). A batch of one. */
  delete(namespace: string, key: string, options?: DeleteOptions): Promise<WriteOutcome>;
  /**
   * Does all of the writes in order, of whichever namespaces, or none of them. What each expects is judged by what was there before
   * the batch. Batches at the same time are done one after the other.
   */
  batch(writes: readonly Write[], options?: BatchOptions): Promise<WriteOutcome>;
  /**
   * Tells of the writes of keys that begin with `prefix`, after each is durable, in their order, until it is disposed. Of those
   * that were made by this object: other processes that write to the same store are not seen. The listener gets each change.
   * Answers what is to be disposed.
   */
  watch(namespace: string, prefix: string, listener: (change: StorageChange) => void): Disposable;
  /** Removes what has expired from the store, and answers how many entries. A backend does so by itself from time to time. */
  sweep(): Promise<number>;
}
