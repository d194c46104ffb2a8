/** What the components of the benchmark of input and output do, and what is seen of it. */
export const INSTANCES = 200;
export const ROUNDS = 10;
export const INPUT_BYTES = 16 * 1024;

/** Milliseconds. */
export interface Drift {
  /** By which a timer was late at most. */
  readonly longestMs: number;
  readonly took: number;
  /** By which it was late while nothing ran. */
  readonly idleMs: number;
}
