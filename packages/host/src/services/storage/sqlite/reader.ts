/** What is read of the file, on the thread that asks, by a connection that cannot write. */
import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { EntryPage, NamespaceUsage, PageOptions, StoredEntry } from '../key-value-backend.ts';
import { takePage } from '../pages.ts';
import { behindPrefix, compareUtf8 } from '../utf8-order.ts';
import { EXPIRED_OF } from './entry-statements.ts';
import { faultOf, isBusy, storageError } from './sqlite-fault.ts';

/** How often a read asks whether another process has finished with the file. */
const BUSY_RETRY_MS = 10;

const ROW = 'key, version, expires, value';
const RANGE = 'FROM entries WHERE namespace = ?1 AND key >= ?2';
const ALIVE = '(expires IS NULL OR expires > ?3)';
/** Of a namespace, and of what has expired of it. */
type Totals = readonly [
  bytes: number | null,
  keys: number | null,
  counted: number | null,
  expiredBytes: number,
  expiredKeys: number,
];
type Row = readonly [key: string, version: number, expires: number | null, value: Uint8Array];

export class Reader {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, StatementSync>();
  readonly #get: StatementSync;

  /** Closes the database with itself. */
  constructor(path: string, database: DatabaseSync, busyTimeoutMs: number) {
    this.#path = path;
    this.#database = database;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#get = this.#prepared('SELECT value, expires FROM entries WHERE namespace = ? AND key = ?');
  }

  get(namespace: string, key: string, nowMs: number): Promise<Uint8Array | undefined> {
    return this.#whenFree(() => {
      const row = this.#get.get(namespace, key) as unknown as readonly [Uint8Array, number | null] | undefined;
      return row === undefined || (row[1] !== null && row[1] <= nowMs) ? undefined : row[0];
    });
  }

  entry(namespace: string, key: string, nowMs: number): Promise<StoredEntry | undefined> {
    return this.#whenFree(() => {
      const sql = `SELECT ${ROW} FROM entries WHERE namespace = ?1 AND key = ?2 AND ${ALIVE}`;
      const row = this.#prepared(sql).get(namespace, key, nowMs);
      return row === undefined ? undefined : entryOf(row);
    });
  }

  has(namespace: string, key: string, nowMs: number): Promise<boolean> {
    const sql = `SELECT 1 FROM entries WHERE namespace = ?1 AND key = ?2 AND ${ALIVE}`;
    return this.#whenFree(() => this.#prepared(sql).get(namespace, key, nowMs) !== undefined);
  }

  list(
    namespace: string,
    prefix: string,
    { after, limit = Infinity }: Pick<PageOptions, 'after' | 'limit'>,
    nowMs: number,
  ): Promise<readonly string[]> {
    return this.#whenFree(() => {
      const { from, to } = range(prefix, after);
      const sql = `SELECT key ${RANGE} AND ${ALIVE} ${to === undefined ? '' : 'AND key < ?5'} ORDER BY key LIMIT ?4`;
      const most = Number.isFinite(limit) ? Math.floor(limit) : -1;
      const rows = this.#prepared(sql).all(namespace, from, nowMs, most, ...(to === undefined ? [] : [to]));
      return rows.map((row) => (row as unknown as readonly [string])[0]); // the query has one column
    });
  }

  scan(namespace: string, prefix: string, options: PageOptions, nowMs: number): Promise<EntryPage> {
    return this.#whenFree(() => {
      const { from, to } = range(prefix, options.after);
      const sql = `SELECT ${ROW} ${RANGE} AND ${ALIVE} ${to === undefined ? '' : 'AND key < ?4'} ORDER BY key`;
      const rows = this.#prepared(sql).iterate(namespace, from, nowMs, ...(to === undefined ? [] : [to]));
      return takePage(rows.map(entryOf), options.limit, options.maxBytes);
    });
  }

  /** Undefined where the file does not say it. */
  usage(namespace: string, nowMs: number): Promise<NamespaceUsage | undefined> {
    return this.#whenFree(() => {
      // Totals count what has expired and was not swept.
      const sql = `SELECT (SELECT bytes FROM totals WHERE namespace = ?1), (SELECT keys FROM totals WHERE namespace = ?1),
        (SELECT counted FROM totals WHERE namespace = ?1), * FROM (${EXPIRED_OF})`;
      const [bytes, keys, counted, ...expired] = this.#prepared(sql).get(namespace, nowMs) as unknown as Totals;
      if (counted === 0) return undefined;
      return { usedBytes: (bytes ?? 0) - expired[0], keyCount: (keys ?? 0) - expired[1] };
    });
  }

  hasExpired(nowMs: number): Promise<boolean> {
    const sql = 'SELECT 1 FROM entries WHERE expires <= ?1 LIMIT 1';
    return this.#whenFree(() => this.#prepared(sql).get(nowMs) !== undefined);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs the work as soon as no other process holds the file. The thread does other things while it waits. */
  async #whenFree<T>(work: () => T): Promise<T> {
    for (const until = performance.now() + this.#busyTimeoutMs; ;) {
      try {
        return work();
      } catch (error) {
        const fault = faultOf(error);
        if (!isBusy(fault) || performance.now() >= until) throw storageError(this.#path, fault);
        await wait(BUSY_RETRY_MS);
      }
    }
  }
}

/** The columns of `ROW`. */
function entryOf(row: unknown): StoredEntry {
  const [key, version, expires, value] = row as Row;
  return { key, value, version, ...(expires !== null && { expiresAtMs: expires }) };
}

/** By a bound above instead of a comparison of prefixes: the index ends where the prefix does. */
function range(prefix: string, after: string | undefined): { readonly from: string; readonly to: string | undefined } {
  const isBehind = after !== undefined && compareUtf8(after, prefix) >= 0;
  return { from: isBehind ? `${after}\0` : prefix, to: behindPrefix(prefix) };
}
