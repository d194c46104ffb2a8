/** The types of a scope by identity: which name each has there, and where those of other scopes come from. */
import type { WitType } from '../document/wit-type.ts';
import { invalidComponent } from './byte-reader.ts';
import type { Entity, NamedType, Type, ValueForm, ValueType } from './entity.ts';
import { plain } from './scope.ts';

/** Forms that WIT can only write with a name of their own. */
export const isDefined = (type: Type): boolean =>
  type.kind === 'resource' || (type.kind === 'value' && DEFINED.has(type.value.form));

const DEFINED: ReadonlySet<ValueForm['form']> = new Set(['record', 'variant', 'enum', 'flags'] as const);

/** As deep as WIT text may be. */
const MAX_DEPTH = 100;

/** Types without a name can share others many times over; written out, that is more than anyone has. */
const MAX_SIZE = 100_000;

export class LocalNames {
  readonly #names = new Map<Type, string>();
  readonly #where: string;
  #depth = 0;
  #size = 0;

  constructor(where: string, entities: Iterable<Entity>) {
    this.#where = where;
    for (const entity of entities) {
      if (entity.sort === 'type' && entity.type.kind === 'named') this.add(entity.type);
    }
  }

  /** From here on the type has this name in the scope; so has what it defines, if that had none. */
  add(type: NamedType): void {
    this.#names.set(type, type.name);
    const definition = plain(type);
    if (isDefined(definition) && !this.#names.has(definition)) this.#names.set(definition, type.name);
  }

  /** The name of this very type, not of what it stands for. */
  ownName(type: Type): string | undefined {
    return this.#names.get(type);
  }

  /** The name that the type has here, if need be by what it stands for. */
  nameOf(type: Type): string | undefined {
    for (let one = type; ; one = one.of) {
      const name = this.#names.get(one);
      if (name !== undefined) return name;
      if (one.kind !== 'named') return undefined;
    }
  }

  value(type: ValueType): WitType {
    this.#depth += 1;
    this.#size += 1;
    if (this.#depth > MAX_DEPTH || this.#size > MAX_SIZE)
      throw invalidComponent(`The types in ${this.#where} are too large`);
    const value = this.#value(type);
    this.#depth -= 1;
    return value;
  }

  #value(type: ValueType): WitType {
    if (type.kind === 'primitive' || type.kind === 'error-context') return type;
    const name = this.nameOf(type);
    if (name !== undefined) return { kind: 'reference', name };
    const form = plain(type);
    if (form.kind !== 'value' || isDefined(form)) throw invalidComponent(`A type in ${this.#where} has no name`);
    return this.form(form.value);
  }

  form(form: ValueForm): WitType {
    const optional = (type: ValueType | undefined): WitType | undefined => type && this.value(type);
    switch (form.form) {
      case 'plain':
        return this.value(form.type);
      case 'list':
        return { kind: 'list', element: this.value(form.element) };
      case 'fixed-list':
        return { kind: 'fixed-list', element: this.value(form.element), length: form.length };
      case 'option':
        return { kind: 'option', some: this.value(form.some) };
      case 'tuple':
        return { kind: 'tuple', items: form.items.map((item) => this.value(item)) };
      case 'map':
        return { kind: 'map', key: this.value(form.key), value: this.value(form.value) };
      case 'own':
      case 'borrow':
        return { kind: form.form, resource: this.#resource(form.resource) };
      case 'result': {
        const [ok, err] = [optional(form.ok), optional(form.err)];
        return { kind: 'result', ...(ok && { ok }), ...(err && { err }) };
      }
      case 'stream':
      case 'future': {
        const element = optional(form.element);
        return { kind: form.form, ...(element && { element }) };
      }
      case 'record':
      case 'variant':
      case 'enum':
      case 'flags':
        throw invalidComponent(`A type in ${this.#where} has no name`);
    }
  }

  #resource(type: Type): string {
    const name = this.nameOf(type);
    if (name === undefined) throw invalidComponent(`A handle in ${this.#where} is of a resource without a name`);
    return name;
  }
}
