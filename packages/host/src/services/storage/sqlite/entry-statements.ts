/** What the writer does with entries, as prepared statements. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export interface Found {
  readonly version: number;
  /** Length of the value. */
  readonly bytes: number;
}

export interface Expired {
  readonly namespace: string;
  readonly key: string;
  readonly version: number;
}

/** An entry that was there before a set. */
export interface Replaced {
  readonly namespace: string;
  readonly key: string;
  /** Of the set. */
  readonly version: number;
  /** Length of the value that it has replaced. */
  readonly bytes: number;
}

/** The columns of a row that is set. */
export const SET_COLUMNS = 5;
/** Rows that one statement sets: the more, the less of the time goes into calling SQLite. */
const SET_ROWS = [64, 16, 4, 1] as const;

/** Bytes and number of a namespace's entries that have expired and were not removed, by namespace and time. */
export const EXPIRED_OF: string = `SELECT coalesce(sum(octet_length(key) + length(value)), 0), count(*)
  FROM entries INDEXED BY expiring WHERE expires <= ?2 AND namespace = ?1`;

export class EntryStatements {
  readonly #database: DatabaseSync;
  readonly #find: StatementSync;
  readonly #delete: StatementSync;
  readonly #expired: StatementSync;
  readonly #nextExpiry: StatementSync;
  readonly #expiredOf: StatementSync;
  readonly #sets = new Map<number, StatementSync>();
  /** What the statement that sets has replaced so far. */
  #replaced: Replaced[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
    // SQLite's RETURNING collects a table of its answers, which costs a quarter of a set: the statement calls back where it replaces.
    database.function('replacing', (namespace, key, version, bytes) => {
      this.#replaced.push({
        namespace: String(namespace),
        key: String(key),
        version: Number(version),
        bytes: Number(bytes),
      });
      return version;
    });
    this.#find = this.#prepare('SELECT version, length(value) FROM entries WHERE namespace = ? AND key = ?');
    this.#delete = this.#prepare('DELETE FROM entries WHERE namespace = ? AND key = ?');
    this.#expired = this.#prepare(
      'SELECT namespace, key, version, length(value) FROM entries WHERE expires <= ? ORDER BY expires LIMIT ?',
    );
    this.#nextExpiry = this.#prepare('SELECT min(expires) FROM entries WHERE expires IS NOT NULL');
    this.#expiredOf = this.#prepare(EXPIRED_OF);
  }

  find(namespace: string, key: string): Found | undefined {
    const row = this.#find.get(namespace, key) as unknown as readonly [number, number] | undefined; // its columns
    return row && { version: row[0], bytes: row[1] };
  }

  delete(namespace: string, key: string): void {
    this.#delete.run(namespace, key);
  }

  /** Sets rows of namespace, key, version, expiry and value. Answers what they have replaced, in their order. */
  set(columns: readonly SQLInputValue[]): readonly Replaced[] {
    this.#replaced = [];
    let from = 0;
    for (const rows of SET_ROWS) {
      for (const length = rows * SET_COLUMNS; columns.length - from >= length; from += length) {
        this.#setOf(rows).run(...(columns.length === length ? columns : columns.slice(from, from + length)));
      }
    }
    return this.#replaced;
  }

  expired(nowMs: number, limit: number): readonly (Expired & Pick<Found, 'bytes'>)[] {
    const rows = this.#expired.all(nowMs, limit) as unknown as [string, string, number, number][]; // its columns
    return rows.map(([namespace, key, version, bytes]) => ({ namespace, key, version, bytes }));
  }

  /** What has expired of a namespace, and was not removed. */
  expiredOf(namespace: string, nowMs: number): { readonly bytes: number; readonly keys: number } {
    const [bytes, keys] = this.#expiredOf.get(namespace, nowMs) as unknown as readonly [number, number]; // its columns
    return { bytes, keys };
  }

  /** When the first entry expires, or `Infinity`. */
  nextExpiryMs(): number {
    const [next] = this.#nextExpiry.get() as unknown as readonly [number | null];
    return next ?? Infinity;
  }

  #setOf(rows: number): StatementSync {
    let statement = this.#sets.get(rows);
    if (statement === undefined) {
      const values = Array.from({ length: rows }, () => '(?, ?, ?, ?, -1, ?)').join(', ');
      statement = this.#prepare(`INSERT INTO entries VALUES ${values} ON CONFLICT DO UPDATE
        SET version = replacing(namespace, key, excluded.version, length(value)), expires = excluded.expires, value = excluded.value`);
      this.#sets.set(rows, statement);
    }
    return statement;
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }
}
