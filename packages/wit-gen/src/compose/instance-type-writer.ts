/** The type of an interface that the whole imports: its types and functions, as the components inside have them. */
import type { Entity, Exports, NamedType } from '../binary/entity.ts';
import { type Bytes, externName, list, u32 } from './bytes.ts';
import { trackOf } from './interface-track.ts';
import { TypeWriter } from './type-writer.ts';

/** Finds a type of another interface, or of the world: its index in the component that the instance type stands in. */
export type TypeOutside = (type: NamedType) => number | undefined;

export class InstanceTypeWriter extends TypeWriter {
  readonly #track: string;
  readonly #outside: TypeOutside;
  readonly #declarations: Bytes[] = [];
  readonly #byName = new Map<string, number>();
  readonly #aliases = new Map<number, number>();
  #count = 0;

  constructor(id: string, outside: TypeOutside) {
    super();
    this.#track = trackOf(id);
    this.#outside = outside;
  }

  write(exports: Exports): Bytes {
    for (const [id, entity] of exports) this.#export(id, entity);
    return [0x42, ...list(this.#declarations)];
  }

  #export(id: string, entity: Entity): void {
    if (entity.sort === 'function') {
      const type = this.define(this.function(entity.type));
      this.#declarations.push([0x04, ...externName(id), 0x01, ...u32(type)]);
    } else if (entity.sort === 'type') {
      const { type } = entity;
      const stands = type.kind === 'named' ? type.of : type;
      const isOwnResource = stands.kind === 'resource';
      const bound = isOwnResource ? [0x01] : [0x00, ...u32(this.index(stands))];
      this.#declarations.push([0x04, ...externName(id), 0x03, ...bound]);
      this.#byName.set(id, this.#count++);
    } else throw new TypeError(`An interface has a ${entity.sort} '${id}'`);
  }

  protected override define(definition: Bytes): number {
    this.#declarations.push([0x01, ...definition]);
    return this.#count++;
  }

  protected override named(type: NamedType): number | undefined {
    if (type.owner !== undefined && trackOf(type.owner) === this.#track) return this.#byName.get(type.name);
    const outside = this.#outside(type);
    if (outside === undefined) return undefined;
    const known = this.#aliases.get(outside);
    if (known !== undefined) return known;
    this.#declarations.push([0x02, 0x03, 0x02, ...u32(1), ...u32(outside)]);
    this.#aliases.set(outside, this.#count);
    return this.#count++;
  }
}
