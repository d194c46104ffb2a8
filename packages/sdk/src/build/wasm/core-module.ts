/** As much of a core module as is needed to give it further functions and to put them in the place of exported ones. */
import { BinaryReader, encodeU32 } from './encoding.ts';
import { readSections, withSections } from './sections.ts';

const TYPE = 1;
const IMPORT = 2;
const FUNCTION = 3;
const EXPORT = 7;
const CODE = 10;

const FUNCTION_KIND = 0;
const TABLE_KIND = 1;
const MEMORY_KIND = 2;
const GLOBAL_KIND = 3;

export interface ModuleExport {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

/** Where a module's functions and globals are. */
export interface CoreModule {
  readonly binary: Uint8Array;
  readonly exports: readonly ModuleExport[];
  /** Type index of each function, the imported ones first. */
  readonly functionTypes: readonly number[];
  /** Each function type as `params>results`, a letter for each value: `i` i32, `I` i64, `f` f32, `F` f64, `?` others. */
  readonly signatures: readonly string[];
  readonly imports: readonly ModuleImport[];
  /** Names (`module.name`) of the imported globals, in the order of their indices. */
  readonly importedGlobals: readonly string[];
}

/** A function to be added: body without the size, and the exports that are to lead to it from now on. */
export interface AddedFunction {
  readonly exports: readonly string[];
  /** An export that the module does not have yet. */
  readonly newExport?: string;
  /** Index of its type. Default: that of the first export that is to lead to it. */
  readonly type?: number;
  readonly body: readonly number[];
}

export interface ModuleImport {
  /** `module.field` */
  readonly name: string;
  readonly module: string;
  readonly kind: number;
  /** Index of a function's type. */
  readonly type?: number;
}

/** @throws RangeError where the bytes are cut off. */
export function readCoreModule(binary: Uint8Array): CoreModule {
  const readers = new Map(readSections(binary).map(({ id, content }) => [id, new BinaryReader(content)]));
  const read = <T>(id: number, entry: (reader: BinaryReader) => T): T[] => {
    const reader = readers.get(id);
    return reader ? reader.vector(() => entry(reader)) : [];
  };
  const imports = read(IMPORT, readImport);
  return {
    binary,
    exports: read(EXPORT, (reader) => ({ name: reader.name(), kind: reader.byte(), index: reader.u32() })),
    functionTypes: [...imports.flatMap(({ type }) => type ?? []), ...read(FUNCTION, (reader) => reader.u32())],
    signatures: read(TYPE, readSignature),
    imports,
    importedGlobals: imports.filter(({ kind }) => kind === GLOBAL_KIND).map(({ name }) => name),
  };
}

/** The signature of an exported function, undefined where there is none of that name. */
export function signatureOf({ exports, functionTypes, signatures }: CoreModule, name: string): string | undefined {
  const found = exports.find((one) => one.name === name && one.kind === FUNCTION_KIND);
  return found && signatures[functionTypes[found.index] ?? -1];
}

/** The module with other names for some of its imports, by the names that they have. */
export function renameImports(
  binary: Uint8Array,
  names: ReadonlyMap<string, { readonly module: string; readonly field: string }>,
): Uint8Array {
  const sections = readSections(binary).map(({ id, content }) => {
    if (id !== IMPORT) return { id, content };
    const reader = new BinaryReader(content);
    const entries = reader.vector(() => {
      const start = reader.offset;
      const { name, description } = readImport(reader);
      const renamed = names.get(name);
      if (renamed === undefined) return content.subarray(start, reader.offset);
      const head = [...encodeName(renamed.module), ...encodeName(renamed.field)];
      return Buffer.concat([Uint8Array.from(head), content.subarray(description, reader.offset)]);
    });
    return { id, content: Buffer.concat([Uint8Array.from(encodeU32(entries.length)), ...entries]) };
  });
  return withSections(binary, sections);
}

/** The module with the functions at the end of its own. */
export function addFunctions(module: CoreModule, functions: readonly AddedFunction[]): Uint8Array {
  const { binary, exports: before, functionTypes } = module;
  const indexOf = new Map(before.map(({ name, index }) => [name, index]));
  const types = functions.map((one) => one.type ?? functionTypes[indexOf.get(one.exports[0] ?? '') ?? -1] ?? 0);
  functions.forEach((one, at) => one.exports.forEach((name) => indexOf.set(name, functionTypes.length + at)));
  const added = functions.flatMap(({ newExport }, at) =>
    newExport === undefined ? [] : [{ name: newExport, kind: FUNCTION_KIND, index: functionTypes.length + at }],
  );
  const exports = [...before, ...added];
  const sections = readSections(binary).map(({ id, content }) => {
    if (id === FUNCTION) return { id, content: extended(content, types.map(encodeU32)) };
    if (id === CODE) {
      return {
        id,
        content: extended(
          content,
          functions.map(({ body }) => [...encodeU32(body.length), ...body]),
        ),
      };
    }
    return { id, content: id === EXPORT ? encodeExports(exports, indexOf) : content };
  });
  return withSections(binary, sections);
}

/** A vector with further entries at its end. */
function extended(vector: Uint8Array, entries: readonly (readonly number[])[]): Uint8Array {
  const reader = new BinaryReader(vector);
  const count = reader.u32() + entries.length;
  return Buffer.concat([Uint8Array.from(encodeU32(count)), reader.rest(), Uint8Array.from(entries.flat())]);
}

function encodeExports(exports: readonly ModuleExport[], indexOf: ReadonlyMap<string, number>): Uint8Array {
  const entries = exports.map(({ name, kind, index }) => {
    const target = kind === FUNCTION_KIND ? (indexOf.get(name) ?? index) : index;
    return Uint8Array.of(...encodeName(name), kind, ...encodeU32(target));
  });
  return Buffer.concat([Uint8Array.from(encodeU32(exports.length)), ...entries]);
}

function encodeName(name: string): readonly number[] {
  const bytes = new TextEncoder().encode(name);
  return [...encodeU32(bytes.length), ...bytes];
}

/** `description` is where the import's kind and type begin, behind its names. */
function readImport(reader: BinaryReader): ModuleImport & { readonly description: number } {
  const module = reader.name();
  const name = `${module}.${reader.name()}`;
  const description = reader.offset;
  const kind = reader.byte();
  const found = { name, module, kind, description };
  switch (kind) {
    case FUNCTION_KIND:
      return { ...found, type: reader.u32() };
    case TABLE_KIND:
      reader.byte();
      readLimits(reader);
      return found;
    case MEMORY_KIND:
      readLimits(reader);
      return found;
    default: // a global's type and mutability, a tag's attribute and type
      reader.byte();
      reader.u32();
      return found;
  }
}

function readLimits(reader: BinaryReader): void {
  const flags = reader.byte();
  reader.u32();
  if (flags & 1) reader.u32();
}

const VALUE_LETTERS: Readonly<Record<number, string>> = { 0x7f: 'i', 0x7e: 'I', 0x7d: 'f', 0x7c: 'F' };

function readSignature(reader: BinaryReader): string {
  if (reader.byte() !== 0x60) throw new RangeError('a type that is not a plain function type');
  const values = (): string => reader.vector(() => VALUE_LETTERS[reader.byte()] ?? '?').join('');
  return `${values()}>${values()}`;
}
