import { PassThrough } from 'node:stream';

/** What somebody types: a stream that says that it is a terminal. */
export class Terminal extends PassThrough {
  readonly isTTY = true;
  readonly #answers: string[] = [];

  /** The keys for each question, in their order. */
  answer(...answers: readonly string[]): this {
    this.#answers.push(...answers);
    return this;
  }

  /** A question begins to read keys, or has ended. */
  setRawMode(isRaw: boolean): this {
    const keys = isRaw ? this.#answers.shift() : undefined;
    if (keys !== undefined) setImmediate(() => this.write(keys));
    return this;
  }
}
