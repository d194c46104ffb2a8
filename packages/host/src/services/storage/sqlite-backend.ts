/**
 * Keeps values in one SQLite file, by Node's own `node:sqlite`, in a write-ahead log. A thread of its own writes, and lets writes at
 * the same time share one transaction and so one sync of the disk; reads are done at once on the thread that asks.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AirssysError } from '@airssys/model';
import type { Clock } from '../host-services.ts';
import { changesOf } from './batch-effects.ts';
import type {
  BatchOptions,
  DeleteOptions,
  EntryPage,
  KeyValueBackend,
  NamespaceUsage,
  PageOptions,
  SetOptions,
  StorageChange,
  StoredEntry,
  Write,
  WriteOutcome,
} from './key-value-backend.ts';
import { MAX_PACKED_BYTES } from './sqlite/packed-sets.ts';
import { Reader } from './sqlite/reader.ts';
import { prepareSchema } from './sqlite/schema.ts';
import { faultOf, storageError } from './sqlite/sqlite-fault.ts';
import { WriterThread } from './sqlite/writer-thread.ts';
import { Watchers } from './watchers.ts';
import { closedError, demandKey, demandPage, demandTtl, demandWrites } from './write-rules.ts';

/** What writes survive, and what the file may take. */
export interface SqliteBackendOptions {
  /**
   * What an acknowledged write survives: with `full` a power cut too, at the price of one sync of the disk for writes at the same
   * time; with `normal` a killed process. Default `full`.
   */
  readonly durability?: 'full' | 'normal' | undefined;
  /** What the time to live of entries is measured by. Default: the system's. */
  readonly clock?: Pick<Clock, 'nowMs'> | undefined;
  /** Milliseconds between two sweeps of what has expired. Default 30,000. */
  readonly sweepIntervalMs?: number | undefined;
  /** Bytes that the file may have; a write that needs more fails with `AIRSSYS_STORAGE_FULL`. Default: no bounds. */
  readonly maxFileBytes?: number | undefined;
  /** Milliseconds that an access waits for another process to finish with the file. Default 5,000. */
  readonly busyTimeoutMs?: number | undefined;
}

/** Keeps values in one file of SQLite, which a thread of its own writes. */
export class SqliteBackend implements KeyValueBackend {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #reader: Reader;
  readonly #writer: WriterThread;
  readonly #watchers = new Watchers();
  readonly #sweeper: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  private constructor(path: string, database: DatabaseSync, options: SqliteBackendOptions) {
    const { durability = 'full', sweepIntervalMs = 30_000, maxFileBytes, busyTimeoutMs = 5_000 } = options;
    this.#clock = options.clock ?? { nowMs: () => Date.now() };
    this.#reader = new Reader(path, database, busyTimeoutMs);
    this.#writer = new WriterThread(
      { path, durability, maxFileBytes, busyTimeoutMs },
      {
        nowMs: () => this.#clock.nowMs(),
        isWatched: () => this.#watchers.size > 0,
        onWritten: (writes, version) => this.#tell(changesOf(writes, version)),
        onExpired: (expired) => this.#tell(expired.map((one) => ({ kind: 'expired', ...one }))),
      },
    );
    // What a sweep cannot do now, the next one does; who writes is told of what is wrong with the file.
    this.#sweeper = setInterval(() => void this.sweep().catch(() => {}), sweepIntervalMs).unref();
  }

  /**
   * Opens the file, and makes it where it is missing. One of an earlier version of airssys is brought to the present format.
   * `path` is the file's.
   *
   * @throws AirssysError `AIRSSYS_STORAGE_IO` where that fails, `AIRSSYS_STORAGE_CORRUPT`, `AIRSSYS_STORAGE_LOCKED`.
   */
  static open(path: string, options: SqliteBackendOptions = {}): SqliteBackend {
    let database: DatabaseSync | undefined;
    try {
      mkdirSync(dirname(path), { recursive: true });
      database = new DatabaseSync(path, { timeout: options.busyTimeoutMs ?? 5_000 });
      prepareSchema(database);
      // This connection reads only, and from here on the thread never waits for the file: see Reader.
      database.exec('PRAGMA query_only = ON; PRAGMA busy_timeout = 0');
      return new SqliteBackend(path, database, options);
    } catch (cause) {
      if (database?.isOpen === true) database.close();
      const fault = faultOf(cause);
      const error = storageError(path, fault);
      if (error.code !== 'AIRSSYS_STORAGE_IO') throw error;
      throw new AirssysError('AIRSSYS_STORAGE_IO', `The storage file ${path} cannot be opened`, {
        hint: error.hint,
        cause,
      });
    }
  }

  async get(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return await this.#open().get(namespace, key, this.#clock.nowMs());
  }

  async entry(namespace: string, key: string): Promise<StoredEntry | undefined> {
    return await this.#open().entry(namespace, key, this.#clock.nowMs());
  }

  async has(namespace: string, key: string): Promise<boolean> {
    return await this.#open().has(namespace, key, this.#clock.nowMs());
  }

  async list(
    namespace: string,
    prefix: string,
    options: Pick<PageOptions, 'after' | 'limit'> = {},
  ): Promise<readonly string[]> {
    demandPage('limit', options.limit ?? 1);
    return await this.#open().list(namespace, prefix, options, this.#clock.nowMs());
  }

  async scan(namespace: string, prefix: string, options: PageOptions = {}): Promise<EntryPage> {
    demandPage('limit', options.limit ?? 1);
    return await this.#open().scan(namespace, prefix, options, this.#clock.nowMs());
  }

  async usage(namespace: string): Promise<NamespaceUsage> {
    // The writer knows totals that are not in the file yet, and counts those that nobody knows.
    return (
      (await this.#open().usage(namespace, this.#clock.nowMs())) ?? (this.#open(), await this.#writer.usage(namespace))
    );
  }

  set(namespace: string, key: string, value: Uint8Array, options: SetOptions = {}): Promise<WriteOutcome> {
    const { quotaBytes, ttlMs, expected } = options;
    if (expected !== undefined || value.length > MAX_PACKED_BYTES) {
      const quotas = quotaBytes === undefined ? undefined : new Map([[namespace, quotaBytes]]);
      return this.batch([{ kind: 'set', namespace, key, value, ttlMs, expected }], { quotas });
    }
    try {
      this.#open();
      demandKey(key);
      demandTtl(key, ttlMs);
    } catch (error) {
      return Promise.reject(error);
    }
    // The writer's own promise, since each around it is a tenth of what a write costs this thread.
    return this.#writer.set({
      namespace,
      key,
      value,
      ttlMs: ttlMs ?? Infinity,
      quotaBytes: quotaBytes ?? Infinity,
    });
  }

  async delete(namespace: string, key: string, { expected }: DeleteOptions = {}): Promise<WriteOutcome> {
    return await this.batch([{ kind: 'delete', namespace, key, expected }]);
  }

  async batch(writes: readonly Write[], { quotas }: BatchOptions = {}): Promise<WriteOutcome> {
    this.#open();
    demandWrites(writes);
    // The caller's bytes may be others by the time that they are sent.
    const own = writes.map((write) =>
      write.kind === 'set' ? { ...write, value: new Uint8Array(write.value) } : write,
    );
    return await this.#writer.write({ writes: own, quotas });
  }

  watch(namespace: string, prefix: string, listener: (change: StorageChange) => void): Disposable {
    this.#open();
    return this.#watchers.add(namespace, prefix, listener);
  }

  async sweep(): Promise<number> {
    const isNeeded = await this.#open().hasExpired(this.#clock.nowMs());
    this.#open();
    return isNeeded ? await this.#writer.sweep() : 0;
  }

  /** Closes the file when every write before has been done. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    clearInterval(this.#sweeper);
    await this.#writer.close();
    this.#reader.close();
    this.#watchers.clear();
  }

  #open(): Reader {
    if (this.#closing !== undefined) throw closedError();
    return this.#reader;
  }

  #tell(changes: readonly StorageChange[]): void {
    if (this.#watchers.size > 0) for (const change of changes) this.#watchers.tell(change);
  }
}
