/**
 * The manifest: what a built component says of itself. It travels inside the component as the custom section
 * `MANIFEST_SECTION`, in JSON, and is all that host and tools know of a component besides its code.
 */
import { invalid, isObject, shown } from './checks.ts';
import { checkManifest } from './manifest-checks.ts';
import type { Manifest } from './manifest-format.ts';
import type { ComponentModel } from './types/component-model.ts';

/**
 * Reads a manifest's JSON and checks every member that anyone reads. Members that this version does not know mean nothing.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where it is not JSON, of another format, or has a member that is not as it
 *   should be: `data.path` says which.
 */
export function parseManifest(json: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid('it is not JSON', { cause });
  }
  if (!isObject(value)) throw invalid('it is not an object');
  const { format } = value;
  if (format !== 1)
    throw invalid(`its format is ${shown(format)}, and this version reads format 1`, { data: { path: 'format' } });
  checkManifest(value);
  return value as unknown as Manifest; // the checks name every member of the type
}

/** `namespace:name@version` of a component. */
export function packageName(component: Pick<ComponentModel, 'namespace' | 'name' | 'version'>): string {
  return `${component.namespace}:${component.name}@${component.version}`;
}

/** The full name of the interface that carries a component's operations. */
export function operationsInterface(
  component: Pick<ComponentModel, 'namespace' | 'name' | 'version' | 'operations'>,
): string {
  return `${component.namespace}:${component.name}/${component.operations.name}@${component.version}`;
}

/** Whether a component has hooks for its state, and so exports `airssys:ext-lifecycle/migration`. */
export function handsStateOver({ hooks }: Pick<ComponentModel, 'hooks'>): boolean {
  return hooks.snapshot !== undefined || hooks.migrate !== undefined;
}

/** Whether a component has a method for HTTP requests, and so exports `wasi:http/incoming-handler`. */
export function answersHttp({ hooks }: Pick<ComponentModel, 'hooks'>): boolean {
  return hooks.request !== undefined;
}
