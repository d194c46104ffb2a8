import type { WitDocument } from '../document/document.ts';
import type { WitGate, WitResource, WitScope } from '../document/item.ts';
import { findInterface } from '../document/lookup.ts';

/** An interface, with what is needed to follow its names. */
export interface BoundScope {
  /** Where it is. */
  readonly document: WitDocument;
  /** Full WIT name. */
  readonly id: string;
  /** What it holds, with its comment and gate. */
  readonly scope: WitScope & { readonly docs?: string; readonly gate?: WitGate };
}

/** The interface of the same document with this id. The reader has seen that it is there. */
export function scopeOf(document: WitDocument, id: string): BoundScope {
  const scope = findInterface(document, id);
  if (scope === undefined) throw new RangeError(`there is no interface ${id} in the document`);
  return { document, id, scope };
}

/** The types of a scope by their names: each use of a type looks for it, and a document does not change. */
const typesByName = new WeakMap<WitScope['types'], ReadonlyMap<string, WitScope['types'][number]>>();

/** A named type of a scope after all `use`s and aliases of resources, with the scope that defines it. */
export function definitionOf(
  bound: BoundScope,
  name: string,
): {
  readonly owner: BoundScope;
  readonly item: Exclude<WitScope['types'][number], { kind: 'use' }>;
} {
  const { types } = bound.scope;
  const byName = typesByName.get(types) ?? new Map(types.map((one) => [one.name, one]));
  typesByName.set(types, byName);
  const item = byName.get(name);
  if (item === undefined) throw new RangeError(`there is no type ${name} in ${bound.id}`);
  if (item.kind === 'use') return definitionOf(scopeOf(bound.document, item.from), item.original);
  return { owner: bound, item };
}

/** The resource that a name stands for, with the scope that defines it. */
export function resourceOf(
  bound: BoundScope,
  name: string,
): { readonly owner: BoundScope; readonly item: WitResource } {
  const { owner, item } = definitionOf(bound, name);
  if (item.kind === 'resource') return { owner, item };
  if (item.kind === 'alias' && item.type.kind === 'reference') return resourceOf(owner, item.type.name);
  throw new RangeError(`${name} is no resource in ${bound.id}`);
}

/** Whether a name stands for a resource, itself or as an alias of one. */
export function isResource(bound: BoundScope, name: string): boolean {
  const { owner, item } = definitionOf(bound, name);
  if (item.kind !== 'alias') return item.kind === 'resource';
  return item.type.kind === 'reference' && isResource(owner, item.type.name);
}
