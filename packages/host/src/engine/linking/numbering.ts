/** Gives every item of the core modules its number in the one that they become. */
import { type CoreExport, type CoreImport, ItemKind } from '../core-names.ts';
import { SectionId } from '../metering/sections.ts';
import { constantValue } from './constant-value.ts';
import type { CoreModule } from './core-module.ts';
import type { ImportSource, LinkPart } from './link-part.ts';
import { NotLinkable } from './not-linkable.ts';
import type { Renumbering } from './renumbering.ts';

/** A function that the glue gives. */
export interface GlueImport {
  readonly expression: string;
  /** Number of its type. */
  readonly type: number;
}

export interface Numbering {
  readonly parts: readonly Renumbering[];
  /** The imports of the whole, which are its first functions. */
  readonly imports: readonly GlueImport[];
}

/** How many of each there are so far. */
interface Counts {
  types: number;
  functions: number;
  tables: number;
  memories: number;
  globals: number;
  elements: number;
  data: number;
}

const I32 = 0x7f;

/**
 * Imported functions of the glue come first, then all that the first module defines, all that the second does, and so on. What a
 * module imports of another gets no number of its own.
 *
 * Errors: {@link NotLinkable} where an import does not lead to what another module defines.
 */
export function numberItems(modules: readonly CoreModule[], links: readonly LinkPart[]): Numbering {
  const imports: GlueImport[] = [];
  const parts: Renumbering[] = [];
  const counts: Counts = {
    ...{ types: 0, functions: modules.reduce((sum, { imports: own }, at) => sum + glueFunctions(own, links[at]), 0) },
    ...{ tables: 0, memories: 0, globals: 0, elements: 0, data: 0 },
  };
  for (const [at, module] of modules.entries()) {
    const items = new PartItems(counts.types);
    for (const one of module.imports) {
      const source = sourceOf(one, links[at]);
      if (source.from === 'glue') {
        if (one.kind !== ItemKind.function) throw new NotLinkable('the glue gives only functions');
        items.functions.push(imports.push({ expression: source.expression, type: counts.types + one.type }) - 1);
      } else items.take(one.kind, exportOf(modules, source), parts[source.export.part]);
    }
    items.define(module, counts);
    parts.push({ ...items.numbers(), elements: counts.elements, data: counts.data });
    counts.types += module.layout.spaces.types;
    counts.elements += countOf(module, SectionId.element);
    counts.data += countOf(module, SectionId.data);
  }
  return { parts, imports };
}

function glueFunctions(imports: readonly CoreImport[], part: LinkPart | undefined): number {
  return imports.filter((one) => sourceOf(one, part).from === 'glue').length;
}

function sourceOf({ module, field }: CoreImport, part: LinkPart | undefined): ImportSource {
  const source = part?.imports.get(module)?.get(field);
  if (source === undefined) throw new NotLinkable(`nothing for ${module} ${field}`);
  return source;
}

/** The export that an import names. Only modules that came before have a number already. */
function exportOf(
  modules: readonly CoreModule[],
  { export: { part, name } }: ImportSource & { from: 'part' },
): CoreExport {
  const found = modules[part]?.exports.get(name);
  if (found === undefined) throw new NotLinkable(`no export ${name}`);
  return found;
}

function countOf(module: CoreModule, section: number): number {
  return module.reader(section)?.u32() ?? 0;
}

/** The numbers of one module's items while they are being given. */
class PartItems {
  readonly functions: number[] = [];
  readonly #types: number;
  readonly #tables: number[] = [];
  readonly #memories: number[] = [];
  readonly #globals: number[] = [];
  readonly #constants: (number | undefined)[] = [];

  constructor(types: number) {
    this.#types = types;
  }

  numbers(): Omit<Renumbering, 'elements' | 'data'> {
    return {
      ...{ types: this.#types, functions: this.functions, tables: this.#tables, memories: this.#memories },
      ...{ globals: this.#globals, constants: this.#constants },
    };
  }

  /** Takes what an earlier module exports. */
  take(kind: number, { kind: exported, index }: CoreExport, owner: Renumbering | undefined): void {
    const [own, theirs] = this.#space(kind, owner);
    const number = theirs?.[index];
    if (kind !== exported || number === undefined) throw new NotLinkable('an import of another kind, or too early');
    own.push(number);
    if (kind === ItemKind.global) this.#constants.push(owner?.constants[index]);
  }

  /** Gives numbers to what the module defines. */
  define(module: CoreModule, counts: Counts): void {
    const { spaces } = module.layout;
    while (this.functions.length < spaces.functions) this.functions.push(counts.functions++);
    while (this.#tables.length < spaces.tables.length) this.#tables.push(counts.tables++);
    while (this.#memories.length < spaces.memories.length) this.#memories.push(counts.memories++);
    while (this.#globals.length < spaces.globals) this.#globals.push(counts.globals++);
    this.#readConstants(module);
  }

  #readConstants(module: CoreModule): void {
    const reader = module.reader(SectionId.global);
    if (reader === undefined) return;
    for (let left = reader.u32(); left > 0; left -= 1) {
      const isI32 = reader.peek() === I32;
      reader.valueType();
      const isMutable = reader.u8() === 1;
      const value = constantValue(reader, this.#constants);
      this.#constants.push(isI32 && !isMutable ? value : undefined);
    }
  }

  #space(
    kind: number,
    owner: Renumbering | undefined,
  ): readonly [own: number[], theirs: readonly number[] | undefined] {
    switch (kind) {
      case ItemKind.function:
        return [this.functions, owner?.functions];
      case ItemKind.table:
        return [this.#tables, owner?.tables];
      case ItemKind.memory:
        return [this.#memories, owner?.memories];
      case ItemKind.global:
        return [this.#globals, owner?.globals];
      default:
        throw new NotLinkable(`an import of kind ${kind}`);
    }
  }
}
