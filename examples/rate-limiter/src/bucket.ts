/** How many tokens a bucket holds, and how fast they come back. */
export interface Policy {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** A bucket as it was at a moment. One that was never taken from is full. */
export interface Bucket {
  /** Thousandths of a token, so that what comes back in a millisecond is a whole number. */
  readonly milliTokens: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly atMs: number;
}

/** The bucket as it is now. Time that goes backwards, as between two machines, gives nothing and takes nothing. */
export function refilled(bucket: Bucket | undefined, { capacity, refillPerSecond }: Policy, nowMs: number): Bucket {
  const full = capacity * 1_000;
  if (bucket === undefined) return { milliTokens: full, atMs: nowMs };
  const passedMs = Math.max(nowMs - bucket.atMs, 0);
  return {
    milliTokens: Math.min(bucket.milliTokens + passedMs * refillPerSecond, full),
    atMs: Math.max(nowMs, bucket.atMs),
  };
}

/** The bucket with so many tokens less. */
export const without = ({ milliTokens, atMs }: Bucket, tokens: number): Bucket => ({
  milliTokens: milliTokens - tokens * 1_000,
  atMs,
});

/** Whole tokens in a bucket. */
export const tokensIn = ({ milliTokens }: Bucket): number => Math.max(Math.floor(milliTokens / 1_000), 0);

/** Milliseconds until a bucket holds so many tokens. */
export const millisecondsUntil = ({ milliTokens }: Bucket, wanted: number, { refillPerSecond }: Policy): number =>
  Math.ceil(Math.max(wanted * 1_000 - milliTokens, 0) / refillPerSecond);
