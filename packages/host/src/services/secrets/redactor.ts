/**
 * The secrets that one instance was given, kept out of what is written about it: its log, the errors that end it, the audit.
 *
 * It finds the values as they are, and as JSON and URLs spell them. A component that means to write a secret can spell it
 * otherwise, or write it in pieces.
 */

/** Shorter values would be found in ordinary text. */
const MIN_LENGTH = 6;

const CONCEALED = '[secret]';

export class Redactor {
  readonly #secrets = new Set<string>();
  readonly #spellings = new Set<string>();
  #pattern: RegExp | undefined;

  /** All that was added, in that order; those too, which are too short to be found. */
  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  /** From now on the value is found. */
  add(secret: string): void {
    this.#secrets.add(secret);
    if (secret.length < MIN_LENGTH) return;
    const spelled = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
    // What lies on several lines, such as a key, may be written by its lines.
    const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= MIN_LENGTH);
    for (const one of [...spelled, ...lines]) this.#spellings.add(one);
    // The longest first: one may be part of another. All in one pass: none is looked for in what stands in another's place.
    const longestFirst = [...this.#spellings].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(
      longestFirst.map((one) => one.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|'),
      'g',
    );
  }

  /** The text without the values. */
  text(text: string): string {
    return this.#pattern === undefined ? text : text.replaceAll(this.#pattern, CONCEALED);
  }

  /** As {@link text}, for all texts in a value. The value itself where there is nothing to conceal. */
  within<T>(value: T): T {
    if (this.#pattern === undefined) return value;
    return this.#copy(value) as T; // of the same shape
  }

  #copy(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.#copy(one));
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#copy(one)]));
  }
}
