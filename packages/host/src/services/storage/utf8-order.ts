/** Texts in the order of their UTF-8 bytes, which is SQLite's. JavaScript's own is that of UTF-16: other from U+E000 on. */

/** Negative where `a` comes first, 0 where they are the same. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const one = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (one !== other) return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** Surrogates stand for what comes behind every other code unit. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** The first text behind all that begin with the prefix, or undefined where nothing can be behind them. */
export function behindPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last === 0x10_ffff) continue;
    points.push(last === 0xd7ff ? 0xe000 : last + 1);
    return String.fromCodePoint(...points);
  }
  return undefined;
}

/** Different texts, in order. */
export class SortedTexts {
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** The index of the first that does not come before `text`. */
  indexOf(text: string): number {
    let [from, to] = [0, this.#texts.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (compareUtf8(this.#texts[middle] ?? '', text) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  at(index: number): string | undefined {
    return this.#texts[index];
  }

  /** It must not be among them. */
  add(text: string): void {
    const last = this.#texts.at(-1);
    if (last === undefined || compareUtf8(last, text) < 0) this.#texts.push(text);
    else this.#texts.splice(this.indexOf(text), 0, text);
  }

  /** It must be among them. */
  remove(text: string): void {
    this.#texts.splice(this.indexOf(text), 1);
  }
}
