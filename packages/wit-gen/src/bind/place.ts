/** Where in the WIT texts something stands that a document, which has no places, tells of. */
import { parseFile } from '../read/parse-file.ts';
import { positionOf, type Span, type WitSource } from '../read/source-text.ts';
import type { FileItemSyntax, FunctionSyntax, ScopeItemSyntax, TypeSyntax } from '../read/syntax.ts';
import type { Unsupported } from './unsupported.ts';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** The place in the texts of the document; the interface's name at 1:1 where there are none, as for a component. */
export function placeOf(one: Unsupported, sources: readonly WitSource[]): Place {
  const span = spanOf(one, sources);
  if (span === undefined) return { file: one.scope, line: 1, column: 1, length: 1 };
  return {
    file: span.source.path,
    ...positionOf(span.source, span.start),
    length: Math.max(1, span.end - span.start),
  };
}

function spanOf(one: Unsupported, sources: readonly WitSource[]): Span | undefined {
  const item = itemsOf(one.scope, sources).find((found) => found.kind !== 'use' && found.name.name === one.item);
  if (item === undefined || item.kind === 'use') return undefined;
  if ('params' in item) return inFunction(item, one);
  const member = item.functions.find(({ name }) => name.name === one.member);
  if (member !== undefined) return inFunction(member, one);
  const types = [item.type, ...item.members.map(({ type }) => type)].filter((type) => type !== undefined);
  return findKind(types, one) ?? item.name;
}

function inFunction({ name, params, result }: FunctionSyntax, one: Unsupported): Span {
  const types = [...params.map(({ type }) => type), ...(result ? [result] : [])];
  return findKind(types, one) ?? name;
}

function findKind(types: readonly TypeSyntax[], one: Unsupported): Span | undefined {
  for (const type of types) {
    const found = type.kind === one.kind ? type : findKind(partsOf(type), one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function partsOf(type: TypeSyntax): readonly TypeSyntax[] {
  switch (type.kind) {
    case 'list':
    case 'fixed-list':
      return [type.element];
    case 'option':
      return [type.some];
    case 'tuple':
      return type.items;
    case 'map':
      return [type.key, type.value];
    case 'result':
      return [type.ok, type.err].filter((side) => side !== undefined);
    case 'stream':
    case 'future':
      return type.element ? [type.element] : [];
    default:
      return [];
  }
}

/** What the texts have in the interface of this id. A file of a package may leave the package's name to another file. */
function itemsOf(id: string, sources: readonly WitSource[]): readonly ScopeItemSyntax[] {
  const [, namespace, name, item] = /^([^:]+):([^/]+)\/([^@]+)/.exec(id) ?? [];
  const isOf = (found: { readonly namespace: string; readonly name: string } | undefined): boolean =>
    found === undefined || (found.namespace === namespace && found.name === name);
  for (const source of sources) {
    const file = parseFile(source);
    const packages = [file, ...file.nested].filter((one) => isOf(one.name));
    for (const one of packages) {
      const found = one.items.flatMap((part) => itemsIn(part, item ?? id));
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** Of an interface, or of an interface that is written in a world. */
function itemsIn(part: FileItemSyntax, name: string): readonly ScopeItemSyntax[] {
  if (part.kind === 'file-use') return [];
  if (part.kind === 'interface') return part.name.name === name ? part.items : [];
  return part.items.flatMap((port) => {
    if (port.kind !== 'import' && port.kind !== 'export') return [];
    return port.extern.kind === 'inline' && port.extern.name.name === name ? port.extern.items : [];
  });
}
