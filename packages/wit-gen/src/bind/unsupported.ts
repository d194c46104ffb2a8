/** What of an interface a component cannot use from TypeScript, by name. */
import type { WitFunction, WitResourceFunction, WitTypeItem } from '../document/item.ts';
import { partsOf, type WitType, type WitTypeKind } from '../document/wit-type.ts';
import { type BoundScope, definitionOf } from './bound-scope.ts';
import { optionIn } from './type-questions.ts';

export interface Unsupported {
  /** `list with a fixed length`, `async function` … */
  readonly feature: string;
  /** Id of the interface that has it, the item in it, and the item's function where it is a resource. */
  readonly scope: string;
  readonly item: string;
  readonly member?: string;
  /** The kind of type that it is; absent where it is the function itself. */
  readonly kind?: WitTypeKind;
}

const FEATURES: Partial<Readonly<Record<WitTypeKind, string>>> = {
  'fixed-list': 'a list of a fixed length',
  map: 'a map',
  stream: 'a stream',
  future: 'a future',
  'error-context': 'an error-context',
};

/** All of it, of the types that the interface uses too; each once. */
export function unsupportedIn(bound: BoundScope): readonly Unsupported[] {
  const walk = new Walk();
  for (const { name } of bound.scope.types) walk.named(bound, name);
  for (const one of bound.scope.functions) walk.function(bound, one, { item: one.name });
  return walk.found;
}

type Where = Pick<Unsupported, 'item' | 'member'>;

class Walk {
  readonly found: Unsupported[] = [];
  readonly #seen = new Set<string>();

  named(scope: BoundScope, name: string): void {
    const { owner, item } = definitionOf(scope, name);
    const key = `${owner.id}#${item.name}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (item.kind === 'resource') {
      for (const one of item.functions) this.#ofResource(owner, item.name, one);
      return;
    }
    for (const type of typesOf(item)) this.#type(owner, type, { item: item.name });
  }

  function(scope: BoundScope, { async, params, result }: WitFunction, where: Where): void {
    if (async) this.#add({ feature: 'an async function', scope: scope.id, ...where });
    for (const { type } of params) this.#type(scope, type, where);
    if (result !== undefined) this.#type(scope, result, where);
  }

  #ofResource(scope: BoundScope, item: string, one: WitResourceFunction): void {
    const where = { item, member: one.name };
    if (one.kind === 'constructor' && one.result !== undefined) {
      this.#add({ feature: 'a constructor that can fail', scope: scope.id, ...where });
    }
    this.function(scope, one, where);
  }

  #type(scope: BoundScope, type: WitType, where: Where): void {
    const feature = FEATURES[type.kind];
    if (feature !== undefined) this.#add({ feature, scope: scope.id, ...where, kind: type.kind });
    const inner = optionIn(scope, type);
    const innermost = inner && optionIn(inner.scope, inner.some);
    if (innermost && optionIn(innermost.scope, innermost.some)) {
      this.#add({ feature: 'an option of an option of an option', scope: scope.id, ...where, kind: type.kind });
    }
    if (type.kind === 'reference') this.named(scope, type.name);
    // A handle's functions are those of the interface that defines the resource: they matter where that is used itself.
    for (const part of partsOf(type)) this.#type(scope, part, where);
  }

  #add(one: Unsupported): void {
    const isKnown = this.found.some(
      ({ feature, scope, item, member }) =>
        feature === one.feature && scope === one.scope && item === one.item && member === one.member,
    );
    if (!isKnown) this.found.push(one);
  }
}

function typesOf(item: Exclude<WitTypeItem, { kind: 'use' | 'resource' }>): readonly WitType[] {
  switch (item.kind) {
    case 'alias':
      return [item.type];
    case 'record':
      return item.fields.map(({ type }) => type);
    case 'variant':
      return item.cases.flatMap(({ type }) => (type ? [type] : []));
    case 'enum':
    case 'flags':
      return [];
  }
}
