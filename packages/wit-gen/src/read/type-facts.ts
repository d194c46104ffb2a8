/** What a name in a scope stands for, through aliases and uses: is it there, is it a resource, does it hold a borrow. */
import type { InterfaceEntry, Library } from './library.ts';
import { type ScopeTable, tableOf } from './scope-table.ts';
import type { TypeSyntax } from './syntax.ts';

/** Of a name whose package was not given: it may be anything. */
export type Meaning = 'resource' | 'value' | 'unknown' | 'undefined';

export class TypeFacts {
  readonly #library: Library;
  readonly #tables = new Map<InterfaceEntry, ScopeTable>();

  constructor(library: Library) {
    this.#library = library;
  }

  /** The table of an interface, made once. */
  tableOf(entry: InterfaceEntry): ScopeTable {
    const known = this.#tables.get(entry);
    if (known !== undefined) return known;
    const { syntax, file } = entry;
    const table = tableOf(this.#library, syntax.items, file, `the interface '${syntax.name.name}'`);
    this.#tables.set(entry, table);
    return table;
  }

  /** Cycles, which are complained of elsewhere, end as a value. */
  meaning(table: ScopeTable, name: string, seen: ReadonlySet<unknown> = new Set()): Meaning {
    const entry = table.types.get(name);
    if (entry === undefined) return 'undefined';
    if (seen.has(entry)) return 'value';
    const next = new Set(seen).add(entry);
    if (entry.kind === 'use') {
      if (entry.target?.entry === undefined) return 'unknown';
      return this.meaning(this.tableOf(entry.target.entry), entry.rename.original.name, next);
    }
    if (entry.syntax.kind === 'resource') return 'resource';
    const { type } = entry.syntax;
    return type?.kind === 'name' ? this.meaning(table, type.name.name, next) : 'value';
  }

  /** Whether a value of the type can hold a borrowed handle. */
  hasBorrow(table: ScopeTable, type: TypeSyntax, seen: ReadonlySet<unknown> = new Set()): boolean {
    if (type.kind === 'borrow') return true;
    if (type.kind === 'name') return this.#nameHasBorrow(table, type.name.name, seen);
    return syntaxParts(type).some((part) => this.hasBorrow(table, part, seen));
  }

  #nameHasBorrow(table: ScopeTable, name: string, seen: ReadonlySet<unknown>): boolean {
    const entry = table.types.get(name);
    if (entry === undefined || seen.has(entry)) return false;
    const next = new Set(seen).add(entry);
    if (entry.kind === 'use') {
      const found = entry.target?.entry;
      return found !== undefined && this.#nameHasBorrow(this.tableOf(found), entry.rename.original.name, next);
    }
    const types = [entry.syntax.type, ...entry.syntax.members.map((member) => member.type)];
    return types.some((type) => type !== undefined && this.hasBorrow(table, type, next));
  }
}

/** The types that a written type is made of, one level deep. */
export function syntaxParts(type: TypeSyntax): readonly TypeSyntax[] {
  switch (type.kind) {
    case 'list':
    case 'fixed-list':
      return [type.element];
    case 'stream':
    case 'future':
      return type.element ? [type.element] : [];
    case 'option':
      return [type.some];
    case 'result':
      return [type.ok, type.err].filter((side) => side !== undefined);
    case 'tuple':
      return type.items;
    case 'map':
      return [type.key, type.value];
    case 'primitive':
    case 'error-context':
    case 'own':
    case 'borrow':
    case 'name':
      return [];
  }
}
