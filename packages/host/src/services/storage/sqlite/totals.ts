/**
 * What each namespace takes. A row of the file for each, written with every transaction, would be a page more for the disk each time. So
 * while nobody else writes to the file, totals are in memory, and their rows only say that they are not counted: who finds such a row,
 * after a crash or in another process, counts the entries. Rows are put right when the writer has nothing to do, and when it closes.
 *
 * INVARIANT: a row says that it is counted only if it is exact for the transaction that one reads it in. The revision of one that is not
 * is above every version that was given.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface Total {
  bytes: number;
  keys: number;
  /** The version of what was written last. */
  revision: number;
}

interface Remembered extends Total {
  /** The revision that the file's row has where it is not counted; undefined where it is. */
  reserved: number | undefined;
}

/** Namespaces whose totals are remembered. */
const MAX_REMEMBERED = 10_000;
/** Versions that may be given before the row is written again. */
const RESERVED = 10_000;
/** Transactions after which the writer takes itself to be alone. Twice as many each time that it was not. */
const ALONE_AFTER = 64;
const ALONE_AFTER_AT_MOST = 65_536;

export class Totals {
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  readonly #count: StatementSync;
  readonly #totals = new Map<string, Remembered>();
  /** Those that the transaction has changed, as they were before. */
  readonly #before = new Map<string, Remembered>();
  #aloneAfter = ALONE_AFTER;
  #transactions = 0;
  #isOpen = false;

  constructor(database: DatabaseSync) {
    this.#read = database.prepare('SELECT bytes, keys, revision, counted FROM totals WHERE namespace = ?');
    this.#write = database.prepare(
      `INSERT INTO totals VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
        SET bytes = excluded.bytes, keys = excluded.keys, revision = excluded.revision, counted = excluded.counted`,
    );
    this.#count = database.prepare(
      'SELECT coalesce(sum(octet_length(key) + length(value)), 0) AS bytes, count(*) AS keys FROM entries WHERE namespace = ?',
    );
  }

  of(namespace: string): Readonly<Total> {
    return this.#find(namespace);
  }

  /** To be changed, in place. */
  change(namespace: string): Total {
    const total = this.#find(namespace);
    this.#keep(namespace, total);
    return total;
  }

  /** Before the end of a transaction. */
  write(): void {
    const isAlone = this.#transactions >= this.#aloneAfter;
    for (const namespace of this.#before.keys()) this.#writeOne(namespace, isAlone);
    if (this.#totals.size > MAX_REMEMBERED) {
      this.writeAll();
      this.#totals.clear();
    }
  }

  /** Puts every row right that is not. */
  writeAll(): void {
    for (const [namespace, { reserved }] of this.#totals) {
      if (reserved !== undefined) this.#writeOne(namespace, false);
    }
    this.#isOpen = false;
  }

  /** Whether there may be rows to be put right. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The transaction was done. */
  commit(): void {
    this.#transactions += 1;
    this.#before.clear();
  }

  /** The transaction was not done. */
  rollback(): void {
    for (const [namespace, total] of this.#before) this.#totals.set(namespace, total);
    this.#before.clear();
    this.#isOpen = true;
  }

  /** Another one has written to the file: what is remembered is no longer what it has. */
  forget(): void {
    this.#totals.clear();
    if (this.#transactions >= this.#aloneAfter) this.#aloneAfter = Math.min(this.#aloneAfter * 2, ALONE_AFTER_AT_MOST);
    this.#transactions = 0;
    this.#isOpen = false;
  }

  #writeOne(namespace: string, isAlone: boolean): void {
    const total = this.#find(namespace);
    const { bytes, keys, revision, reserved = -1 } = total;
    if (isAlone && revision <= reserved) return;
    this.#keep(namespace, total);
    if (isAlone) this.#isOpen = true;
    total.reserved = isAlone ? revision + RESERVED : undefined;
    this.#write.run(namespace, bytes, keys, total.reserved ?? revision, isAlone ? 0 : 1);
  }

  #keep(namespace: string, total: Remembered): void {
    if (!this.#before.has(namespace)) this.#before.set(namespace, { ...total });
  }

  #find(namespace: string): Remembered {
    let total = this.#totals.get(namespace);
    if (total === undefined) {
      const row = this.#read.get(namespace);
      const isCounted = row?.['counted'] !== 0;
      const sums = isCounted ? row : this.#count.get(namespace);
      const revision = Number(row?.['revision'] ?? 0);
      total = {
        bytes: Number(sums?.['bytes'] ?? 0),
        keys: Number(sums?.['keys'] ?? 0),
        revision,
        reserved: isCounted ? undefined : revision,
      };
      if (!isCounted) this.#isOpen = true;
      this.#totals.set(namespace, total);
    }
    return total;
  }
}
