import type { WitDocument, WitPackage, WitWorldItem } from './document.ts';
import type { WitTypeItem } from './item.ts';

/** The document without the packages that its root does not need, not even by way of others. */
export function onlyNeeded(document: WitDocument): WitDocument {
  const needed = new Set<string>();
  const visit = (id: string): void => {
    const found = document.packages.find((one) => one.id === id);
    if (found === undefined || needed.has(id)) return;
    needed.add(id);
    for (const other of packagesOf(found)) visit(other);
  };
  visit(document.root);
  return Object.freeze({ ...document, packages: Object.freeze(document.packages.filter(({ id }) => needed.has(id))) });
}

/** Ids of the packages that a package names. */
function packagesOf({ interfaces, worlds }: WitPackage): readonly string[] {
  const ids = [
    ...interfaces.flatMap(({ types }) => usedIn(types)),
    ...worlds.flatMap(({ types, imports, exports }) => [...usedIn(types), ...[...imports, ...exports].flatMap(usedBy)]),
  ];
  return ids.map((id) => id.replace(/\/[^@]+/, ''));
}

const usedIn = (types: readonly WitTypeItem[]): readonly string[] =>
  types.flatMap((item) => (item.kind === 'use' ? [item.from] : []));

function usedBy(item: WitWorldItem): readonly string[] {
  if (item.kind === 'interface') return [item.interface];
  return item.kind === 'inline' ? usedIn(item.types) : [];
}
