import type { WitWorld, WitWorldItem } from '../document/document.ts';
import type { Entity, Exports } from './entity.ts';
import { INTERFACE_ID, type Interfaces } from './interfaces.ts';
import { LocalNames } from './local-names.ts';
import { toFunction, toItem, toScope, withMethods } from './to-scope.ts';

/** The imports and exports of a component, or of a component type. */
export function toWorld(
  name: string,
  { imports, exports }: { readonly imports: Exports; readonly exports: Exports },
  interfaces: Interfaces,
): WitWorld {
  const where = `the world '${name}'`;
  const names = new LocalNames(where, [...imports.values(), ...exports.values()]);
  const types = [...imports.values(), ...exports.values()].flatMap((entity) =>
    entity.sort === 'type' && entity.type.kind === 'named' ? [toItem(entity.type, names)] : [],
  );
  const port = ([itemName, entity]: readonly [string, Entity]): readonly WitWorldItem[] => {
    if (entity.sort === 'function') {
      // Methods of the world's own resources stand with those.
      if (/^\[(?!async\])/.test(itemName)) return [];
      return [{ kind: 'function', ...toFunction(itemName, entity.type, names) }];
    }
    if (entity.sort !== 'instance') return [];
    const id = entity.implements ?? itemName;
    if (!INTERFACE_ID.test(id))
      return [{ kind: 'inline', name: itemName, ...toScope(entity.exports, `'${itemName}'`) }];
    interfaces.add(id, entity.exports);
    return [{ kind: 'interface', interface: id, ...(id !== itemName && { name: itemName }) }];
  };
  return {
    name,
    types: withMethods(unique(types), new Map([...exports, ...imports]), names, where),
    imports: [...imports].flatMap(port),
    exports: [...exports].flatMap(port),
  };
}

/** Each name once: a type that comes in may go out again. */
const unique = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
  items.filter(({ name }, at) => items.findIndex((one) => one.name === name) === at);
