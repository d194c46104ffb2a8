/**
 * Reads what a component's binary says of itself, without running any of it: that it is a component, and its custom
 * sections at the top level (component model, "Binary Format": magic, version 13 and layer 1, then sections of id, size,
 * content).
 */
import { AirssysError, MANIFEST_SECTION, type Manifest, parseManifest, SOURCE_MAP_SECTION } from '@airssys/model';

export interface ComponentBinary {
  readonly bytes: Uint8Array;
  /** Present in components that airssys built. */
  readonly manifest: Manifest | undefined;
  /** Source map (JSON) of the script inside, where it was kept. */
  readonly sourceMap: string | undefined;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const COMPONENT_LAYER = 1;
const CUSTOM_SECTION_ID = 0;

/**
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where the bytes are no WebAssembly, a core module, or cut off;
 *   `AIRSSYS_MANIFEST_INVALID` where there is a manifest that cannot be read.
 */
export function readComponent(bytes: Uint8Array, name: string): ComponentBinary {
  if (bytes.length < 8 || MAGIC.some((byte, at) => bytes[at] !== byte)) {
    throw invalid(name, bytes.length === 0 ? 'it is empty' : 'it does not begin as WebAssembly does');
  }
  if (bytes[6] !== COMPONENT_LAYER) {
    throw invalid(name, 'it is a core module', 'Wrap it as a component first, for example with `jco new`.');
  }
  const sections = customSections(bytes, name);
  const text = (section: string): string | undefined => {
    const content = sections.get(section);
    return content && new TextDecoder().decode(content);
  };
  const manifest = text(MANIFEST_SECTION);
  return {
    bytes,
    manifest: manifest === undefined ? undefined : parseManifest(manifest),
    sourceMap: text(SOURCE_MAP_SECTION),
  };
}

function customSections(bytes: Uint8Array, name: string): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  let at = 8;
  /** Unsigned LEB128 of at most 32 bits. */
  const readU32 = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) throw truncated(name, at);
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw invalid(name, `the length at byte ${at} is not a number`);
  };
  while (at < bytes.length) {
    const id = bytes[at];
    at += 1;
    const size = readU32();
    const end = at + size;
    if (end > bytes.length) throw truncated(name, end);
    if (id === CUSTOM_SECTION_ID) {
      const length = readU32();
      if (at + length > end) throw invalid(name, `the custom section at byte ${at} has a name longer than itself`);
      found.set(new TextDecoder().decode(bytes.subarray(at, at + length)), bytes.subarray(at + length, end));
    }
    at = end;
  }
  return found;
}

const truncated = (name: string, needed: number): AirssysError =>
  invalid(name, `it is cut off: a section needs ${needed} bytes`, 'Copy or build it again.');

function invalid(name: string, what: string, hint = 'Build one with `airssys build`.'): AirssysError {
  return new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${name} is not a component: ${what}`, {
    hint,
    data: { name },
  });
}
