import { isForbidden, isHeaderName, isHeaderValue, type Header } from '../../network/http/header-rules.ts';

export type FieldEntry = readonly [name: string, value: Uint8Array];

/** Why fields cannot be changed so: WIT's `header-error`. */
export class HeaderFault extends Error {
  readonly tag: 'invalid-syntax' | 'forbidden' | 'immutable';

  constructor(tag: HeaderFault['tag']) {
    super(tag);
    this.tag = tag;
  }
}

/** Entries that one object holds, and bytes of them. A message has a limit besides. */
const MAX_ENTRIES = 1_024;
const MAX_BYTES = 131_072;

/** WIT `wasi:http/types#fields`. */
export class Fields {
  readonly #isImmutable: boolean;
  #entries: readonly FieldEntry[];

  /** @param isImmutable Of a message whose head is written: nothing of it can be changed. */
  constructor(entries: readonly FieldEntry[] = [], isImmutable = false) {
    this.#entries = entries;
    this.#isImmutable = isImmutable;
  }

  /**
   * What a component made. INVARIANT: no field is among them that could not be sent, or that is the host's to write.
   *
   * @throws HeaderFault
   */
  static fromList(entries: readonly FieldEntry[]): Fields {
    const fields = new Fields();
    fields.#put(entries);
    return fields;
  }

  /** What came over a connection. */
  static received(headers: readonly Header[]): Fields {
    return new Fields(
      headers.map(([name, value]) => [name, Buffer.from(value, 'latin1')]),
      true,
    );
  }

  get(name: string): readonly Uint8Array[] {
    const wanted = name.toLowerCase();
    return this.#entries.flatMap(([key, value]) => (key.toLowerCase() === wanted ? [value] : []));
  }

  has(name: string): boolean {
    return this.get(name).length > 0;
  }

  set(name: string, values: readonly Uint8Array[]): void {
    this.#demandMutable();
    checkName(name);
    const added = values.map((value): FieldEntry => [name, value]);
    this.#put([...this.#without(name), ...added]);
  }

  delete(name: string): void {
    this.#demandMutable();
    checkName(name);
    this.#entries = this.#without(name);
  }

  append(name: string, value: Uint8Array): void {
    this.#demandMutable();
    this.#put([...this.#entries, [name, value]]);
  }

  entries(): readonly FieldEntry[] {
    return this.#entries;
  }

  /** A copy that can be changed. */
  clone(): Fields {
    return new Fields(this.#entries);
  }

  /** As it is, for a message. */
  frozen(): Fields {
    return new Fields(this.#entries, true);
  }

  /** As text, of which each character is one byte. */
  headers(): readonly Header[] {
    return this.#entries.map(([name, value]) => [name, textOf(value)]);
  }

  #put(entries: readonly FieldEntry[]): void {
    for (const [name, value] of entries) {
      checkName(name);
      if (!isHeaderValue(textOf(value))) throw new HeaderFault('invalid-syntax');
    }
    const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (entries.length > MAX_ENTRIES || bytes > MAX_BYTES) throw new HeaderFault('forbidden');
    this.#entries = entries;
  }

  #without(name: string): readonly FieldEntry[] {
    const unwanted = name.toLowerCase();
    return this.#entries.filter(([key]) => key.toLowerCase() !== unwanted);
  }

  #demandMutable(): void {
    if (this.#isImmutable) throw new HeaderFault('immutable');
  }
}

function checkName(name: string): void {
  if (!isHeaderName(name)) throw new HeaderFault('invalid-syntax');
  // How long a body is may be said, and is held to.
  if (isForbidden(name) && name.toLowerCase() !== 'content-length') throw new HeaderFault('forbidden');
}

const textOf = (value: Uint8Array): string => Buffer.from(value).toString('latin1');
