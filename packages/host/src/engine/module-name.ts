/**
 * Gives a core module a name that says what a line of V8's stack leaves out: which core module of the component it is, or which it
 * was made of, and how many functions are its own. V8 writes the module's name into every such line; nothing else of it could be asked
 * for when a call has trapped.
 *
 * The functions' names stay, but for versions of interfaces: V8 keeps the code of equal modules once, and those of two versions of a component
 * are to be equal. An exported function without a name gets the one that it is exported under.
 */
import { ByteReader } from './metering/byte-reader.ts';
import { ByteWriter } from './metering/byte-writer.ts';
import { u32Length } from './metering/encoding.ts';
import { readSections, type Section, SectionId } from './metering/sections.ts';

export interface ModuleIdentity {
  /** The module's number in the component, from 0; or the modules that were linked into this one, in the order of their functions. */
  readonly number: number | readonly ModulePart[];
  /** How many functions it has of its own, imported ones included; what has a higher index was appended. */
  readonly functions: number;
}

/** A core module that has become a part of another. The functions that the parts define are the last ones of the whole. */
export interface ModulePart {
  /** Its number in the component, from 0. */
  readonly number: number;
  /** Functions that it imports: the index of the first that it defines. */
  readonly imported: number;
  readonly defined: number;
}

/** A function as its own module knew it. */
export interface FunctionOrigin {
  readonly module: number;
  readonly functionIndex: number;
}

const NAME_SECTION = 'name';
const FUNCTION_NAMES = 1;
const FUNCTION_EXPORT = 0;
const VERSION_MARK = 0x40;
const VERSION = /@\d+\.\d+\.\d+[\w.+-]*(?=#)/;

/**
 * As it stands in a stack: `core-0-1200.fib (wasm://wasm/core-0-1200-5f3c:wasm-function[12]:0x1f)`. Linked modules are told one by one,
 * as `3.6.40_0.0.12` in place of the number.
 */
export const moduleName = ({ number, functions }: ModuleIdentity): string => `core-${partsText(number)}-${functions}`;

const partsText = (parts: ModuleIdentity['number']): string =>
  typeof parts === 'number'
    ? String(parts)
    : parts.map(({ number, imported, defined }) => `${number}.${imported}.${defined}`).join('_');

/** The identity in a module's name; undefined where it is none that {@link moduleName} writes. */
export function readModuleName(name: string): ModuleIdentity | undefined {
  const [, numbers, functions] = /^core-(\d+(?:[._]\d+)*)-(\d+)$/.exec(name) ?? [];
  if (numbers === undefined) return undefined;
  if (!numbers.includes('.')) return { number: Number(numbers), functions: Number(functions) };
  const number = numbers.split('_').map((part): ModulePart => {
    const [own = 0, imported = 0, defined = 0] = part.split('.').map(Number);
    return { number: own, imported, defined };
  });
  return { number, functions: Number(functions) };
}

/** Where a function of the module comes from; undefined for what was appended. */
export function originOf(index: number, { number, functions }: ModuleIdentity): FunctionOrigin | undefined {
  if (index >= functions) return undefined;
  if (typeof number === 'number') return { module: number, functionIndex: index };
  let first = number.reduce((left, { defined }) => left - defined, functions);
  for (const { number: module, imported, defined } of number) {
    if (index >= first && index < first + defined) return { module, functionIndex: index - first + imported };
    first += defined;
  }
  return undefined; // an imported function, which has no frame
}

/** A copy with that name. The bytes are a module that `meterModule` has read. */
export function nameModule(bytes: Uint8Array, identity: ModuleIdentity): Uint8Array {
  const sections = readSections(bytes);
  const named = sections.find((section) => isNamed(bytes, section));
  const subsections = named === undefined ? new Map<number, Uint8Array>() : readSubsections(bytes, named);
  const names = nameMap(withExports(bytes, sections, subsections.get(FUNCTION_NAMES), identity.functions));
  const kept = [...subsections].filter(([id]) => id > FUNCTION_NAMES);
  const own = section(NAME_SECTION, [[0, text(moduleName(identity))], [FUNCTION_NAMES, names], ...kept]);
  const writer = new ByteWriter(bytes.length + own.length);
  writer.range(bytes, 0, sections[0]?.start ?? bytes.length);
  // V8 takes the first section of that name, and only one that stands behind all others.
  for (const one of sections) if (!isNamed(bytes, one)) writer.range(bytes, one.start, one.end);
  writer.range(own, 0, own.length);
  return writer.finish();
}

/** Names of the first `functions` functions of a module: those of its name section, else of its exports. */
export function functionNames(bytes: Uint8Array, functions: number): ReadonlyMap<number, Uint8Array> {
  const sections = readSections(bytes);
  const named = sections.find((section) => isNamed(bytes, section));
  const map = named && readSubsections(bytes, named).get(FUNCTION_NAMES);
  return withExports(bytes, sections, map, functions);
}

function isNamed(bytes: Uint8Array, { id, body, end }: Section): boolean {
  if (id !== SectionId.custom) return false;
  return decode(new ByteReader(bytes, body, end).nameBytes()) === NAME_SECTION;
}

/** Subsections by their ids, the first of each. A custom section may hold anything: what cannot be read is left out. */
function readSubsections(bytes: Uint8Array, { body, end }: Section): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  const reader = new ByteReader(bytes, body, end);
  reader.nameBytes();
  try {
    while (!reader.done) {
      const id = reader.u8();
      const content = reader.nameBytes();
      if (!found.has(id)) found.set(id, content);
    }
  } catch {
    return found;
  }
  return found;
}

/** The names of the functions: those of the module's map, and of the exported functions that it does not name. */
function withExports(
  bytes: Uint8Array,
  sections: readonly Section[],
  map: Uint8Array | undefined,
  functions: number,
): ReadonlyMap<number, Uint8Array> {
  const names = readNames(map);
  const exported = sections.find(({ id }) => id === SectionId.export);
  if (exported !== undefined) {
    const reader = new ByteReader(bytes, exported.body, exported.end);
    for (let left = reader.u32(); left > 0; left -= 1) {
      const name = reader.nameBytes();
      const kind = reader.u8();
      const index = reader.u32();
      if (kind === FUNCTION_EXPORT && index < functions && !names.has(index)) names.set(index, name);
    }
  }
  return names;
}

function nameMap(names: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const writer = new ByteWriter(64);
  writer.u32(names.size);
  for (const [index, versioned] of [...names].toSorted(([one], [other]) => one - other)) {
    const name = withoutVersion(versioned);
    writer.u32(index);
    writer.u32(name.length);
    writer.range(name, 0, name.length);
  }
  return writer.finish();
}

/** `ns:name/interface@1.0.0#function` without `@1.0.0`. */
function withoutVersion(name: Uint8Array): Uint8Array {
  if (!name.includes(VERSION_MARK)) return name;
  return new TextEncoder().encode(decode(name).replace(VERSION, ''));
}

function readNames(map: Uint8Array | undefined): Map<number, Uint8Array> {
  const names = new Map<number, Uint8Array>();
  if (map === undefined) return names;
  const reader = new ByteReader(map);
  try {
    for (let left = reader.u32(); left > 0; left -= 1) names.set(reader.u32(), reader.nameBytes());
  } catch {
    return names;
  }
  return names;
}

function section(name: string, subsections: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const title = text(name);
  const size = subsections.reduce((sum, [, { length }]) => sum + 1 + u32Length(length) + length, title.length);
  const writer = new ByteWriter(size + 6);
  writer.u8(SectionId.custom);
  writer.u32(size);
  writer.range(title, 0, title.length);
  for (const [id, content] of subsections) {
    writer.u8(id);
    writer.u32(content.length);
    writer.range(content, 0, content.length);
  }
  return writer.finish();
}

/** A counted name. */
function text(name: string): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  const writer = new ByteWriter(bytes.length + 5);
  writer.u32(bytes.length);
  writer.range(bytes, 0, bytes.length);
  return writer.finish();
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
