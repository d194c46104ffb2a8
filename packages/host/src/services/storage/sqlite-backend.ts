/**
 * Keeps values in one SQLite file, by Node's own `node:sqlite`. Write-ahead log with `synchronous = FULL`: an
 * acknowledged write survives a killed process and a power cut, at the price of one sync of the disk each.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AirssysError } from '@airssys/model';
import type { KeyValueBackend, NamespaceUsage } from './key-value-backend.ts';

/** Milliseconds that an access waits for another process to finish with the file, and how often it asks meanwhile. */
const BUSY_TIMEOUT_MS = 5_000;
const BUSY_RETRY_MS = 10;
/** SQLite's result codes: the file, or the table, is locked by another connection. */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS entries (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (namespace, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS totals (
    namespace TEXT NOT NULL PRIMARY KEY,
    bytes INTEGER NOT NULL,
    keys INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS entry_added AFTER INSERT ON entries BEGIN
    INSERT INTO totals VALUES (new.namespace, octet_length(new.key) + length(new.value), 1)
      ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes, keys = keys + 1;
  END;
  CREATE TRIGGER IF NOT EXISTS entry_changed AFTER UPDATE ON entries BEGIN
    UPDATE totals SET bytes = bytes + length(new.value) - length(old.value) WHERE namespace = new.namespace;
  END;
  CREATE TRIGGER IF NOT EXISTS entry_removed AFTER DELETE ON entries BEGIN
    UPDATE totals SET bytes = bytes - octet_length(old.key) - length(old.value), keys = keys - 1
      WHERE namespace = old.namespace;
  END;
`;

interface Statements {
  readonly get: StatementSync;
  readonly set: StatementSync;
  readonly size: StatementSync;
  readonly delete: StatementSync;
  readonly list: StatementSync;
  readonly usage: StatementSync;
}

export class SqliteBackend implements KeyValueBackend {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = {
      get: database.prepare('SELECT value FROM entries WHERE namespace = ? AND key = ?'),
      set: database.prepare('INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'),
      size: database.prepare('SELECT length(value) AS bytes FROM entries WHERE namespace = ? AND key = ?'),
      delete: database.prepare('DELETE FROM entries WHERE namespace = ? AND key = ?'),
      // By prefix with substr, not LIKE: a prefix may hold % and _. Of bytes: length() of a text ends at a NUL.
      // TEXT compares by its UTF-8 bytes.
      list: database.prepare(
        `SELECT key FROM entries WHERE namespace = ?1 AND key >= ?2
          AND substr(CAST(key AS BLOB), 1, octet_length(?2)) = CAST(?2 AS BLOB) ORDER BY key`,
      ),
      // Kept by triggers, so that a quota costs the same however much is stored.
      usage: database.prepare('SELECT bytes, keys FROM totals WHERE namespace = ?'),
    };
  }

  /** Opens the file, and makes it where it is missing. @throws AirssysError `AIRSSYS_STORAGE_IO` where that fails. */
  static open(path: string): SqliteBackend {
    try {
      mkdirSync(dirname(path), { recursive: true });
      const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      database.exec(SCHEMA);
      // From here on the thread never waits for the file: see whenFree.
      database.exec('PRAGMA busy_timeout = 0');
      return new SqliteBackend(database);
    } catch (cause) {
      throw new AirssysError('AIRSSYS_STORAGE_IO', `The storage file ${path} cannot be opened`, {
        hint: 'See that the folder can be written and that the file is a database of airssys.',
        cause,
      });
    }
  }

  async get(namespace: string, key: string): Promise<Uint8Array | undefined> {
    const row = await this.#whenFree(() => this.#statements.get.get(namespace, key));
    const value = row?.['value'];
    return value instanceof Uint8Array ? value : undefined;
  }

  async set(namespace: string, key: string, value: Uint8Array, quotaBytes: number = Infinity): Promise<boolean> {
    return await this.#whenFree(() => this.#write(namespace, key, value, quotaBytes));
  }

  #write(namespace: string, key: string, value: Uint8Array, quotaBytes: number): boolean {
    if (quotaBytes === Infinity) {
      this.#statements.set.run(namespace, key, value);
      return true;
    }
    // Other processes may write to the same file.
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const fits = this.#fits(namespace, key, value.length, quotaBytes);
      if (fits) this.#statements.set.run(namespace, key, value);
      this.#database.exec('COMMIT');
      return fits;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  async delete(namespace: string, key: string): Promise<boolean> {
    const { changes } = await this.#whenFree(() => this.#statements.delete.run(namespace, key));
    return Number(changes) > 0;
  }

  async has(namespace: string, key: string): Promise<boolean> {
    return (await this.#whenFree(() => this.#statements.size.get(namespace, key))) !== undefined;
  }

  async list(namespace: string, prefix: string): Promise<readonly string[]> {
    const rows = await this.#whenFree(() => this.#statements.list.all(namespace, prefix));
    return rows.map((row) => String(row['key']));
  }

  async usage(namespace: string): Promise<NamespaceUsage> {
    const row = await this.#whenFree(() => this.#statements.usage.get(namespace));
    return { usedBytes: Number(row?.['bytes'] ?? 0), keyCount: Number(row?.['keys'] ?? 0) };
  }

  /** Runs the work as soon as no other process holds the file. The thread does other things while it waits. */
  async #whenFree<T>(work: () => T): Promise<T> {
    for (const until = performance.now() + BUSY_TIMEOUT_MS; ;) {
      try {
        return work();
      } catch (error) {
        const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
        const isBusy = code === SQLITE_BUSY || code === SQLITE_LOCKED;
        if (!isBusy || performance.now() >= until) throw error;
        await wait(BUSY_RETRY_MS);
      }
    }
  }

  #fits(namespace: string, key: string, length: number, quotaBytes: number): boolean {
    const before = this.#statements.size.get(namespace, key)?.['bytes'];
    const growth = length - Number(before ?? -Buffer.byteLength(key));
    return growth <= 0 || Number(this.#statements.usage.get(namespace)?.['bytes'] ?? 0) + growth <= quotaBytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}
