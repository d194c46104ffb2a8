/** A moment, as milliseconds since 1970; `now`: when it is set; undefined: as it is. */
export type NewTime = number | 'now' | undefined;

/** The distance between numbers of seconds in this century: 2⁻²². */
const STEP = 2 ** -22;

/** A moment as Node's functions take it, in seconds, to the microsecond. `oldNs` is the one before, in nanoseconds. */
export function toSeconds(time: NewTime, oldNs: bigint): number {
  const ms = time === 'now' ? Date.now() : (time ?? Number(oldNs / 1_000n) / 1_000);
  const microseconds = Math.round(ms * 1_000);
  const seconds = microseconds / 1e6;
  // The system cuts off what is less than a nanosecond, and a number may lie just below the one that is meant.
  return Math.floor((seconds % 1) * 1e6) < microseconds % 1e6 ? seconds + STEP : seconds;
}
