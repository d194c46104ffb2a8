/**
 * Custom sections of a WebAssembly binary (core specification, "Custom Section"; components have the same): id 0, size,
 * name, bytes. They may stand at the end, and every host that does not know them passes over them.
 */

import { encodeU32 } from './wasm/encoding.ts';

const CUSTOM_SECTION_ID = 0;

/** The binary with the sections added at its end, in their order. */
export function appendCustomSections(
  binary: Uint8Array,
  sections: readonly (readonly [name: string, content: string])[],
): Uint8Array {
  const encoder = new TextEncoder();
  const parts = sections.map(([name, content]) => {
    const nameBytes = encoder.encode(name);
    const contentBytes = encoder.encode(content);
    const nameLength = encodeU32(nameBytes.length);
    const size = nameLength.length + nameBytes.length + contentBytes.length;
    const head = Uint8Array.of(CUSTOM_SECTION_ID, ...encodeU32(size), ...nameLength);
    return Buffer.concat([head, nameBytes, contentBytes]);
  });
  return Buffer.concat([binary, ...parts]);
}
