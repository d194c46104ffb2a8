/**
 * What the whole imports: what no component inside answers, each interface once, in the highest version that is asked for, with all
 * that any of the components uses of it.
 */
import type { Entity, Exports, NamedType } from '../binary/entity.ts';
import type { Bytes } from './bytes.ts';
import type { ComponentWriter, Item } from './component-writer.ts';
import { entityDifference } from './fit.ts';
import { InstanceTypeWriter } from './instance-type-writer.ts';
import { later, trackOf } from './interface-track.ts';
import { composeError, isResource, type Part } from './part.ts';
import { TypeWriter } from './type-writer.ts';
import type { Wire } from './wiring.ts';

interface Merged {
  id: string;
  readonly exports: Map<string, Entity>;
  readonly askers: string[];
}

/** An import of the whole, and who asks for it. */
export interface WholeImport {
  /** The interface, by its full name; or a function or type of the world. */
  readonly import: string;
  /** The components that ask for it, by their names in the composition. */
  readonly components: readonly string[];
}

export class WholeImports extends TypeWriter {
  readonly #writer: ComponentWriter;
  /** Interfaces by their tracks. */
  readonly #interfaces = new Map<string, Merged>();
  /** Functions and types of the world, by their names. */
  readonly #others = new Map<string, { readonly entity: Entity; readonly askers: string[] }>();
  /** Interfaces that a component imports and another one answers. */
  readonly #answered = new Map<string, Merged>();
  readonly #written = new Map<string, Item>();
  readonly #types = new Map<string, number>();

  constructor(writer: ComponentWriter, parts: readonly Part[], wires: readonly Wire[]) {
    super();
    this.#writer = writer;
    for (const part of parts) {
      for (const [id, entity] of part.imports) {
        const isWired = wires.some((wire) => wire.component === part.name && wire.import === id);
        if (entity.sort !== 'instance') {
          if (!isWired) this.#addOther(id, entity, part.name);
        } else merge(isWired ? this.#answered : this.#interfaces, id, entity.exports, part.name);
      }
    }
  }

  /** In the order in which they were written. */
  get all(): readonly WholeImport[] {
    return [...this.#written.keys()].map((key) => {
      const merged = this.#interfaces.get(key);
      return merged
        ? { import: merged.id, components: merged.askers }
        : { import: key, components: this.#others.get(key)?.askers ?? [] };
    });
  }

  /** The import of the whole that a component's import becomes; written when it is first asked for. */
  item(id: string, entity: Entity): Item {
    const key = entity.sort === 'instance' ? trackOf(id) : id;
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const item = entity.sort === 'instance' ? this.#interface(key) : this.#other(id);
    this.#written.set(key, item);
    return item;
  }

  /** Whether the types of an interface come with the imports. */
  has(id: string): boolean {
    return this.#written.has(trackOf(id));
  }

  #interface(key: string): Item {
    const merged = this.#interfaces.get(key) ?? this.#typesOnly(key);
    const type = new InstanceTypeWriter(merged.id, (one) => this.named(one)).write(merged.exports);
    return this.#writer.import(merged.id, 'instance', this.#writer.type(type));
  }

  /** An interface that is answered inside, and whose types stand in another one that is not: its types alone. */
  #typesOnly(key: string): Merged {
    const answered = this.#answered.get(key);
    if (answered === undefined) throw new TypeError(`No component imports ${key}`);
    const types = [...answered.exports].filter(([, { sort }]) => sort === 'type');
    const resource = types.find(([, entity]) => isResource(entity));
    if (resource !== undefined) {
      throw composeError(
        `The resource ${resource[0]} of ${answered.id} is made inside, and an interface that the host is asked for has it`,
        'Wire that interface to a component, too; or leave both to the host.',
        { reason: 'types', import: answered.id, components: answered.askers },
      );
    }
    const merged = { ...answered, exports: new Map(types) };
    this.#interfaces.set(key, merged);
    return merged;
  }

  #other(id: string): Item {
    const entity = this.#others.get(id)?.entity;
    if (entity?.sort === 'function')
      return this.#writer.import(id, 'function', this.define(this.function(entity.type)));
    if (entity?.sort !== 'type') throw new TypeError(`No component imports ${id}`);
    if (entity.type.kind === 'named' && entity.type.of.kind !== 'resource') {
      return this.#writer.import(id, 'type', this.index(entity.type.of));
    }
    return this.#writer.importResource(id);
  }

  #addOther(id: string, entity: Entity, asker: string): void {
    const known = this.#others.get(id);
    if (known === undefined) {
      this.#others.set(id, { entity, askers: [asker] });
      return;
    }
    const difference = entityDifference(id, known.entity, entity);
    if (difference !== undefined) throw differing(id, known.askers, asker, difference);
    known.askers.push(asker);
  }

  protected override define(definition: Bytes): number {
    return this.#writer.type(definition);
  }

  /** A type of an interface, or of the world: what has it is imported first. */
  protected override named(type: NamedType): number | undefined {
    const { owner, name } = type;
    if (owner === undefined) {
      const entity = this.#others.get(name)?.entity;
      return entity?.sort === 'type' ? this.item(name, entity).index : undefined;
    }
    const key = `${trackOf(owner)}#${name}`;
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const instance = this.item(owner, { sort: 'instance', exports: new Map() });
    const { index } = this.#writer.exportOf(instance.index, name, 'type');
    this.#types.set(key, index);
    return index;
  }
}

/** @throws AirssysError `AIRSSYS_COMPOSE_INVALID` where two components have something else by one name. */
function merge(into: Map<string, Merged>, id: string, exports: Exports, asker: string): void {
  const key = trackOf(id);
  const known = into.get(key);
  if (known === undefined) {
    into.set(key, { id, exports: new Map(exports), askers: [asker] });
    return;
  }
  for (const [name, entity] of exports) {
    const other = known.exports.get(name);
    const difference = other && entityDifference(name, other, entity);
    if (difference !== undefined) throw differing(id, known.askers, asker, difference);
    if (other === undefined) known.exports.set(name, entity);
  }
  known.id = later(known.id, id);
  known.askers.push(asker);
}

function differing(id: string, askers: readonly string[], asker: string, difference: string): Error {
  return composeError(
    `${askers.join(', ')} and ${asker} import ${id} with other types: ${difference}`,
    'The whole can import it once. Build them against one version of the interface.',
    { reason: 'types', import: id, components: [...askers, asker], difference },
  );
}
