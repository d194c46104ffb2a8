/**
 * Makes one core module of several: the glue of a component then makes one instance instead of a dozen, and what a module takes from
 * another is known when it is compiled.
 *
 * Linked is what is simple: at most one memory, functions as all that the glue gives, a start function in the last module alone,
 * segments that are known to fit. Everything else stays as it is. What is linked computes the same, traps the same, and uses the same fuel.
 */
import { utf8, u32 } from '../metering/encoding.ts';
import { MeteringError } from '../metering/metering-error.ts';
import { functionNames, type ModulePart } from '../module-name.ts';
import { type CoreModule, readCoreModule } from './core-module.ts';
import type { LinkPart, PartExport } from './link-part.ts';
import { LinkedSections, type Part } from './linked-sections.ts';
import { NotLinkable } from './not-linkable.ts';
import { numberItems } from './numbering.ts';
import type { Rooms } from './segments.ts';

export interface LinkedModule {
  readonly bytes: Uint8Array;
  /** The glue's expressions for what the module imports: from the module '', by their places in this list. */
  readonly imports: readonly string[];
  /** Fuel that starting the modules takes by itself, one after the other. */
  readonly startupFuel: number;
  /** Which functions were whose, in the order of their new numbers. */
  readonly parts: readonly ModulePart[];
}

export interface LinkRequest {
  /** In the order in which they are instantiated. */
  readonly parts: readonly LinkPart[];
  /** What the glue takes from each, and the name under which the whole exports it. */
  readonly exports: ReadonlyMap<string, PartExport>;
  /** The number of each part in its component, from 0. */
  readonly numbers: readonly number[];
}

const PAGE_BYTES = 65_536;

/** Links the modules; undefined where they have to stay apart. */
export function linkModules(request: LinkRequest): LinkedModule | undefined {
  try {
    const linked = link(request);
    return WebAssembly.validate(linked.bytes as Uint8Array<ArrayBuffer>) ? linked : undefined;
  } catch (error) {
    // What the metering refuses it will refuse once more, and say so.
    if (error instanceof NotLinkable || error instanceof MeteringError) return undefined;
    throw error;
  }
}

function link({ parts: links, exports, numbers }: LinkRequest): LinkedModule {
  const modules = links.map(({ bytes }) => readCoreModule(bytes));
  const { parts: renumberings, imports } = numberItems(modules, links);
  const parts = modules.flatMap((module, at): readonly Part[] => {
    const own = renumberings[at];
    return own === undefined ? [] : [{ module, numbers: own }];
  });
  const rooms = roomsOf(modules);
  if (rooms.memories.length > 1) throw new NotLinkable('several memories');
  const sections = new LinkedSections(parts);
  sections.types();
  sections.imports(imports);
  sections.functions();
  sections.tables();
  sections.memories();
  sections.globals();
  sections.exports([...exports].map(([name, one]) => exportEntry(name, one, parts)));
  sections.start(startOf(parts));
  sections.elements(rooms);
  sections.dataCount();
  sections.code();
  sections.data(rooms);
  sections.names(namesOf(parts));
  return {
    bytes: sections.finish(),
    imports: imports.map(({ expression }) => expression),
    startupFuel: modules.reduce((sum, { layout }) => sum + layout.startupFuel, 0),
    parts: modules.map(({ layout: { spaces } }, at) => ({
      number: numbers[at] ?? at,
      imported: spaces.importedFunctions,
      defined: spaces.functions - spaces.importedFunctions,
    })),
  };
}

/** In the order in which items get their numbers. */
function roomsOf(modules: readonly CoreModule[]): Rooms {
  const tables = modules.flatMap(({ layout }) => layout.spaces.tables).filter(({ imported }) => !imported);
  const memories = modules.flatMap(({ layout }) => layout.spaces.memories).filter(({ imported }) => !imported);
  return {
    tables: tables.map(({ address64, min }) => (address64 ? undefined : min)),
    memories: memories.map(({ address64, min }) => (address64 ? undefined : min * PAGE_BYTES)),
  };
}

function exportEntry(name: string, { part, name: own }: PartExport, parts: readonly Part[]): readonly number[] {
  const { module, numbers } = parts[part] ?? {};
  const found = module?.exports.get(own);
  const spaces = [numbers?.functions, numbers?.tables, numbers?.memories, numbers?.globals];
  const number = found && spaces[found.kind]?.[found.index];
  if (found === undefined || number === undefined) throw new NotLinkable(`no export ${own}`);
  return [...utf8(name), found.kind, ...u32(number)];
}

function startOf(parts: readonly Part[]): number | undefined {
  if (parts.slice(0, -1).some(({ module }) => module.layout.start !== undefined)) {
    throw new NotLinkable('a start function before the last module');
  }
  const last = parts.at(-1);
  const start = last?.module.layout.start;
  return start === undefined ? undefined : last?.numbers.functions[start];
}

/** The names of the functions that each module defines, as they would be if it had stayed alone. */
function namesOf(parts: readonly Part[]): readonly (readonly [number, Uint8Array])[] {
  return parts.flatMap(({ module, numbers }) => {
    const { functions, importedFunctions } = module.layout.spaces;
    const own = [...functionNames(module.bytes, functions)].filter(([index]) => index >= importedFunctions);
    const named = own.flatMap(([index, name]): readonly (readonly [number, Uint8Array])[] => {
      const number = numbers.functions[index];
      return number === undefined ? [] : [[number, name]];
    });
    return named.toSorted(([one], [other]) => one - other);
  });
}
