/** Finding things in a document by their names. */
import { interfaceId, type WitDocument, type WitInterface, type WitPackage, type WitWorld } from './document.ts';
import type { WitTypeItem } from './item.ts';

/** Where a named type is defined, after all `use`s have been followed. */
export interface FoundType {
  /** Never a `use`. */
  readonly item: Exclude<WitTypeItem, { kind: 'use' }>;
  /** Id of the interface that defines it; undefined where the scope asked for does itself. */
  readonly from: string | undefined;
}

/**
 * The root package.
 *
 * @throws RangeError where the document has no package of that id.
 */
export function rootPackage(document: WitDocument): WitPackage {
  const found = document.packages.find(({ id }) => id === document.root);
  if (found === undefined) throw new RangeError(`there is no package ${document.root} in the document`);
  return found;
}

/** The interface with this id (`namespace:package/name@version`), if the document has it. */
export function findInterface(document: WitDocument, id: string): WitInterface | undefined {
  for (const one of document.packages) {
    const found = one.interfaces.find(({ name }) => interfaceId(one, name) === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The definition that a name stands for in an interface or world, through `use`s into other interfaces. Undefined where the
 * name or the package that it comes from is not there. The `scope` has the types of the interface or world.
 */
export function findType(
  document: WitDocument,
  scope: { readonly types: readonly WitTypeItem[] },
  name: string,
): FoundType | undefined {
  let types: readonly WitTypeItem[] | undefined = scope.types;
  let wanted = name;
  let from: string | undefined;
  while (types !== undefined) {
    const item: WitTypeItem | undefined = types.find((one) => one.name === wanted);
    if (item?.kind !== 'use') return item && { item, from };
    ({ from, original: wanted } = item);
    types = findInterface(document, item.from)?.types;
  }
  return undefined;
}

/** The world with this name in the root package; its only one where no name is given. */
export function findWorld(document: WitDocument, name?: string): WitWorld | undefined {
  const { worlds } = rootPackage(document);
  if (name !== undefined) return worlds.find((world) => world.name === name);
  return worlds.length === 1 ? worlds[0] : undefined;
}
