/** What a name in a scope stands for, through aliases and uses: is it there, is it a resource, does it hold a borrow. */
import type { InterfaceEntry, Library } from './library.ts';
import { type ScopeTable, type TableEntry, tableOf } from './scope-table.ts';
import type { TypeSyntax } from './syntax.ts';

/** Of a name whose package was not given: it may be anything. */
export type Meaning = 'resource' | 'value' | 'unknown' | 'undefined';

export class TypeFacts {
  readonly #library: Library;
  readonly #tables = new Map<InterfaceEntry, ScopeTable>();
  readonly #meanings = new Map<TableEntry, Meaning>();
  readonly #borrows = new Map<TableEntry, boolean>();

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
  meaning(table: ScopeTable, name: string): Meaning {
    const passed = new Set<TableEntry>();
    let meaning: Meaning | undefined;
    for (let at: Place | undefined = { table, name }; meaning === undefined;) {
      const entry: TableEntry | undefined = at?.table.types.get(at.name);
      if (at === undefined || entry === undefined) meaning = at === undefined ? 'unknown' : 'undefined';
      else if (passed.has(entry)) meaning = 'value';
      else {
        meaning = this.#meanings.get(entry) ?? ownMeaning(entry);
        passed.add(entry);
        at = this.#next(at.table, entry);
      }
    }
    for (const entry of passed) this.#meanings.set(entry, meaning);
    return meaning;
  }

  /** What a use or an alias of a name leads to; undefined where the package was not given. */
  #next(table: ScopeTable, entry: TableEntry): Place | undefined {
    if (entry.kind === 'use') {
      const found = entry.target?.entry;
      return found && { table: this.tableOf(found), name: entry.rename.original.name };
    }
    return entry.syntax.type?.kind === 'name' ? { table, name: entry.syntax.type.name.name } : undefined;
  }

  /** Whether a value of the type can hold a borrowed handle. */
  hasBorrow(table: ScopeTable, type: TypeSyntax): boolean {
    if (type.kind === 'borrow') return true;
    if (type.kind === 'name') return this.#nameHasBorrow(table, type.name.name);
    return syntaxParts(type).some((part) => this.hasBorrow(table, part));
  }

  #nameHasBorrow(table: ScopeTable, name: string): boolean {
    const entry = table.types.get(name);
    if (entry === undefined) return false;
    const known = this.#borrows.get(entry);
    if (known !== undefined) return known;
    this.#borrows.set(entry, false); // while it is looked at: a cycle adds nothing
    const found = this.#entryHasBorrow(table, entry);
    this.#borrows.set(entry, found);
    return found;
  }

  #entryHasBorrow(table: ScopeTable, entry: TableEntry): boolean {
    if (entry.kind === 'use') {
      const found = entry.target?.entry;
      return found !== undefined && this.#nameHasBorrow(this.tableOf(found), entry.rename.original.name);
    }
    const types = [entry.syntax.type, ...entry.syntax.members.map((member) => member.type)];
    return types.some((type) => type !== undefined && this.hasBorrow(table, type));
  }
}

interface Place {
  readonly table: ScopeTable;
  readonly name: string;
}

/** What an entry is by itself; undefined where it is another name for something. */
function ownMeaning(entry: TableEntry): Meaning | undefined {
  if (entry.kind === 'use') return undefined;
  if (entry.syntax.kind === 'resource') return 'resource';
  return entry.syntax.type?.kind === 'name' ? undefined : 'value';
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
