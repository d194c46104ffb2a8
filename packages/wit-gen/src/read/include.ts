/** The union of a world with another one, some of whose names are changed. */
import { type WitWorld, type WitWorldItem, worldItemName } from '../document/document.ts';
import type { WitTypeItem } from '../document/item.ts';
import type { Library } from './library.ts';
import { renameTypes } from './rename-types.ts';
import { sameCase } from './scope-table.ts';
import type { IncludeSyntax } from './syntax.ts';

export function includeWorld(library: Library, world: WitWorld, included: WitWorld, item: IncludeSyntax): WitWorld {
  const renames = renamesOf(library, included, item);
  const renamed = renameTypes(included, renames);
  const clash = (name: string): void =>
    library.complaints.add(
      'AIRSSYS_WIT_READ_DUPLICATE',
      item.from,
      `'${name}' comes with '${included.name}', but the world '${world.name}' has one already`,
      `Give it another name: include … with { ${name} as … }.`,
    );
  const types = merge<WitTypeItem>(world.types, renamed.types, ({ name }) => name, clash);
  const imports = merge(world.imports, renamed.imports, worldItemName, clash);
  const exports = merge(world.exports, renamed.exports, worldItemName, clash);
  const plain = new Set(types.map(({ name }) => sameCase(name)));
  for (const one of imports) if (plain.has(sameCase(worldItemName(one)))) clash(worldItemName(one));
  return { ...world, types, imports, exports };
}

/** What both have is there once, if it is an interface under its id. A plain name can be there once. */
function merge<T extends WitTypeItem | WitWorldItem>(
  own: readonly T[],
  added: readonly T[],
  nameOf: (item: T) => string,
  clash: (name: string) => void,
): readonly T[] {
  const items = [...own];
  for (const item of added) {
    const name = nameOf(item);
    const same = items.find((one) => sameCase(nameOf(one)) === sameCase(name));
    if (same === undefined) items.push(item);
    else if (!isUnnamed(same) || !isUnnamed(item)) clash(name);
  }
  return items;
}

const isUnnamed = (item: WitTypeItem | WitWorldItem): boolean => item.kind === 'interface' && item.name === undefined;

/** New name by old name. Names with an id of their own cannot be changed. */
function renamesOf(library: Library, world: WitWorld, { renames }: IncludeSyntax): ReadonlyMap<string, string> {
  const known = [...world.types, ...world.imports, ...world.exports]
    .map(({ name }) => name)
    .filter((name) => name !== undefined);
  const map = new Map<string, string>();
  for (const { original, name } of renames) {
    if (map.has(original.name)) {
      library.complaints.add('AIRSSYS_WIT_READ_DUPLICATE', original, `'${original.name}' is given two names`);
    } else if (!known.includes(original.name)) {
      library.complaints.add(
        'AIRSSYS_WIT_READ_UNDEFINED',
        original,
        `the world '${world.name}' has nothing that is called '${original.name}'`,
        known.length > 0 ? `It has: ${[...new Set(known)].join(', ')}.` : 'It has no plain names.',
      );
    } else map.set(original.name, name.name);
  }
  return map;
}
