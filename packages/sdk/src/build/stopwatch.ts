/** Milliseconds that each stage took, by its name, in the order they ended. */
export type Timings = Readonly<Record<string, number>>;

/** Times the stages of a build. */
export class Stopwatch {
  readonly #timings: Record<string, number> = {};

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#timings[stage] = performance.now() - start;
    }
  }

  get timings(): Timings {
    return { ...this.#timings };
  }
}
