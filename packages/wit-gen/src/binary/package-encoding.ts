/**
 * WIT packages in binary form (component model, "Package Format"): each interface and world is an exported type, a component type
 * around the thing itself under its full name.
 */
import { interfaceId, type WitDocument, type WitPackage } from '../document/document.ts';
import type { ComponentType, Entity } from './entity.ts';
import { INTERFACE_ID, Interfaces } from './interfaces.ts';
import { withDocs } from './package-docs.ts';
import { plain, type Scope } from './scope.ts';
import { toWorld } from './to-world.ts';

/** The package, if this is one: nothing is imported, and everything that is exported is such a type. */
export function packageOf(scope: Scope, custom: ReadonlyMap<string, Uint8Array>): WitDocument | undefined {
  const exported = [...scope.exports.values()];
  if (scope.imports.size > 0 || exported.length === 0) return undefined;
  const items = exported.map(encodedItem);
  if (!items.every((item) => item !== undefined)) return undefined;

  const [, namespace = '', name = '', , version] = INTERFACE_ID.exec(items[0]?.id ?? '') ?? [];
  const root = { namespace, name, ...(version !== undefined && { version }) };
  const interfaces = new Interfaces();
  const worlds = [];
  for (const { id, type, entity } of items) {
    for (const [imported, one] of type.imports) if (one.sort === 'instance') interfaces.add(imported, one.exports);
    if (entity.sort === 'instance') interfaces.add(id, entity.exports);
    else if (entity.sort === 'component')
      worlds.push(toWorld(INTERFACE_ID.exec(id)?.[3] ?? '', entity.declared, interfaces));
  }
  const document = interfaces.toDocument(root, worlds);
  return withDocs(
    inOrder(
      document,
      items.map(({ id }) => id),
    ),
    custom.get('package-docs'),
  );
}

type Declared =
  | Extract<Entity, { sort: 'instance' }>
  | { readonly sort: 'component'; readonly declared: ComponentType };

function encodedItem(entity: Entity): { id: string; type: ComponentType; entity: Declared } | undefined {
  const type = entity.sort === 'type' ? plain(entity.type) : undefined;
  if (type?.kind !== 'component' || type.exports.size !== 1) return undefined;
  const [[id, inner] = ['', undefined]] = type.exports;
  if (!INTERFACE_ID.test(id)) return undefined;
  if (inner?.sort === 'instance') return { id, type, entity: inner };
  if (inner?.sort === 'component' && inner.declared)
    return { id, type, entity: { sort: 'component', declared: inner.declared } };
  return undefined;
}

/** Interfaces of the root as the package lists them, not as they were first needed. */
function inOrder(document: WitDocument, ids: readonly string[]): WitDocument {
  const place = (owner: WitPackage, name: string): number => ids.indexOf(interfaceId(owner, name));
  return {
    ...document,
    packages: document.packages.map((one) => ({
      ...one,
      interfaces: one.interfaces.toSorted((a, b) => place(one, a.name) - place(one, b.name)),
    })),
  };
}
