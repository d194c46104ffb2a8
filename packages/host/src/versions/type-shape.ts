/** Types as they are on the wire, each in one text: two are alike if their texts are. */
import { createHash } from 'node:crypto';
import { type InterfaceModel, type TypeDefinition, type TypeNode, visitDefinition, visitType } from '@airssys/model';

/**
 * The named types of one interface. What a name stands for is in the text as a hash, so that no manifest can make it grow without
 * bounds; a resource is its name, since what it can do is compared by itself.
 */
export class TypeShapes {
  readonly #definitions: ReadonlyMap<string, TypeDefinition>;
  readonly #known = new Map<string, string>();

  constructor({ types }: Pick<InterfaceModel, 'types'>) {
    this.#definitions = new Map(types.map((one) => [one.name, one]));
  }

  of(type: TypeNode): string {
    return visitType<string>(type, {
      primitive: ({ name }) => name,
      list: ({ element }) => `list<${this.of(element)}>`,
      option: ({ some }) => `option<${this.of(some)}>`,
      result: ({ ok, err }) => `result<${ok ? this.of(ok) : '_'}, ${err ? this.of(err) : '_'}>`,
      tuple: ({ items }) => `tuple<${items.map((one) => this.of(one)).join(', ')}>`,
      reference: ({ name }) => this.#named(name),
      handle: ({ resource, ownership }) => `${ownership}<${resource}>`,
    });
  }

  #named(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const definition = this.#definitions.get(name);
    if (definition === undefined) return name;
    this.#known.set(name, name); // one that contains itself ends here
    const shape = `${name}#${createHash('sha256').update(this.#shapeOf(definition)).digest('hex').slice(0, 32)}`;
    this.#known.set(name, shape);
    return shape;
  }

  #shapeOf(definition: TypeDefinition): string {
    return visitDefinition<string>(definition, {
      record: ({ fields }) => `record { ${fields.map((one) => `${one.name}: ${this.of(one.type)}`).join(', ')} }`,
      variant: ({ cases }) =>
        `variant { ${cases.map(({ name, payload }) => (payload ? `${name}(${this.of(payload.type)})` : name)).join(', ')} }`,
      enum: ({ cases }) => `enum { ${cases.map(({ name }) => name).join(', ')} }`,
      flags: ({ flags }) => `flags { ${flags.map(({ name }) => name).join(', ')} }`,
      resource: ({ name }) => `resource ${name}`,
    });
  }
}
