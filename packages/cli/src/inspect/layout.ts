/**
 * What a component's binary holds, by its sections (component model, "Binary Format"): the core modules, nested ones included,
 * custom sections, and the names of imports and exports. Nothing is compiled or run.
 */

export interface ComponentLayout {
  /** In their order. */
  readonly customSections: readonly NamedSize[];
  /** Bytes of each core module. */
  readonly coreModules: readonly number[];
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

export interface NamedSize {
  readonly name: string;
  readonly bytes: number;
}

const SECTION = { custom: 0, coreModule: 1, component: 4, import: 10, export: 11 } as const;
/** Magic and version, before the first section. */
const PREAMBLE_BYTES = 8;

/** The layout, or undefined where the binary has something that this does not know. */
export function readLayout(bytes: Uint8Array): ComponentLayout | undefined {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof UnknownLayout) return undefined;
    throw error;
  }
}

class UnknownLayout extends Error {}

function read(bytes: Uint8Array): ComponentLayout {
  const customSections: NamedSize[] = [];
  const coreModules: number[] = [];
  const imports: string[] = [];
  const exports: string[] = [];
  const reader = new Reader(bytes, PREAMBLE_BYTES);
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const content = reader.bytes(reader.u32());
    const section = new Reader(content, 0);
    if (id === SECTION.custom) customSections.push({ name: section.name(), bytes: content.length });
    if (id === SECTION.coreModule) coreModules.push(content.length);
    if (id === SECTION.component) coreModules.push(...read(content).coreModules);
    if (id === SECTION.import) imports.push(...section.list(() => importName(section)));
    if (id === SECTION.export) exports.push(...section.list(() => exportName(section)));
  }
  return { customSections, coreModules, imports, exports };
}

/** `import ::= importname externdesc` */
function importName(section: Reader): string {
  const name = externName(section);
  skipDescription(section);
  return name;
}

/** `export ::= exportname sort index externdesc?` */
function exportName(section: Reader): string {
  const name = externName(section);
  if (section.byte() === 0x00) section.byte(); // a core sort has a second byte
  section.u32();
  if (section.byte() === 0x01) skipDescription(section);
  return name;
}

function externName(section: Reader): string {
  const form = section.byte();
  if (form > 0x01) throw new UnknownLayout('a name of a newer form');
  return section.name();
}

/** `externdesc`: its first byte is the sort that it describes. */
function skipDescription(section: Reader): void {
  const sort = section.byte();
  switch (sort) {
    case 0x00: // core module: 0x11 and its type
      section.byte();
      section.u32();
      return;
    case 0x01: // function
    case 0x04: // component
    case 0x05: // instance
      section.u32();
      return;
    case 0x03: // type: equal to one, or a resource
      if (section.byte() === 0x00) section.u32();
      return;
    default:
      throw new UnknownLayout(`a description of sort ${sort}`);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new UnknownLayout('the end');
    this.#at += 1;
    return byte;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new UnknownLayout('a number of more than 32 bits');
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new UnknownLayout('the end');
    const found = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return found;
  }

  name(): string {
    return new TextDecoder().decode(this.bytes(this.u32()));
  }

  list(item: () => string): readonly string[] {
    return Array.from({ length: this.u32() }, item);
  }
}
