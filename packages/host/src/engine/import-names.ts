/**
 * The names that a component gives to its imports (component model, "Binary Format": section 10), such as
 * `wasi:io/poll@0.2.12`. Which version of an interface that is, each toolchain decides; the host has its functions once.
 */
import { sectionsOf } from './component-binary.ts';

const IMPORT_SECTION_ID = 10;

/** All imports of the component itself, in their order. Those of components inside of it are given by it. */
export function importNames(component: Uint8Array): readonly string[] {
  return sectionsOf(component, 'the component')
    .filter(({ id }) => id === IMPORT_SECTION_ID)
    .flatMap(({ content }) => new ImportSection(content).names());
}

/**
 * The functions that the component names among those that are offered: `wasi:io/poll@0.2.12#poll` becomes
 * `wasi:io/poll@0.2.3#poll` where the component imports that version. Names of other versions that go together are the same
 * interface: of 0.2 all, of 1 all.
 */
export function asImported(functions: readonly string[], imports: readonly string[]): readonly string[] {
  const named = new Map<string, string[]>();
  for (const name of imports) {
    const key = compatible(name);
    named.set(key, [...(named.get(key) ?? []), name]);
  }
  return functions.flatMap((one) => {
    const hash = one.indexOf('#');
    return (named.get(compatible(one.slice(0, hash))) ?? []).map((name) => `${name}${one.slice(hash)}`);
  });
}

/** An interface's name with as much of its version as decides whether two of them go together. */
export function compatible(name: string): string {
  const [, base, version] = /^([^@]*)@(0\.\d+|[1-9]\d*)(?:[.+-].*)?$/.exec(name) ?? [];
  return base === undefined ? name : `${base}@${version}`;
}

/** Reads as far as it understands: what else there is the transpiler refuses, or it has no names. */
class ImportSection {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  names(): string[] {
    const found: string[] = [];
    const count = this.#u32();
    while (found.length < count && this.#at < this.#bytes.length) {
      const kind = this.#byte();
      const length = this.#u32();
      found.push(new TextDecoder().decode(this.#bytes.subarray(this.#at, this.#at + length)));
      this.#at += length;
      if (kind > 1 || !this.#skipType()) break;
    }
    return found;
  }

  /** `externdesc`: what is imported. */
  #skipType(): boolean {
    const sort = this.#byte();
    if (sort === 0x00) this.#byte(); // of a core module
    if (sort === 0x02 || sort === 0x03) {
      const isEqual = this.#byte() === 0x00;
      if (sort === 0x03 && !isEqual) return true; // a resource of its own
    }
    if (sort > 0x05) return false;
    this.#u32();
    return true;
  }

  #byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  #u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  }
}
