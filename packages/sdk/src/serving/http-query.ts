import { decodeUtf8 } from '../text.ts';

/** What stands behind the `?` of a path, as the URL Standard reads it: pairs of name and value, `+` for a space. */
export class HttpQuery implements Iterable<readonly [name: string, value: string]> {
  /** As the client has sent it, without the `?`. */
  readonly text: string;
  readonly #pairs: readonly (readonly [string, string])[];

  /** Reads the text behind the `?`. */
  constructor(text: string) {
    this.text = text;
    this.#pairs = text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        return at < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
      });
  }

  /** The first value of a name; undefined where it is not there. */
  get(name: string): string | undefined {
    return this.#pairs.find(([key]) => key === name)?.[1];
  }

  /** All values of a name. */
  all(name: string): readonly string[] {
    return this.#pairs.flatMap(([key, value]) => (key === name ? [value] : []));
  }

  /** In the order in which they were sent. */
  [Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    return this.#pairs[Symbol.iterator]();
  }
}

/** Escapes that are none stay as they are. */
function decoded(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const bytes = escapes.split('%').slice(1);
    return decodeUtf8(
      Uint8Array.from(bytes, (digits) => Number.parseInt(digits, 16)),
      { ignoreBOM: true },
    );
  });
}
