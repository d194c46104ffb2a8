import { InstructionReader } from '../metering/instruction-reader.ts';
import { type ModuleLayout, readLayout } from '../metering/module-layout.ts';
import { type Section, SectionId } from '../metering/sections.ts';
import { NotLinkable } from './not-linkable.ts';

/** Kinds of imports and exports, as the binary format numbers them. */
export const ItemKind = { function: 0, table: 1, memory: 2, global: 3 } as const;

export interface CoreImport {
  readonly module: string;
  readonly field: string;
  readonly kind: number;
  /** Of a function. */
  readonly type: number;
}

export interface CoreExport {
  readonly kind: number;
  readonly index: number;
}

/** A core module, as far as the linker has to know it. */
export interface CoreModule {
  readonly bytes: Uint8Array;
  readonly layout: ModuleLayout;
  readonly imports: readonly CoreImport[];
  readonly exports: ReadonlyMap<string, CoreExport>;
  section(id: number): Section | undefined;
  /** A reader of the contents of a section, which checks every index against what the module has. */
  reader(id: number): InstructionReader | undefined;
}

const FUNCTION_TYPE = 0x60;

/**
 * Reads a module.
 *
 * INVARIANT: each module is valid by itself. An index that leads nowhere in it could lead to an item of its neighbour once they are
 * one, and so could the code of one that V8 would refuse.
 *
 * Errors: {@link NotLinkable} where the module is not valid, or has what the linker does not know; `MeteringError` as {@link readLayout}.
 */
export function readCoreModule(bytes: Uint8Array): CoreModule {
  if (!WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)) throw new NotLinkable('not valid');
  const layout = readLayout(bytes);
  if (layout.spaces.tags > 0 || layout.managedTypes)
    throw new NotLinkable('exceptions, or types of values on the heap');
  const section = (id: number): Section | undefined => layout.sections.find((one) => one.id === id);
  const reader = (id: number): InstructionReader | undefined => {
    const found = section(id);
    return found && new InstructionReader(bytes, layout.spaces, found.body, found.end);
  };
  demandPlainTypes(reader(SectionId.type));
  const imports = readImports(reader(SectionId.import));
  return { bytes, layout, imports, exports: readExports(reader(SectionId.export)), section, reader };
}

/** Function types only, each on its own: what refers to others of a group is not known here. */
function demandPlainTypes(reader: InstructionReader | undefined): void {
  if (reader === undefined) return;
  for (let left = reader.u32(); left > 0; left -= 1) {
    if (reader.u8() !== FUNCTION_TYPE) throw new NotLinkable('types in groups');
    for (const _ of ['parameters', 'results']) for (let more = reader.u32(); more > 0; more -= 1) reader.valueType();
  }
}

function readImports(reader: InstructionReader | undefined): readonly CoreImport[] {
  if (reader === undefined) return [];
  const imports: CoreImport[] = [];
  for (let left = reader.u32(); left > 0; left -= 1) {
    const module = text(reader.nameBytes());
    const field = text(reader.nameBytes());
    const kind = reader.u8();
    const type = kind === ItemKind.function ? reader.u32() : 0;
    if (kind === ItemKind.table || kind === ItemKind.global) reader.valueType();
    if (kind === ItemKind.global) reader.skip(1);
    if (kind === ItemKind.table || kind === ItemKind.memory) skipLimits(reader);
    imports.push({ module, field, kind, type });
  }
  return imports;
}

function skipLimits(reader: InstructionReader): void {
  const flags = reader.u8();
  reader.skipLeb(10);
  if (flags & 1) reader.skipLeb(10);
}

function readExports(reader: InstructionReader | undefined): ReadonlyMap<string, CoreExport> {
  const exports = new Map<string, CoreExport>();
  if (reader === undefined) return exports;
  for (let left = reader.u32(); left > 0; left -= 1) {
    exports.set(text(reader.nameBytes()), { kind: reader.u8(), index: reader.u32() });
  }
  return exports;
}

/** A byte order mark is a character of a name like any other. */
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
