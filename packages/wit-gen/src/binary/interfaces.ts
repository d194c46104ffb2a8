import {
  type PackageName,
  packageId,
  type WitDocument,
  type WitInterface,
  type WitPackage,
  type WitWorld,
} from '../document/document.ts';
import type { WitScope } from '../document/item.ts';
import type { Exports } from './entity.ts';
import { toScope } from './to-scope.ts';

/** `namespace:package/name@version`. */
export const INTERFACE_ID: RegExp = /^([^:/@]+):([^:/@]+)\/([^:/@]+)(?:@(.+))?$/;

/** Interfaces by their id; what is both imported and exported is there once, with all that either has. */
export class Interfaces {
  readonly #found = new Map<string, WitScope>();

  add(id: string, exports: Exports): void {
    const scope = toScope(exports, id);
    const known = this.#found.get(id);
    this.#found.set(id, known === undefined ? scope : merged(known, scope));
  }

  toDocument(root: PackageName, worlds: readonly WitWorld[]): WitDocument {
    const rootId = packageId(root);
    const packages = new Map<string, WitPackage & { readonly interfaces: WitInterface[] }>();
    const packageFor = ({ namespace, name, version }: PackageName): WitInterface[] => {
      const id = packageId({ namespace, name, version });
      const known = packages.get(id);
      if (known !== undefined) return known.interfaces;
      const head = { id, namespace, name, ...(version !== undefined && { version }) };
      const made = { ...head, interfaces: [], worlds: id === rootId ? worlds : [] };
      packages.set(id, made);
      return made.interfaces;
    };
    packageFor(root);
    for (const [id, scope] of this.#found) {
      const [, namespace = '', name = '', item = '', version] = INTERFACE_ID.exec(id) ?? [];
      packageFor({ namespace, name, version }).push({ name: item, ...scope });
    }
    const [first, ...others] = packages.values();
    const sorted = others.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return { root: rootId, packages: first === undefined ? [] : [first, ...sorted] };
  }
}

/** The union of two forms of an interface, in the order of the larger one. */
function merged(a: WitScope, b: WitScope): WitScope {
  const size = ({ types, functions }: WitScope): number => types.length + functions.length;
  const [one, other] = size(a) >= size(b) ? [a, b] : [b, a];
  const types = one.types.map((item) => {
    const same = other.types.find(({ name }) => name === item.name);
    if (item.kind !== 'resource' || same?.kind !== 'resource') return item;
    return { ...item, functions: union(item.functions, same.functions) };
  });
  return { types: union(types, other.types), functions: union(one.functions, other.functions) };
}

function union<T extends { readonly name: string }>(one: readonly T[], other: readonly T[]): readonly T[] {
  return [...one, ...other.filter(({ name }) => !one.some((item) => item.name === name))];
}
