/** Sections of a WebAssembly binary: a core module and a component have the same outer form. */
import { BinaryReader, encodeU32 } from './encoding.ts';

export interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

/** Magic number, version and layer. */
const PREAMBLE_BYTES = 8;

/** Ids of the sections of a component that hold other binaries. */
const CORE_MODULE = 1;
const NESTED_COMPONENT = 4;

export function readSections(binary: Uint8Array): Section[] {
  const reader = new BinaryReader(binary, PREAMBLE_BYTES);
  const sections: Section[] = [];
  while (!reader.isAtEnd) {
    const id = reader.byte();
    sections.push({ id, content: reader.bytes(reader.u32()) });
  }
  return sections;
}

/** The binary with other sections. */
export function withSections(binary: Uint8Array, sections: readonly Section[]): Uint8Array {
  const parts = sections.flatMap(({ id, content }) => [Uint8Array.of(id, ...encodeU32(content.length)), content]);
  return Buffer.concat([binary.subarray(0, PREAMBLE_BYTES), ...parts]);
}

/**
 * The component with each core module replaced by what `edit` makes of it, those of nested components too. Nothing in a
 * component refers to a place in its bytes, so their length may change.
 */
export function mapCoreModules(component: Uint8Array, edit: (module: Uint8Array) => Uint8Array): Uint8Array {
  const sections = readSections(component).map(({ id, content }) => {
    if (id === CORE_MODULE) return { id, content: edit(content) };
    return { id, content: id === NESTED_COMPONENT ? mapCoreModules(content, edit) : content };
  });
  return withSections(component, sections);
}
