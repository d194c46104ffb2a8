/** One measured thing beside what it is compared with, in the same run. */
export interface Entry {
  /** Beginning with its benchmark's name: `call.quickjs`. */
  readonly name: string;
  readonly ours: number;
  /** The peer's figure; where there is no peer, the target. */
  readonly peer: number;
  /** ours / peer: below 1 is better than the peer. */
  readonly unit: 'ms' | 'µs' | 'kB' | '×' | '1/s' | 'calls';
  /** What is compared with what. */
  readonly note: string;
}

/** Measures, and yields its entries as they are known. What cannot be measured here is yielded as why. */
export type Benchmark = () => AsyncIterable<Entry | { readonly name: string; readonly skipped: string }>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/**
 * Times several things in turns, so that whatever else the machine does falls on all of them alike, and answers the median of
 * each, in milliseconds.
 */
export async function inTurns(
  rounds: number,
  ...works: readonly (() => Promise<unknown>)[]
): Promise<readonly number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      await work();
      times[index]?.push(performance.now() - start);
    }
  }
  return times.map(median);
}
