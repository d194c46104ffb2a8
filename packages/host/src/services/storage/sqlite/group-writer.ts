/**
 * Writes to the file, much in one transaction: what costs is the sync of the disk at its end, which all share. Each batch is judged
 * by what those before it have left, and is written wholly or not at all. Runs on the writer's thread.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { growthOf } from '../batch-effects.ts';
import type { NamespaceUsage, Write, WriteOutcome } from '../key-value-backend.ts';
import { isExpected } from '../write-rules.ts';
import { EntryStatements, type Expired, type Found, SET_COLUMNS } from './entry-statements.ts';
import { batchOf, type PackedEnds, type SingleSet } from './packed-sets.ts';
import { faultOf, isOfOneWrite, type SqliteFault } from './sqlite-fault.ts';
import { Totals } from './totals.ts';

export interface Batch {
  readonly writes: readonly Write[];
  readonly quotas: ReadonlyMap<string, number> | undefined;
}

/** What one transaction may share with others. */
export type Part =
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Can be gone through more than once. */
  | { readonly kind: 'sets'; readonly sets: Iterable<SingleSet> };

export type BatchEnd = WriteOutcome | { readonly fault: SqliteFault };

export type PartEnd =
  | { readonly kind: 'batch'; readonly end: BatchEnd }
  | { readonly kind: 'sets'; readonly ends: PackedEnds }
  /** Of `sets` that could not be done together. */
  | { readonly kind: 'each'; readonly ends: readonly BatchEnd[] };

export interface GroupEnd {
  /** One for each part. */
  readonly ends: readonly PartEnd[];
  /** What was removed because it has expired, before the batches. */
  readonly expired: readonly Expired[];
}

/** Sets that are written by one call of SQLite, while others may still be on their way. */
const SET_CHUNK = 16;
/** Entries that one transaction of a sweep removes. */
const SWEEP_CHUNK = 1_000;

export class GroupWriter {
  readonly #database: DatabaseSync;
  readonly #entries: EntryStatements;
  readonly #totals: Totals;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #dataVersion: StatementSync;
  /** The file's `data_version`, by which it tells that another connection has written to it. */
  #seen: number | undefined;
  #nextExpiryMs = Infinity;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#entries = new EntryStatements(database);
    this.#totals = new Totals(database);
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#dataVersion = database.prepare('PRAGMA data_version');
    this.#dataVersion.setReturnArrays(true);
  }

  /** Durable when it returns, as far as `ends` says so. */
  write(parts: readonly Part[], nowMs: number): GroupEnd {
    try {
      return this.#together(parts, nowMs);
    } catch (error) {
      const fault = faultOf(error);
      const expired: Expired[] = [];
      // INVARIANT: what one batch alone cannot have done to it is no reason for another to fail.
      const alone = (batch: Batch): BatchEnd => (isOfOneWrite(fault) ? this.#alone(batch, nowMs, expired) : { fault });
      const ends = parts.map((part): PartEnd =>
        part.kind === 'batch'
          ? { kind: 'batch', end: alone(part.batch) }
          : { kind: 'each', ends: Array.from(part.sets, (set) => alone(batchOf(set))) },
      );
      return { ends, expired };
    }
  }

  /** Removes what has expired, in transactions of their own. */
  sweep(nowMs: number): readonly Expired[] {
    const expired: Expired[] = [];
    while (this.#transaction(() => this.#expire(nowMs, expired)) === SWEEP_CHUNK);
    return expired;
  }

  /** What a namespace has, without what has expired. */
  usage(namespace: string, nowMs: number): NamespaceUsage {
    this.#database.exec('BEGIN');
    try {
      this.#look();
      const { bytes, keys } = this.#totals.of(namespace);
      const expired = this.#entries.expiredOf(namespace, nowMs);
      return { usedBytes: bytes - expired.bytes, keyCount: keys - expired.keys };
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  /** Whether the file's totals wait to be put right. */
  get isOpen(): boolean {
    return this.#totals.isOpen;
  }

  /** Puts the file's totals right. Who finds them otherwise has to count. */
  settle(): void {
    if (this.isOpen)
      this.#transaction(
        () => {},
        () => this.#totals.writeAll(),
      );
  }

  #together(parts: readonly Part[], nowMs: number): GroupEnd {
    return this.#transaction(() => {
      const expired: Expired[] = [];
      while (this.#expire(nowMs, expired) === SWEEP_CHUNK);
      const ends = parts.map((part): PartEnd =>
        part.kind === 'batch'
          ? { kind: 'batch', end: this.#apply(part.batch, nowMs) }
          : { kind: 'sets', ends: this.#applySets(part.sets, nowMs) },
      );
      return { ends, expired };
    });
  }

  #alone(batch: Batch, nowMs: number, expired: Expired[]): BatchEnd {
    try {
      const group = this.#together([{ kind: 'batch', batch }], nowMs);
      expired.push(...group.expired);
      const [end] = group.ends;
      if (end?.kind !== 'batch') throw new Error('a batch ends as one');
      return end.end;
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }

  #transaction<T>(work: () => T, writeTotals: () => void = () => this.#totals.write()): T {
    this.#begin.run();
    try {
      this.#look();
      const result = work();
      writeTotals();
      this.#commit.run();
      this.#totals.commit();
      return result;
    } catch (error) {
      // What was removed may be there again.
      this.#nextExpiryMs = -Infinity;
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#totals.rollback();
      throw error;
    }
  }

  /** Whether another connection has written to the file since the last time. */
  #look(): void {
    const [seen] = this.#dataVersion.get() as unknown as readonly [number]; // its column
    if (seen === this.#seen) return;
    this.#totals.forget();
    this.#nextExpiryMs = this.#entries.nextExpiryMs();
    this.#seen = seen;
  }

  #apply({ writes, quotas }: Batch, nowMs: number): WriteOutcome {
    const before = writes.map(({ namespace, key }) => this.#entries.find(namespace, key));
    const at = writes.findIndex(({ expected }, index) => !isExpected(expected, before[index]?.version));
    if (at >= 0) return { ok: false, reason: 'conflict', at };
    for (const [namespace, quotaBytes] of quotas ?? []) {
      const own = writes.filter((write) => write.namespace === namespace);
      const growth = growthOf(own, (key) => before[writes.findIndex((write) => isOf(write, namespace, key))]?.bytes);
      if (growth > 0 && this.#totals.of(namespace).bytes + growth > quotaBytes) {
        return { ok: false, reason: 'quota', namespace };
      }
    }
    const version = 1 + Math.max(0, ...writes.map(({ namespace }) => this.#totals.of(namespace).revision));
    for (const write of writes) this.#write(write, version, nowMs);
    return { ok: true, version, existed: before.map((found) => found !== undefined) };
  }

  #write(write: Write, version: number, nowMs: number): void {
    const { kind, namespace, key } = write;
    if (kind === 'check') return;
    const total = this.#totals.change(namespace);
    total.revision = version;
    if (kind === 'set') {
      const expires = write.ttlMs === undefined ? null : nowMs + write.ttlMs;
      this.#nextExpiryMs = Math.min(this.#nextExpiryMs, expires ?? Infinity);
      const [replaced] = this.#entries.set([namespace, key, version, expires, write.value]);
      total.bytes += write.value.length - (replaced?.bytes ?? -Buffer.byteLength(key));
      total.keys += replaced === undefined ? 1 : 0;
    } else this.#remove(namespace, key, this.#entries.find(namespace, key));
  }

  #applySets(sets: Iterable<SingleSet>, nowMs: number): PackedEnds {
    const ends: number[] = [];
    let columns: SQLInputValue[] = [];
    const flush = (): void => {
      if (columns.length === 0) return;
      const first = ends.length - columns.length / SET_COLUMNS;
      let row = 0;
      for (const { namespace, key, version, bytes } of this.#entries.set(columns)) {
        // It was counted as a new one.
        const total = this.#totals.change(namespace);
        total.bytes -= bytes + Buffer.byteLength(key);
        total.keys -= 1;
        const isRow = (from: number): boolean => columns[from] === namespace && columns[from + 2] === version;
        while (!isRow(row * SET_COLUMNS)) row += 1;
        ends[first + row] = version;
      }
      columns = [];
    };
    for (const set of sets) {
      const { namespace, key, value, ttlMs, quotaBytes } = set;
      const bytes = Buffer.byteLength(key) + value.length;
      if (this.#totals.of(namespace).bytes + bytes > quotaBytes) {
        // Only knowing what it replaces, one can say whether it fits.
        flush();
        const outcome = this.#apply(batchOf(set), nowMs);
        ends.push(outcome.ok ? outcome.version * (outcome.existed[0] === true ? 1 : -1) : 0);
        continue;
      }
      const total = this.#totals.change(namespace);
      total.bytes += bytes;
      total.keys += 1;
      total.revision += 1;
      const expires = ttlMs < Infinity ? nowMs + ttlMs : null;
      this.#nextExpiryMs = Math.min(this.#nextExpiryMs, expires ?? Infinity);
      columns.push(namespace, key, total.revision, expires, value);
      ends.push(-total.revision);
      if (columns.length === SET_CHUNK * SET_COLUMNS) flush();
    }
    flush();
    return ends;
  }

  #remove(namespace: string, key: string, found: Pick<Found, 'bytes'> | undefined): void {
    if (found === undefined) return;
    this.#entries.delete(namespace, key);
    const total = this.#totals.change(namespace);
    total.bytes -= found.bytes + Buffer.byteLength(key);
    total.keys -= 1;
  }

  #expire(nowMs: number, expired: Expired[]): number {
    if (nowMs < this.#nextExpiryMs) return 0;
    const found = this.#entries.expired(nowMs, SWEEP_CHUNK);
    for (const { bytes, ...one } of found) {
      this.#remove(one.namespace, one.key, { bytes });
      expired.push(one);
    }
    if (found.length < SWEEP_CHUNK) this.#nextExpiryMs = this.#entries.nextExpiryMs();
    return found.length;
  }
}

const isOf = (write: Write, namespace: string, key: string): boolean =>
  write.namespace === namespace && write.key === key;
