/** How often is looked between two readings of the clock, which leave garbage. */
const LOOKS = 500;

/** Looks again and again, awake, until it is there or the time by `performance.now()` has come. */
export function lookFor(isThere: () => boolean, untilMs: number): void {
  do {
    for (let look = 0; look < LOOKS; look += 1) if (isThere()) return;
  } while (performance.now() < untilMs);
}
