/**
 * Sets of one value each, which nothing is expected of: what components write most. Many of them cross to the writer's thread as a
 * few columns and one buffer, since an object for each would cost more than writing it does.
 */
import type { BatchOptions } from '../key-value-backend.ts';

export interface PackedSets {
  readonly namespaces: readonly string[];
  readonly keys: readonly string[];
  /** The values, one behind the other. */
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
  /** Milliseconds to live, or `Infinity`. */
  readonly ttls: readonly number[];
  /** Bytes that the namespace may have, or `Infinity`. */
  readonly quotas: readonly number[];
}

/** How each ended: its version, negative where there was no entry before, or 0 where it was refused by the quota. */
export type PackedEnds = readonly number[];

export interface SingleSet {
  readonly namespace: string;
  readonly key: string;
  readonly value: Uint8Array;
  readonly ttlMs: number;
  readonly quotaBytes: number;
}

/** Larger values are no gain: they would be copied as the buffer grows. */
export const MAX_PACKED_BYTES = 65_536;
const FIRST_BUFFER_BYTES = 16_384;

export class SetPacker {
  #namespaces: string[] = [];
  #keys: string[] = [];
  #bytes = new Uint8Array(FIRST_BUFFER_BYTES);
  #used = 0;
  #lengths: number[] = [];
  #ttls: number[] = [];
  #quotas: number[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** Copies the value. */
  add({ namespace, key, value, ttlMs, quotaBytes }: SingleSet): void {
    this.#namespaces.push(namespace);
    this.#keys.push(key);
    this.#lengths.push(value.length);
    this.#ttls.push(ttlMs);
    this.#quotas.push(quotaBytes);
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
    const packed: PackedSets = {
      namespaces: this.#namespaces,
      keys: this.#keys,
      bytes: this.#bytes.subarray(0, this.#used),
      lengths: this.#lengths,
      ttls: this.#ttls,
      quotas: this.#quotas,
    };
    [this.#namespaces, this.#keys, this.#lengths, this.#ttls, this.#quotas] = [[], [], [], [], []];
    // The next ones may be written before these have been sent.
    this.#bytes = new Uint8Array(FIRST_BUFFER_BYTES);
    this.#used = 0;
    return packed;
  }
}

export function* unpack({ namespaces, keys, bytes, lengths, ttls, quotas }: PackedSets): Generator<SingleSet> {
  let from = 0;
  for (const [at, key] of keys.entries()) {
    const end = from + (lengths[at] ?? 0);
    yield {
      namespace: namespaces[at] ?? '',
      key,
      value: bytes.subarray(from, end),
      ttlMs: ttls[at] ?? Infinity,
      quotaBytes: quotas[at] ?? Infinity,
    };
    from = end;
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
