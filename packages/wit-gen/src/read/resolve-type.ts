/** Written types as types of the document, with what is wrong about them. */
import type { WitType } from '../document/wit-type.ts';
import type { Library } from './library.ts';
import type { ScopeTable } from './scope-table.ts';
import type { Ident, TypeSyntax } from './syntax.ts';
import type { TypeFacts } from './type-facts.ts';

/** Stands for what has been complained of; no document with it is ever handed out. */
const BROKEN: WitType = { kind: 'tuple', items: [] };

const MAP_KEYS: ReadonlySet<string> = new Set('bool s8 u8 s16 u16 s32 u32 s64 u64 char string'.split(' '));

export class TypeResolver {
  readonly #library: Library;
  readonly #facts: TypeFacts;

  constructor(library: Library, facts: TypeFacts) {
    this.#library = library;
    this.#facts = facts;
  }

  /** A type where a value stands: a resource's name means an owned handle. */
  value(table: ScopeTable, type: TypeSyntax): WitType {
    const resolve = (part: TypeSyntax): WitType => this.value(table, part);
    switch (type.kind) {
      case 'primitive':
        return { kind: 'primitive', name: type.name };
      case 'error-context':
        return { kind: 'error-context' };
      case 'list':
        return { kind: 'list', element: resolve(type.element) };
      case 'fixed-list':
        return { kind: 'fixed-list', element: resolve(type.element), length: type.length };
      case 'option':
        return { kind: 'option', some: resolve(type.some) };
      case 'tuple':
        return { kind: 'tuple', items: type.items.map(resolve) };
      case 'result': {
        const { ok, err } = type;
        return { kind: 'result', ...(ok && { ok: resolve(ok) }), ...(err && { err: resolve(err) }) };
      }
      case 'map':
        return this.#map(table, type.key, type.value);
      case 'stream':
      case 'future':
        return this.#channel(table, type.kind, type.element);
      case 'own':
      case 'borrow':
        return this.#handle(table, type.kind, type.resource);
      case 'name':
        return this.#name(table, type.name);
    }
  }

  /** A type after `type name =`: a resource's name makes another name for the resource. */
  alias(table: ScopeTable, type: TypeSyntax): WitType {
    const isResource = type.kind === 'name' && this.#facts.meaning(table, type.name.name) === 'resource';
    return isResource ? { kind: 'reference', name: type.name.name } : this.value(table, type);
  }

  #name(table: ScopeTable, { name, ...span }: Ident): WitType {
    const meaning = this.#facts.meaning(table, name);
    if (meaning === 'undefined') return this.#undefined(table, { name, ...span });
    return meaning === 'resource' ? { kind: 'own', resource: name } : { kind: 'reference', name };
  }

  #undefined(table: ScopeTable, name: Ident): WitType {
    const old: Readonly<Record<string, string>> = {
      float32: 'f32',
      float64: 'f64',
      int: 's32',
      i32: 's32',
      i64: 's64',
    };
    const known = [...table.types.keys()];
    const meant = Object.hasOwn(old, name.name) ? `Write ${old[name.name]}.` : undefined;
    const isFunction = table.functions.some((one) => one.name.name === name.name);
    this.#library.complaints.add(
      'AIRSSYS_WIT_READ_UNDEFINED',
      name,
      isFunction ? `'${name.name}' is a function, not a type` : `there is no type '${name.name}' in ${table.where}`,
      meant ??
        (known.length > 0 ? `It has: ${known.join(', ')}. A type of another interface comes by use.` : undefined),
    );
    return BROKEN;
  }

  #handle(table: ScopeTable, kind: 'own' | 'borrow', resource: Ident): WitType {
    const meaning = this.#facts.meaning(table, resource.name);
    if (meaning === 'undefined') return this.#undefined(table, resource);
    if (meaning === 'value') {
      this.#library.complaints.add(
        'AIRSSYS_WIT_READ_TYPE',
        resource,
        `'${resource.name}' is no resource, so there is no handle of it`,
      );
    }
    return { kind, resource: resource.name };
  }

  #map(table: ScopeTable, key: TypeSyntax, value: TypeSyntax): WitType {
    if (key.kind !== 'primitive' || !MAP_KEYS.has(key.name)) {
      this.#library.complaints.add(
        'AIRSSYS_WIT_READ_TYPE',
        key,
        'the key of a map is not a plain type',
        `Keys may be ${[...MAP_KEYS].join(', ')}.`,
      );
    }
    return { kind: 'map', key: this.value(table, key), value: this.value(table, value) };
  }

  #channel(table: ScopeTable, kind: 'stream' | 'future', element: TypeSyntax | undefined): WitType {
    if (element === undefined) return { kind };
    if (this.#facts.hasBorrow(table, element)) {
      this.#library.complaints.add(
        'AIRSSYS_WIT_READ_TYPE',
        element,
        `a ${kind} carries a borrow, which would outlive its call`,
        'Carry an owned handle.',
      );
    }
    return { kind, element: this.value(table, element) };
  }
}
