import { type CoreExport, type CoreImport, readExports, readImports } from '../core-names.ts';
import { InstructionReader } from '../metering/instruction-reader.ts';
import { type ModuleLayout, readLayout } from '../metering/module-layout.ts';
import { type Section, SectionId } from '../metering/sections.ts';
import { NotLinkable } from './not-linkable.ts';

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
  const exports = new Map(readExports(layout).map((one) => [one.name, one]));
  return { bytes, layout, imports: readImports(layout), exports, section, reader };
}

/** Function types only, each on its own: what refers to others of a group is not known here. */
function demandPlainTypes(reader: InstructionReader | undefined): void {
  if (reader === undefined) return;
  for (let left = reader.u32(); left > 0; left -= 1) {
    if (reader.u8() !== FUNCTION_TYPE) throw new NotLinkable('types in groups');
    for (const _ of ['parameters', 'results']) for (let more = reader.u32(); more > 0; more -= 1) reader.valueType();
  }
}
