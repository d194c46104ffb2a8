import { type WitWorld, type WitWorldItem, worldItemName } from '../document/document.ts';
import { includeWorld } from './include.ts';
import type { Library, WorldEntry } from './library.ts';
import { refuseMixedExports } from './mixed-exports.ts';
import { preambleOf } from './preamble.ts';
import type { ScopeResolver } from './resolve-scope.ts';
import { NameSet, type ScopeTable, tableOf } from './scope-table.ts';
import type { Ident, IncludeSyntax, PathSyntax, PortSyntax } from './syntax.ts';

export class WorldResolver {
  readonly #library: Library;
  readonly #scopes: ScopeResolver;
  readonly #done = new Map<WorldEntry, WitWorld>();
  readonly #underWay = new Set<WorldEntry>();

  constructor(library: Library, scopes: ScopeResolver) {
    this.#library = library;
    this.#scopes = scopes;
  }

  /** The world with all that it includes. Undefined where it includes itself, which has been complained of. */
  resolve(entry: WorldEntry, at: PathSyntax | Ident = entry.syntax.name): WitWorld | undefined {
    const known = this.#done.get(entry);
    if (known !== undefined) return known;
    if (this.#underWay.has(entry)) {
      this.#library.complaints.add(
        'AIRSSYS_WIT_READ_CYCLE',
        at,
        `the world '${entry.syntax.name.name}' includes itself`,
      );
      return undefined;
    }
    this.#underWay.add(entry);
    const world = this.#make(entry);
    this.#underWay.delete(entry);
    this.#done.set(entry, world);
    return world;
  }

  #make({ syntax, file }: WorldEntry): WitWorld {
    const where = `the world '${syntax.name.name}'`;
    const names = new NameSet(this.#library, where);
    const table = tableOf(this.#library, syntax.items, file, where, names);
    const { types } = this.#scopes.resolve(table);
    const ports = { import: new Ports(this.#library, where, names), export: new Ports(this.#library, where) };
    for (const item of syntax.items) {
      if (item.kind === 'import' || item.kind === 'export') this.#addPort(ports[item.kind], item, table, file);
    }
    let world: WitWorld = {
      name: syntax.name.name,
      ...preambleOf(syntax),
      types,
      imports: ports.import.items,
      exports: ports.export.items,
    };
    for (const item of syntax.items) if (item.kind === 'include') world = this.#include(world, item, file);
    refuseMixedExports(this.#library, this.#scopes.facts, syntax, world);
    return world;
  }

  #addPort(ports: Ports, port: PortSyntax, table: ScopeTable, file: WorldEntry['file']): void {
    const { extern } = port;
    const head = preambleOf(port);
    if (extern.kind === 'path') {
      const target = this.#library.interfaceAt(extern.path, file);
      if (target === undefined) return;
      const name = extern.name && { name: extern.name.name };
      ports.add({ kind: 'interface', interface: target.id, ...name, ...head }, extern.name ?? extern.path);
    } else if (extern.kind === 'function') {
      const resolved = this.#scopes.functions.resolve(table, extern.function);
      ports.add({ kind: 'function', ...resolved, ...head }, extern.name);
    } else {
      const where = `the interface '${extern.name.name}'`;
      const scope = this.#scopes.resolve(tableOf(this.#library, extern.items, file, where));
      ports.add({ kind: 'inline', name: extern.name.name, ...head, ...scope }, extern.name);
    }
  }

  #include(world: WitWorld, item: IncludeSyntax, file: WorldEntry['file']): WitWorld {
    const target = this.#library.worldAt(item.from, file);
    const included = target?.entry && this.resolve(target.entry, item.from);
    return included === undefined ? world : includeWorld(this.#library, world, included, item);
  }
}

/** The imports or the exports of a world. */
class Ports {
  readonly items: WitWorldItem[] = [];
  readonly #library: Library;
  readonly #where: string;
  readonly #names: NameSet;

  constructor(library: Library, where: string, names: NameSet = new NameSet(library, where)) {
    this.#library = library;
    this.#where = where;
    this.#names = names;
  }

  add(item: WitWorldItem, at: Ident | PathSyntax): void {
    if (typeof at.name === 'string') {
      // What has a plain name shares it with the types of the world.
      if (this.#names.add(at as Ident)) this.items.push(item);
      return;
    }
    const id = worldItemName(item);
    if (this.items.some((one) => worldItemName(one) === id)) {
      this.#library.complaints.add(
        'AIRSSYS_WIT_READ_DUPLICATE',
        at,
        `${id} is there twice in ${this.#where}`,
        'Remove one.',
      );
    } else this.items.push(item);
  }
}
