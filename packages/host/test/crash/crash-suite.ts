/** A program that is killed, and what must be true of what it leaves behind. */
export interface CrashSuite {
  readonly name: string;
  /**
   * Path of the program: run as `node PROGRAM DIR SEED`, with the directory that earlier runs have left behind. It goes on until it
   * is killed, and tells by {@link tell} what was acknowledged.
   */
  readonly program: string;
  /**
   * Opens what is in the directory and answers what is wrong with it, in words. `told`: everything that the runs on this directory
   * have told so far, in order.
   */
  readonly verify: (dir: string, told: readonly unknown[]) => Promise<readonly string[]>;
}

/** From inside of a program: tells a fact. When it resolves, the fact outlives the process. */
export async function tell(fact: unknown): Promise<void> {
  await new Promise<void>((sent) => process.send?.(fact, () => sent()));
}

/** Random numbers from 0 up to 1 that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
