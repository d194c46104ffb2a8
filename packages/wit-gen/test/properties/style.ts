/** How a source is written where TypeScript leaves the choice: the same model must come of every spelling. */
export interface Style {
  /** One of several spellings. */
  readonly pick: <T>(...options: readonly [T, ...T[]]) => T;
  /** True in one of `times` cases. */
  readonly now: (times: number) => boolean;
}

/** The first spelling always. */
export const PLAIN: Style = { pick: (first) => first, now: () => false };

/** Choices that follow from a number (mulberry32). */
export function randomStyle(seed: number): Style {
  let state = seed >>> 0;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return {
    pick: (...options) => options[next(options.length)] ?? options[0],
    now: (times) => next(times) === 0,
  };
}
