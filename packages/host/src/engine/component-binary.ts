/**
 * Reads what a component's binary says of itself, without running any of it: that it is a component, and its custom
 * sections at the top level (component model, "Binary Format": magic, version 13 and layer 1, then sections of id, size,
 * content).
 */
import { AirssysError, MANIFEST_SECTION, type Manifest, parseManifest, SOURCE_MAP_SECTION } from '@airssys/model';

/** A component, and what it says of itself. */
export interface ComponentBinary {
  /** The component as it is. */
  readonly bytes: Uint8Array;
  /** Present in components that airssys built. */
  readonly manifest: Manifest | undefined;
  /** Source map (JSON) of the script inside, where it was kept. */
  readonly sourceMap: string | undefined;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const COMPONENT_LAYER = 1;
const CUSTOM_SECTION_ID = 0;
/** Also where a core module was to be run, and is no program. */
export const CORE_MODULE_HINT =
  'Wrap it as a component first, for example with `jco new`. A core module that imports WASI preview 1 can be run as it is.';
/** Bytes before the first section. */
const PREAMBLE = 8;

/**
 * What a component says of itself, without running anything of it; `name` is what errors call it.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where the bytes are no WebAssembly, a core module, or cut off;
 *   `AIRSSYS_MANIFEST_INVALID` where there is a manifest that cannot be read.
 */
export function readComponent(bytes: Uint8Array, name: string): ComponentBinary {
  if (bytes.length < 8 || MAGIC.some((byte, at) => bytes[at] !== byte)) {
    throw invalid(name, bytes.length === 0 ? 'it is empty' : 'it does not begin as WebAssembly does');
  }
  if (bytes[6] !== COMPONENT_LAYER) {
    throw invalid(name, 'it is a core module', CORE_MODULE_HINT);
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
  for (const { id, content, start } of sectionsOf(bytes, name)) {
    if (id !== CUSTOM_SECTION_ID) continue;
    const { value: length, at } = readU32(content, 0, name);
    if (at + length > content.length) {
      throw invalid(name, `the custom section at byte ${start + at} has a name longer than itself`);
    }
    const section = new TextDecoder().decode(content.subarray(at, at + length));
    found.set(section, content.subarray(at + length));
  }
  return found;
}

interface Section {
  readonly id: number;
  readonly content: Uint8Array;
  /** Where its content begins in the component's bytes. */
  readonly start: number;
}

/**
 * The sections at the top level, in their order.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where the bytes are cut off.
 */
export function sectionsOf(bytes: Uint8Array, name: string): readonly Section[] {
  const found: Section[] = [];
  let next = PREAMBLE;
  while (next < bytes.length) {
    const { value: size, at: start } = readU32(bytes, next + 1, name);
    const end = start + size;
    if (end > bytes.length) throw truncated(name, end);
    found.push({ id: bytes[next] ?? 0, content: bytes.subarray(start, end), start });
    next = end;
  }
  return found;
}

/** Unsigned LEB128 of at most 32 bits, and where it ends. */
function readU32(bytes: Uint8Array, start: number, name: string): { readonly value: number; readonly at: number } {
  let value = 0;
  let at = start;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at];
    if (byte === undefined) throw truncated(name, at);
    at += 1;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, at };
  }
  throw invalid(name, `the length at byte ${at} is not a number`);
}

const truncated = (name: string, needed: number): AirssysError =>
  invalid(name, `it is cut off: a section needs ${needed} bytes`, 'Copy or build it again.');

function invalid(name: string, what: string, hint = 'Build one with `airssys build`.'): AirssysError {
  return new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${name} is not a component: ${what}`, {
    hint,
    data: { name },
  });
}
