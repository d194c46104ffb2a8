/** One of two documents, seen from a scope in it; and what its types are, whatever they are called there. */
import type { WitDocument } from '../document/document.ts';
import type { WitTypeItem } from '../document/item.ts';
import { findInterface } from '../document/lookup.ts';
import type { WitType } from '../document/wit-type.ts';
import { versionParts } from '../read/names.ts';

export interface Side {
  readonly document: WitDocument;
  readonly types: readonly WitTypeItem[];
  /** What the scope is called in both documents: see {@link keyOf}. */
  readonly key: string;
  /** The types by their names. */
  readonly byName: ReadonlyMap<string, WitTypeItem>;
  /** What names have been found to stand for. */
  readonly found: Map<string, Plain>;
}

export function sideOf(document: WitDocument, types: readonly WitTypeItem[], key: string): Side {
  return { document, types, key, byName: new Map(types.map((item) => [item.name, item])), found: new Map() };
}

/** The interfaces of a document, as sides, by their id. */
const INTERFACES = new WeakMap<WitDocument, Map<string, Side>>();

export function interfaceSide(document: WitDocument, id: string): Side | undefined {
  const known = INTERFACES.get(document) ?? new Map<string, Side>();
  INTERFACES.set(document, known);
  const types = known.has(id) ? undefined : findInterface(document, id)?.types;
  if (types !== undefined) known.set(id, sideOf(document, types, keyOf(document, id)));
  return known.get(id);
}

export type Definition = Exclude<WitTypeItem, { kind: 'use' | 'alias' }>;

/** A type without aliases: a definition with the scope that it stands in, or an unnamed type. */
export type Plain =
  | { readonly kind: 'definition'; readonly item: Definition; readonly side: Side }
  | { readonly kind: 'type'; readonly type: WitType; readonly side: Side }
  /** Of a package that is not in the document. */
  | { readonly kind: 'unknown'; readonly key: string };

/**
 * What an interface is called whatever the version: one of the root package by its name alone, one of another by its package,
 * name, and the part of the version that tells incompatible ones apart (`wasi:io/streams@0.2`).
 */
export function keyOf({ root, packages }: WitDocument, id: string): string {
  const [path = '', version] = id.split('@');
  const own = packages.find((one) => one.id === root);
  if (own !== undefined && id.startsWith(`${own.namespace}:${own.name}/`) && version === own.version) {
    return path.slice(path.indexOf('/') + 1);
  }
  if (version === undefined) return path;
  const [major = 0, minor = 0, patch = 0] = versionParts(version).numbers;
  return `${path}@${major > 0 ? major : minor > 0 ? `0.${minor}` : `0.0.${patch}`}`;
}

/** Follows a name through uses and aliases. */
export function resolveName(side: Side, name: string): Plain {
  const way: { readonly side: Side; readonly name: string }[] = [];
  let at = { side, name };
  let found: Plain | undefined;
  while (found === undefined) {
    way.push(at);
    const known = at.side.found.get(at.name);
    const next: Plain | typeof at = known ?? step(at.side, at.name);
    if ('kind' in next) found = next;
    else at = next;
  }
  for (const one of way) one.side.found.set(one.name, found);
  return found;
}

/** What a name stands for, or the next name on the way there. */
function step(side: Side, name: string): Plain | { readonly side: Side; readonly name: string } {
  const item = side.byName.get(name);
  if (item === undefined) return { kind: 'unknown', key: `${side.key}#${name}` };
  if (item.kind === 'use') {
    const from = interfaceSide(side.document, item.from);
    if (from !== undefined) return { side: from, name: item.original };
    return { kind: 'unknown', key: `${keyOf(side.document, item.from)}#${item.original}` };
  }
  if (item.kind !== 'alias') return { kind: 'definition', item, side };
  return item.type.kind === 'reference' ? { side, name: item.type.name } : { kind: 'type', type: item.type, side };
}

export function resolveType(side: Side, type: WitType): Plain {
  return type.kind === 'reference' ? resolveName(side, type.name) : { kind: 'type', type, side };
}

/** What a definition is called in both documents. */
export const definitionKey = ({ item, side }: Extract<Plain, { kind: 'definition' }>): string =>
  `${side.key}#${item.name}`;
