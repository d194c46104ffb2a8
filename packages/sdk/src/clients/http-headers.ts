/** Header names and values. With an object, a name may have several values. */
export type HttpHeadersInit =
  | Readonly<Record<string, string | readonly string[]>>
  | readonly (readonly [name: string, value: string])[];

/** The headers of a message that has come. */
export class HttpHeaders implements Iterable<readonly [name: string, value: string]> {
  readonly #pairs: readonly (readonly [string, string])[];

  /** Pairs of name and value, in the order of the message. */
  constructor(pairs: readonly (readonly [string, string])[]) {
    this.#pairs = pairs;
  }

  /**
   * The value, several with `, ` between them; undefined where there is none. Case does not count. The name is that of the
   * header.
   */
  get(name: string): string | undefined {
    const found = this.all(name);
    return found.length === 0 ? undefined : found.join(', ');
  }

  /** Each value by itself, as `Set-Cookie` needs it. The name is that of the header. */
  all(name: string): readonly string[] {
    const wanted = name.toLowerCase();
    return this.#pairs.flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : []));
  }

  /** In the order in which they came, names as they were written. */
  [Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    return this.#pairs[Symbol.iterator]();
  }
}

/** Each value with its name. */
export function headerPairs(headers: HttpHeadersInit): readonly (readonly [string, string])[] {
  if (Array.isArray(headers)) return headers as readonly (readonly [string, string])[]; // narrowing leaves readonly arrays out
  return Object.entries(headers as Readonly<Record<string, string | readonly string[]>>).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : value.map((one) => [name, one] as const),
  );
}
