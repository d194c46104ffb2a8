/** A moment, as milliseconds since 1970; `now`: when it is set; undefined: as it is. */
export type NewTime = number | 'now' | undefined;

/** Makes up for the system's cutting off, where a number has no exact microseconds. */
const LESS_THAN_A_MICROSECOND = 3e-7;

/** A moment as Node's functions take it, in seconds, to the microsecond. `oldNs` is the one before, in nanoseconds. */
export function toSeconds(time: NewTime, oldNs: bigint): number {
  const ms = time === 'now' ? Date.now() : (time ?? Number(oldNs / 1_000n) / 1_000);
  return Math.round(ms * 1_000) / 1e6 + LESS_THAN_A_MICROSECOND;
}
