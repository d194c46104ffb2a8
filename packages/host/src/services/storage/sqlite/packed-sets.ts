/**
 * Sets of one value each, which nothing is expected of: what components write most. Many of them cross to the writer's thread as one
 * list and one buffer, since an object for each would cost more than writing it does.
 */
import type { BatchOptions } from '../key-value-backend.ts';

export interface PackedSets {
  /** Runs of sets: namespace, milliseconds to live, quota and how many there are; then for each its key and the length of its value. */
  readonly columns: readonly (string | number)[];
  /** The values, one behind the other. */
  readonly bytes: Uint8Array;
}

/** How each ended: its version, negative where there was no entry before, or 0 where it was refused by the quota. */
export type PackedEnds = readonly number[];

export interface SingleSet {
  readonly namespace: string;
  readonly key: string;
  readonly value: Uint8Array;
  /** Milliseconds to live, or `Infinity`. */
  readonly ttlMs: number;
  /** Bytes that the namespace may have, or `Infinity`. */
  readonly quotaBytes: number;
}

/** Larger values are no gain: they would be copied as the buffer grows. */
export const MAX_PACKED_BYTES = 65_536;
const FIRST_BUFFER_BYTES = 16_384;
/** What is larger is not kept for the next ones. */
const MAX_KEPT_BYTES = 1_048_576;

/** What stands before the sets of a run, and what each set has. */
const RUN_COLUMNS = 4;
const COLUMNS = 2;

export class SetPacker {
  #columns: (string | number)[] = [];
  #bytes = new Uint8Array(FIRST_BUFFER_BYTES);
  #used = 0;
  /** What the sets of the last run have in common, and where it has their number. */
  #namespace = '';
  #ttlMs = 0;
  #quotaBytes = 0;
  #countAt = 0;
  #count = 0;

  /** Copies the value. */
  add({ namespace, key, value, ttlMs, quotaBytes }: SingleSet): void {
    const isOfRun = namespace === this.#namespace && ttlMs === this.#ttlMs && quotaBytes === this.#quotaBytes;
    if (!isOfRun || this.#count === 0) {
      this.#endRun();
      this.#countAt = this.#columns.push(namespace, ttlMs, quotaBytes, 0) - 1;
      this.#namespace = namespace;
      this.#ttlMs = ttlMs;
      this.#quotaBytes = quotaBytes;
    }
    this.#columns.push(key, value.length);
    this.#count += 1;
    const end = this.#used + value.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = larger;
    }
    this.#bytes.set(value, this.#used);
    this.#used = end;
  }

  /** What was added since the last time. */
  take(): PackedSets {
    this.#endRun();
    // The used part alone: of a part of a buffer, the whole would cross.
    const packed: PackedSets = { columns: this.#columns, bytes: this.#bytes.slice(0, this.#used) };
    this.#columns = [];
    this.#used = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = new Uint8Array(FIRST_BUFFER_BYTES);
    return packed;
  }

  #endRun(): void {
    if (this.#count > 0) this.#columns[this.#countAt] = this.#count;
    this.#count = 0;
  }
}

/** The sets, as often as they are asked for. */
export const unpack = (sets: PackedSets): Iterable<SingleSet> => ({ [Symbol.iterator]: () => setsOf(sets) });

function* setsOf({ columns, bytes }: PackedSets): Generator<SingleSet> {
  let from = 0;
  for (let at = 0; at < columns.length;) {
    const [namespace, ttlMs, quotaBytes, count] = columns.slice(at, at + RUN_COLUMNS) as [
      string,
      number,
      number,
      number,
    ]; // as add() has written them
    at += RUN_COLUMNS;
    for (const end = at + count * COLUMNS; at < end; at += COLUMNS) {
      const [key, length] = [columns[at], columns[at + 1]] as [string, number]; // the same
      yield { namespace, key, value: bytes.subarray(from, from + length), ttlMs, quotaBytes };
      from += length;
    }
  }
}

/** The same as a batch. */
export function batchOf({ namespace, key, value, ttlMs, quotaBytes }: SingleSet): {
  readonly writes: readonly [{ kind: 'set'; namespace: string; key: string; value: Uint8Array; ttlMs?: number }];
  readonly quotas: BatchOptions['quotas'];
} {
  const set = { kind: 'set' as const, namespace, key, value, ...(ttlMs < Infinity && { ttlMs }) };
  return { writes: [set], quotas: quotaBytes < Infinity ? new Map([[namespace, quotaBytes]]) : undefined };
}
