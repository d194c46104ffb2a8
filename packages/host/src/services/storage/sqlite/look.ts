/** How often is looked between two readings of the clock, which leave garbage. */
const LOOKS = 500;

/** Looks again and again, awake, until it is there or the time by `performance.now()` has come. Answers whether it is there. */
export function lookFor(isThere: () => boolean, untilMs: number): boolean {
  do {
    for (let look = 0; look < LOOKS; look += 1) if (isThere()) return true;
  } while (performance.now() < untilMs);
  return false;
}
