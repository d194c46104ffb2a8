/** A world with other names for some of its types, imports and exports, wherever they are mentioned. */
import type { WitWorld, WitWorldItem } from '../document/document.ts';
import type { WitFunction, WitTypeItem } from '../document/item.ts';
import { mapNames } from '../document/map-names.ts';
import type { WitType } from '../document/wit-type.ts';

export function renameTypes(world: WitWorld, renames: ReadonlyMap<string, string>): WitWorld {
  if (renames.size === 0) return world;
  const rename = (name: string): string => renames.get(name) ?? name;
  const type = (one: WitType): WitType => mapNames(one, rename);
  const port = (item: WitWorldItem): WitWorldItem => {
    if (item.kind === 'function') return { ...item, ...renamedFunction(item, type), name: rename(item.name) };
    // An inline interface has names of its own inside.
    return item.name === undefined ? item : { ...item, name: rename(item.name) };
  };
  return {
    ...world,
    types: world.types.map((item) => renamedItem({ ...item, name: rename(item.name) }, type)),
    imports: world.imports.map(port),
    exports: world.exports.map(port),
  };
}

function renamedFunction<F extends WitFunction>(one: F, type: (type: WitType) => WitType): F {
  const { params, result } = one;
  return {
    ...one,
    params: params.map((param) => ({ ...param, type: type(param.type) })),
    ...(result && { result: type(result) }),
  };
}

function renamedItem(item: WitTypeItem, type: (type: WitType) => WitType): WitTypeItem {
  switch (item.kind) {
    case 'alias':
      return { ...item, type: type(item.type) };
    case 'record':
      return { ...item, fields: item.fields.map((field) => ({ ...field, type: type(field.type) })) };
    case 'variant':
      return { ...item, cases: item.cases.map((one) => (one.type ? { ...one, type: type(one.type) } : one)) };
    case 'resource':
      return { ...item, functions: item.functions.map((one) => renamedFunction(one, type)) };
    case 'use':
    case 'enum':
    case 'flags':
      return item;
  }
}
