/** From a component's bytes to a document: its world, with every interface that it imports or exports in its package. */
import type { PackageName, WitDocument } from '../document/document.ts';
import { deepFreeze } from '../document/freeze.ts';
import { evaluateComponent } from './evaluate.ts';
import { Interfaces } from './interfaces.ts';
import { packageOf } from './package-encoding.ts';
import { toWorld } from './to-world.ts';

/** How a component is read. */
export interface ReadComponentOptions {
  /**
   * The package and the name of the component's world, which the bytes do not say. Default: `root:component` and `root`.
   * `world` is that name.
   */
  readonly root?: PackageName & { readonly world: string };
}

/**
 * Reads the types of a component, or of a WIT package in its binary form. Nothing of it runs. Of an interface that it imports,
 * a component has only what it uses. Documentation is there where the bytes have the section `package-docs`.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`
 */
export function readComponent(bytes: Uint8Array, options: ReadComponentOptions = {}): WitDocument {
  const { scope, custom } = evaluateComponent(bytes);
  const encoded = packageOf(scope, custom);
  if (encoded !== undefined) return deepFreeze(encoded);
  const { world: name, ...own } = options.root ?? { namespace: 'root', name: 'component', world: 'root' };
  const interfaces = new Interfaces();
  const world = toWorld(name, scope, interfaces);
  return deepFreeze(interfaces.toDocument(own, [world]));
}
