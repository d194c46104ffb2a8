import { visitWitType, type WitType } from './wit-type.ts';

/** The type with other names for the types and resources that it mentions. */
export function mapNames(type: WitType, rename: (name: string) => string): WitType {
  const map = (part: WitType): WitType => mapNames(part, rename);
  return visitWitType<WitType>(type, {
    primitive: (one) => one,
    'error-context': (one) => one,
    list: ({ kind, element }) => ({ kind, element: map(element) }),
    'fixed-list': ({ kind, element, length }) => ({ kind, element: map(element), length }),
    option: ({ kind, some }) => ({ kind, some: map(some) }),
    result: ({ kind, ok, err }) => ({ kind, ...(ok && { ok: map(ok) }), ...(err && { err: map(err) }) }),
    tuple: ({ kind, items }) => ({ kind, items: items.map(map) }),
    map: ({ kind, key, value }) => ({ kind, key: map(key), value: map(value) }),
    stream: ({ kind, element }) => ({ kind, ...(element && { element: map(element) }) }),
    future: ({ kind, element }) => ({ kind, ...(element && { element: map(element) }) }),
    own: ({ kind, resource }) => ({ kind, resource: rename(resource) }),
    borrow: ({ kind, resource }) => ({ kind, resource: rename(resource) }),
    reference: ({ kind, name }) => ({ kind, name: rename(name) }),
  });
}
