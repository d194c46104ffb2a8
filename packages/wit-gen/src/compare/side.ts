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
  const item = side.types.find((one) => one.name === name);
  if (item === undefined) return { kind: 'unknown', key: `${side.key}#${name}` };
  if (item.kind === 'use') {
    const key = keyOf(side.document, item.from);
    const types = findInterface(side.document, item.from)?.types;
    if (types === undefined) return { kind: 'unknown', key: `${key}#${item.original}` };
    return resolveName({ document: side.document, types, key }, item.original);
  }
  return item.kind === 'alias' ? resolveType(side, item.type) : { kind: 'definition', item, side };
}

export function resolveType(side: Side, type: WitType): Plain {
  return type.kind === 'reference' ? resolveName(side, type.name) : { kind: 'type', type, side };
}

/** What a definition is called in both documents. */
export const definitionKey = ({ item, side }: Extract<Plain, { kind: 'definition' }>): string =>
  `${side.key}#${item.name}`;
