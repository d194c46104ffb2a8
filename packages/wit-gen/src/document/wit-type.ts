/**
 * The types of WIT, as they stand in fields, parameters and results. Nodes are plain frozen JSON; a named type is a
 * reference by its name in the same interface or world, never a pointer.
 */
import type { PrimitiveName } from '@airssys/model';

/**
 * A type where one is used. `name` is that of what is referred to, `element`, `some`, `ok`, `err`, `items`, `key` and `value`
 * are the types of its parts, `length` is a number of elements, `resource` the name of a resource.
 */
export type WitType =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'list'; readonly element: WitType }
  /** `list<T, N>`: as many elements as `length`, at least one. */
  | { readonly kind: 'fixed-list'; readonly element: WitType; readonly length: number }
  | { readonly kind: 'option'; readonly some: WitType }
  /** A missing side carries no value. */
  | { readonly kind: 'result'; readonly ok?: WitType; readonly err?: WitType }
  | { readonly kind: 'tuple'; readonly items: readonly WitType[] }
  | { readonly kind: 'map'; readonly key: WitType; readonly value: WitType }
  /** Without an element: a stream of nothing but its end. */
  | { readonly kind: 'stream'; readonly element?: WitType }
  | { readonly kind: 'future'; readonly element?: WitType }
  | { readonly kind: 'error-context' }
  /** An owned handle: `own<file>`, or plain `file` where a value stands. */
  | { readonly kind: 'own'; readonly resource: string }
  | { readonly kind: 'borrow'; readonly resource: string }
  /** A record, variant, enum, flags or alias of the same scope. Only an alias refers to a resource in this way. */
  | { readonly kind: 'reference'; readonly name: string };

/** The kinds of types where one is used: what {@link visitWitType} asks handlers for. */
export type WitTypeKind = WitType['kind'];

/** One handler per kind of type: a new kind does not compile until every visitor handles it. */
export type WitTypeVisitor<R> = { readonly [K in WitTypeKind]: (type: Extract<WitType, { kind: K }>) => R };

/** Calls the visitor's handler for this type's kind. Answers what the handler does. */
export function visitWitType<R>(type: WitType, visitor: WitTypeVisitor<R>): R {
  // Kind and handler agree by WitTypeVisitor's type, which TypeScript cannot correlate by itself.
  const handler = visitor[type.kind] as (type: WitType) => R;
  return handler(type);
}

/** The types that a type is made of, one level deep. */
export function partsOf(type: WitType): readonly WitType[] {
  return visitWitType<readonly WitType[]>(type, {
    primitive: () => [],
    list: ({ element }) => [element],
    'fixed-list': ({ element }) => [element],
    option: ({ some }) => [some],
    result: ({ ok, err }) => [ok, err].filter((side) => side !== undefined),
    tuple: ({ items }) => items,
    map: ({ key, value }) => [key, value],
    stream: ({ element }) => (element ? [element] : []),
    future: ({ element }) => (element ? [element] : []),
    'error-context': () => [],
    own: () => [],
    borrow: () => [],
    reference: () => [],
  });
}
