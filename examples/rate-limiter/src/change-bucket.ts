import { storageEntries } from '@airssys/sdk';
import type { Bucket } from './bucket.ts';

/** What becomes of a bucket, and what its user is told. */
export interface Change<Answer> {
  /** Undefined: the bucket stays as it is. */
  readonly bucket: Bucket | undefined;
  /** Milliseconds until it is full: then it is forgotten, since one that is not there is a full one. */
  readonly fullInMs: number;
  readonly answer: Answer;
}

/** Of all who are at it at once, one gets through each time. */
const MAX_ATTEMPTS = 1_000;

/**
 * Changes the bucket of a key, whoever else does so at the same time, in this instance or another: what was decided on a bucket that
 * is not there any more is decided again.
 */
export function changeBucket<Answer>(key: string, change: (bucket: Bucket | undefined) => Change<Answer>): Answer {
  const entry = `bucket/${encodeURIComponent(key)}`; // a key of storage holds no NUL, and who is named here may
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const read = storageEntries.get(entry);
    const before = read && (JSON.parse(read.text) as Bucket); // nobody else writes here
    const { bucket, fullInMs, answer } = change(before);
    if (bucket === undefined) return answer;
    const ttlMs = Math.max(fullInMs, 1);
    if (storageEntries.compareAndSet(entry, read, JSON.stringify(bucket), { ttlMs }) !== undefined) return answer;
  }
  throw new Error(`The bucket of ${key} was changed by others ${MAX_ATTEMPTS} times in a row`);
}
