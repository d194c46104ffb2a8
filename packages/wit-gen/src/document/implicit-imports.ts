import { type WitDocument, type WitWorld, type WitWorldItem, worldItemName } from './document.ts';
import type { WitTypeItem } from './item.ts';
import { findInterface } from './lookup.ts';

/**
 * Ids of the interfaces that a world imports without saying so: those whose types its own types, imports and exports use, and
 * those that these use in turn. An export takes the types of another export from there.
 */
export function implicitImports(document: WitDocument, world: WitWorld): ReadonlySet<string> {
  const ids = new Set<string>();
  const add = (types: readonly WitTypeItem[], isFound: (id: string) => boolean): void => {
    for (const item of types) {
      if (item.kind !== 'use' || ids.has(item.from) || isFound(item.from)) continue;
      ids.add(item.from);
      add(findInterface(document, item.from)?.types ?? [], () => false);
    }
  };
  const typesOf = (item: WitWorldItem): readonly WitTypeItem[] => {
    if (item.kind === 'function') return [];
    return (item.kind === 'inline' ? item : findInterface(document, item.interface))?.types ?? [];
  };
  add(world.types, () => false);
  for (const item of world.imports) add(typesOf(item), () => false);
  const exported = new Set(world.exports.map(worldItemName));
  for (const item of world.exports) add(typesOf(item), (id) => exported.has(id));
  for (const item of world.imports) ids.delete(worldItemName(item));
  return ids;
}
