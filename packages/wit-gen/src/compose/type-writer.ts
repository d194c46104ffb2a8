/** Writes types that were read from one component into another one. */
import type { FunctionType, NamedType, Type, ValueForm, ValueType } from '../binary/entity.ts';
import { PRIMITIVE_BYTES } from '../binary/read-type.ts';
import { type Bytes, list, name, optional, s33, u32 } from './bytes.ts';

const ERROR_CONTEXT = 0x64;

/** An index space of types: that of the component, or the one of an instance type. */
export abstract class TypeWriter {
  readonly #indices = new Map<Type, number>();

  /** Writes a definition, and answers its index. */
  protected abstract define(definition: Bytes): number;

  /** The index of a type that an import or export has named. Undefined: it is what it stands for. */
  protected abstract named(type: NamedType): number | undefined;

  /** @throws Error where a resource has no name that it could be found by. */
  index(type: Type): number {
    const known = this.#indices.get(type) ?? (type.kind === 'named' ? this.named(type) : undefined);
    const index = known ?? (type.kind === 'named' ? this.index(type.of) : this.define(this.#definition(type)));
    this.#indices.set(type, index);
    return index;
  }

  function({ async, params, result }: FunctionType): Bytes {
    const written = params.map(([id, type]) => [...name(id), ...this.#value(type)]);
    return [async ? 0x43 : 0x40, ...list(written), ...(result ? [0x00, ...this.#value(result)] : [0x01, 0x00])];
  }

  #definition(type: Exclude<Type, NamedType>): Bytes {
    if (type.kind === 'value') return this.#form(type.value);
    if (type.kind === 'function') return this.function(type);
    throw new TypeError(`A ${type.kind} has no place among the types of values`);
  }

  #value(type: ValueType): Bytes {
    if (type.kind === 'primitive') return [PRIMITIVE_BYTES[type.name]];
    if (type.kind === 'error-context') return [ERROR_CONTEXT];
    return s33(this.index(type));
  }

  #form(form: ValueForm): Bytes {
    const value = (type: ValueType): Bytes => this.#value(type);
    const maybe = (type: ValueType | undefined): Bytes => optional(type && this.#value(type));
    switch (form.form) {
      case 'plain':
        return value(form.type);
      case 'record':
        return [0x72, ...list(form.fields.map(([id, type]) => [...name(id), ...value(type)]))];
      case 'variant':
        return [0x71, ...list(form.cases.map(([id, type]) => [...name(id), ...maybe(type), 0x00]))];
      case 'list':
        return [0x70, ...value(form.element)];
      case 'fixed-list':
        return [0x67, ...value(form.element), ...u32(form.length)];
      case 'tuple':
        return [0x6f, ...list(form.items.map(value))];
      case 'flags':
        return [0x6e, ...list(form.names.map(name))];
      case 'enum':
        return [0x6d, ...list(form.names.map(name))];
      case 'option':
        return [0x6b, ...value(form.some)];
      case 'result':
        return [0x6a, ...maybe(form.ok), ...maybe(form.err)];
      case 'own':
        return [0x69, ...u32(this.index(form.resource))];
      case 'borrow':
        return [0x68, ...u32(this.index(form.resource))];
      case 'stream':
        return [0x66, ...maybe(form.element)];
      case 'future':
        return [0x65, ...maybe(form.element)];
      case 'map':
        return [0x63, ...value(form.key), ...value(form.value)];
    }
  }
}
