/**
 * Several components as one: `composeComponents` instantiates them inside of a component of its own, each import wired to the export
 * that answers it (component model, "Instance Definitions"). The parts are in the whole byte for byte.
 */
import type { Entity } from '../binary/entity.ts';
import { ComponentWriter, type Item } from './component-writer.ts';
import { trackOf } from './interface-track.ts';
import { LIFECYCLE, livingOf, writeLifecycle } from './lifecycle.ts';
import { writeManifest } from './manifest-of-whole.ts';
import { composeError, type Part, readPart } from './part.ts';
import { typesIn } from './types-in.ts';
import { WholeImports, type WholeImport } from './whole-imports.ts';
import { wire, type Wire, type WireRequest } from './wiring.ts';

/** What is composed, and how. */
export interface ComposeOptions {
  /** The components by names of your own, which wires and errors use. */
  readonly components: Readonly<Record<string, Uint8Array>>;
  /** Whose exports the whole has. Default: the first. */
  readonly main?: string | undefined;
  /**
   * Which export answers which import. What is not said here is wired by name: an import goes to the one component that exports the
   * interface in a version that goes with it, and to the host where there is none.
   */
  readonly wires?: readonly WireRequest[] | undefined;
  /** Exports of other components that the whole has besides. Default: none. */
  readonly exports?: readonly { readonly component: string; readonly export: string }[] | undefined;
}

/** A component that was made of several. */
export interface Composition {
  /** The bytes of the whole. */
  readonly component: Uint8Array;
  /** Which export answers which import. */
  readonly wires: readonly Wire[];
  /** What the host is asked for, each interface once, and which of the components asks. */
  readonly imports: readonly WholeImport[];
  /** The whole's exports, by their names. */
  readonly exports: readonly string[];
  /** The components in the order in which they are instantiated and initialized. */
  readonly order: readonly string[];
}

/**
 * Makes one component of several, as every runtime for components takes it. They keep memories of their own and share what the host gives the
 * whole: one budget of fuel, one set of limits and grants.
 *
 * @throws AirssysError `AIRSSYS_COMPOSE_INVALID` where components need each other in a circle, several could answer an import, an export
 *   is of other types than the import, a name is unknown, or a component is given that nobody needs;
 *   `AIRSSYS_ENGINE_INVALID_COMPONENT` for bytes that are no component.
 */
export function composeComponents(options: ComposeOptions): Composition {
  const parts = Object.entries(options.components).map(([name, bytes]) => readPart(name, bytes));
  const main = options.main === undefined ? parts[0] : parts.find(({ name }) => name === options.main);
  if (main === undefined) throw nothing(options.main);
  const { wires, order } = wire(parts, main, options.wires ?? []);
  const writer = new ComponentWriter();
  const imports = new WholeImports(writer, order, wires);
  const instances = instantiateAll(writer, order, wires, imports);
  const exports = exportsOf(options, main, order, instances);
  const names = new Exporter(writer, imports, { order, wires, instances }).exportAll(exports);
  writeManifest(writer, main, order, wires);
  return {
    component: writer.bytes(),
    wires,
    imports: imports.all,
    exports: names,
    order: order.map(({ name }) => name),
  };
}

function instantiateAll(
  writer: ComponentWriter,
  order: readonly Part[],
  wires: readonly Wire[],
  imports: WholeImports,
): ReadonlyMap<string, number> {
  const instances = new Map<string, number>();
  for (const part of order) {
    const args = [...part.imports].map(([id, entity]): readonly [string, Item] => {
      const found = wires.find((one) => one.component === part.name && one.import === id);
      if (found === undefined) return [id, imports.item(id, entity)];
      return [id, writer.exportOf(instances.get(found.provider) ?? 0, found.export, sortOf(entity))];
    });
    instances.set(part.name, writer.instantiate(writer.component(part.bytes), args));
  }
  return instances;
}

interface WholeExport {
  readonly part: Part;
  readonly name: string;
}

function exportsOf(
  options: ComposeOptions,
  main: Part,
  order: readonly Part[],
  instances: ReadonlyMap<string, number>,
): readonly WholeExport[] {
  const others = (options.exports ?? []).map(({ component, export: name }): WholeExport => {
    const part = order.find((one) => one.name === component);
    if (part?.exports.has(name) === true) return { part, name };
    throw composeError(`There is no export ${name} of ${component}`, `See: airssys inspect COMPONENT --wit.`, {
      reason: 'unknown',
      component,
      export: name,
    });
  });
  const own = [...main.exports.keys()].map((name): WholeExport => ({ part: main, name }));
  // Where only the others have a lifecycle, the whole has it for them.
  const living = livingOf(order, instances).at(-1);
  const isCovered = living === undefined || living.part === main;
  return [...own, ...others, ...(isCovered ? [] : [{ part: living.part, name: living.export }])];
}

interface Inside {
  readonly order: readonly Part[];
  readonly wires: readonly Wire[];
  readonly instances: ReadonlyMap<string, number>;
}

/** Exports, each name once. What the types of an export come from is imported by the whole, or exported before it. */
class Exporter {
  readonly #writer: ComponentWriter;
  readonly #imports: WholeImports;
  readonly #inside: Inside;
  readonly #done = new Map<string, Part>();

  constructor(writer: ComponentWriter, imports: WholeImports, inside: Inside) {
    this.#writer = writer;
    this.#imports = imports;
    this.#inside = inside;
  }

  exportAll(exports: readonly WholeExport[]): readonly string[] {
    for (const one of exports) this.#export(one);
    return [...this.#done.keys()];
  }

  #export({ part, name }: WholeExport): void {
    const known = this.#done.get(name);
    if (known === part) return;
    if (known !== undefined) {
      throw composeError(`${known.name} and ${part.name} both export ${name}`, 'The whole can export one of them.', {
        reason: 'ambiguous',
        export: name,
      });
    }
    const entity = part.exports.get(name);
    if (entity === undefined || entity.sort === 'other' || entity.sort === 'component') return;
    this.#exportOwners(part, entity, name);
    if (this.#done.has(name)) return;
    this.#done.set(name, part);
    this.#writer.export(name, this.#itemOf(part, name, entity));
  }

  #exportOwners(part: Part, entity: Entity, name: string): void {
    for (const owner of ownersIn(entity)) {
      if (owner === name || this.#imports.has(owner)) continue;
      const found = this.#inside.wires.find((one) => one.component === part.name && one.import === owner);
      const provider = found && this.#inside.order.find((one) => one.name === found.provider);
      if (provider !== undefined && found !== undefined) this.#export({ part: provider, name: found.export });
      else if (part.exports.has(owner)) this.#export({ part, name: owner });
    }
  }

  #itemOf(part: Part, name: string, entity: Entity): Item {
    const living = livingOf(this.#inside.order, this.#inside.instances);
    const isShared =
      living.length > 1 && trackOf(name) === trackOf(LIFECYCLE) && living.some((one) => one.part === part);
    if (isShared) return writeLifecycle(this.#writer, living);
    return this.#writer.exportOf(this.#inside.instances.get(part.name) ?? 0, name, sortOf(entity));
  }
}

/** The interfaces that the types of something come from. */
function ownersIn(entity: Entity): readonly string[] {
  const owners = new Set<string>();
  typesIn(entity, (type) => {
    if (type.kind === 'named' && type.owner !== undefined) owners.add(type.owner);
  });
  return [...owners];
}

function sortOf({ sort }: Entity): Item['sort'] {
  if (sort === 'function' || sort === 'type' || sort === 'instance') return sort;
  throw new TypeError(`A ${sort} cannot be passed on`);
}

const nothing = (main: string | undefined): Error =>
  composeError(
    main === undefined
      ? 'There is no component to compose'
      : `There is no component ${main} among those that are composed`,
    'Give the main component and those that it needs.',
    { reason: 'unknown', wanted: main },
  );
