import { readConstantExpression } from './constant-expression.ts';
import type { IndexSpaces } from './index-spaces.ts';
import { InstructionReader } from './instruction-reader.ts';
import { invalidModule, unsupported } from './metering-error.ts';
import type { Section } from './sections.ts';
import { readSections, SectionId } from './sections.ts';
import { readSegments } from './segments.ts';
import { StartupFuel } from './startup-fuel.ts';
import type { Types } from './type-section.ts';
import { readTypes } from './type-section.ts';

/** Everything the rewriter needs to know of a module, apart from its code. */
export interface ModuleLayout {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly spaces: IndexSpaces;
  readonly exportNames: ReadonlySet<string>;
  /** The functions that it exports, by name: their indices. */
  readonly exportedFunctions: ReadonlyMap<string, number>;
  readonly start: number | undefined;
  /** For each function that the module defines, the number of its parameters. */
  readonly parameters: readonly number[];
  /** Struct or array types are declared: their values live in V8's heap, which no limit of ours counts. */
  readonly managedTypes: boolean;
  readonly startupFuel: number;
}

/** More types than V8 allows; while the type section is read, an index may point forward. */
const TYPES_NOT_COUNTED_YET = 1_000_000;

/** Reads all sections but the code. Errors: {@link MeteringError} with either code. */
export function readLayout(bytes: Uint8Array): ModuleLayout {
  const sections = readSections(bytes);
  const spaces: IndexSpaces = {
    types: TYPES_NOT_COUNTED_YET,
    importedFunctions: 0,
    functions: 0,
    globals: 0,
    tags: 0,
    tables: [],
    memories: [],
    mutableGlobals: [],
  };
  const startup = new StartupFuel();
  const exportNames = new Set<string>();
  const exportedFunctions = new Map<string, number>();
  let start: number | undefined;
  let types: Types = { parameters: [], managed: false };
  let parameters: readonly number[] = [];
  const reader = new InstructionReader(bytes, spaces);
  const typeSection = sections.find((section) => section.id === SectionId.type);
  if (typeSection === undefined) spaces.types = 0;
  for (const section of sections) {
    reader.pos = section.body;
    reader.end = section.end;
    switch (section.id) {
      case SectionId.type:
        types = readTypes(reader);
        break;
      case SectionId.import:
        readImports(reader);
        break;
      case SectionId.function:
        parameters = readFunctions(reader, types);
        break;
      case SectionId.table:
        readTables(reader, startup);
        break;
      case SectionId.memory:
        readMemories(reader);
        break;
      case SectionId.tag:
        readTags(reader);
        break;
      case SectionId.global:
        readGlobals(reader, startup);
        break;
      case SectionId.export:
        readExports(reader, exportNames, exportedFunctions);
        break;
      case SectionId.start:
        start = reader.functionIndex();
        break;
      case SectionId.element:
      case SectionId.data:
        readSegments(reader, section.id, startup);
        break;
      default:
        continue; // custom, code and data count: not read here
    }
    if (!reader.done) throw invalidModule(`section ${section.id} is longer than its contents`, reader.pos);
  }
  const startupFuel = startup.total(start !== undefined);
  return {
    bytes,
    sections,
    spaces,
    exportNames,
    exportedFunctions,
    start,
    parameters,
    managedTypes: types.managed,
    startupFuel,
  };
}

function readImports(reader: InstructionReader): void {
  const { spaces } = reader;
  const count = reader.u32();
  for (let read = 0; read < count; read++) {
    reader.nameBytes();
    reader.nameBytes();
    const at = reader.pos;
    const kind = reader.u8();
    if (kind === 0) {
      reader.typeIndex();
      spaces.functions++;
    } else if (kind === 1) readTableType(reader, true);
    else if (kind === 2) readMemoryType(reader, true);
    else if (kind === 3) {
      readGlobalType(reader);
      spaces.globals++;
    } else if (kind === 4) readTagType(reader);
    else throw unsupported(`import of kind ${kind}`, at);
  }
  spaces.importedFunctions = spaces.functions;
}

/** Answers the number of parameters of each. */
function readFunctions(reader: InstructionReader, types: Types): readonly number[] {
  const count = reader.u32();
  const parameters: number[] = [];
  for (let read = 0; read < count; read++) parameters.push(types.parameters[reader.typeIndex()] ?? 0);
  reader.spaces.functions += count;
  return parameters;
}

function readTables(reader: InstructionReader, startup: StartupFuel): void {
  const count = reader.u32();
  for (let read = 0; read < count; read++) {
    const at = reader.pos;
    const withInitializer = reader.peek() === 0x40;
    if (withInitializer) {
      reader.pos++;
      if (reader.u8() !== 0) throw unsupported('table encoding', at);
    }
    const min = readTableType(reader, false);
    if (withInitializer) startup.table(readConstantExpression(reader), min);
  }
}

function readTableType(reader: InstructionReader, imported: boolean): number {
  const at = reader.pos;
  reader.valueType();
  const element = reader.bytes.subarray(at, reader.pos);
  const limits = readLimits(reader, 'table');
  reader.spaces.tables.push({ element, ...limits, imported });
  return limits.min;
}

function readMemories(reader: InstructionReader): void {
  const count = reader.u32();
  for (let read = 0; read < count; read++) readMemoryType(reader, false);
}

function readMemoryType(reader: InstructionReader, imported: boolean): void {
  reader.spaces.memories.push({ ...readLimits(reader, 'memory'), imported });
}

function readLimits(reader: InstructionReader, kind: string): { readonly min: number; readonly address64: boolean } {
  const at = reader.pos;
  const flags = reader.u8();
  if (flags & 2) throw unsupported(`shared ${kind}`, at);
  if (flags & 8) throw unsupported(`${kind} with a page size of its own (custom page sizes)`, at);
  if (flags > 7) throw unsupported(`${kind} with limits 0x${flags.toString(16)}`, at);
  const min = Number(reader.u64());
  if (flags & 1) reader.skipLeb(10);
  return { min, address64: (flags & 4) !== 0 };
}

function readTags(reader: InstructionReader): void {
  const count = reader.u32();
  for (let read = 0; read < count; read++) readTagType(reader);
}

function readTagType(reader: InstructionReader): void {
  reader.skip(1);
  reader.typeIndex();
  reader.spaces.tags++;
}

function readGlobals(reader: InstructionReader, startup: StartupFuel): void {
  const count = reader.u32();
  const { spaces } = reader;
  for (let read = 0; read < count; read++) {
    const first = reader.peek();
    if (readGlobalType(reader)) spaces.mutableGlobals.push({ index: spaces.globals, isReadable: isReadable(first) });
    startup.global(readConstantExpression(reader));
    spaces.globals++;
  }
}

const V128 = 0x7b;
const EXNREF = 0x69;
const NULL_EXNREF = 0x74;
/** `(ref …)` and `(ref null …)`: what they refer to stands behind, and exception references can be written so. */
const TYPED_REFERENCES = [0x63, 0x64];

/** By the first byte of the value type: whether JavaScript can read and write it for certain. */
function isReadable(valueType: number): boolean {
  return ![V128, EXNREF, NULL_EXNREF, ...TYPED_REFERENCES].includes(valueType);
}

/** Answers whether the global is mutable. */
function readGlobalType(reader: InstructionReader): boolean {
  reader.valueType();
  const at = reader.pos;
  const mutability = reader.u8();
  if (mutability > 1) throw unsupported('shared global', at);
  return mutability === 1;
}

function readExports(reader: InstructionReader, names: Set<string>, functions: Map<string, number>): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // a mark of the encoding is a part of the name
  const count = reader.u32();
  for (let read = 0; read < count; read++) {
    const name = decoder.decode(reader.nameBytes());
    names.add(name);
    const kind = reader.u8();
    if (kind === 0) functions.set(name, reader.functionIndex());
    else if (kind === 1) reader.tableIndex();
    else if (kind === 3) reader.globalIndex();
    else reader.skipLeb(5); // memories and tags: nothing is appended to those
  }
}
