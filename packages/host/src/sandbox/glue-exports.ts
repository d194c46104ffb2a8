/** What the glue exports, found by name. INVARIANT: what every JavaScript object inherits is no export. */
import { CONSTRUCTOR } from '../engine/resource-glue.ts';
import type { ResourceMember } from './sandbox.ts';

/** An exported function; the glue makes each async (`asyncExports`). */
export type Target = (...args: readonly unknown[]) => Promise<unknown>;

export function own(object: unknown, key: string): unknown {
  const isHolder = (typeof object === 'object' && object !== null) || typeof object === 'function';
  return isHolder && Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
}

/** A function of a resource, which is a class in the glue. */
export function memberOf(resource: unknown, kind: ResourceMember['kind'], name: string): Target | undefined {
  if (kind === 'drop') return async (handle) => await dispose(handle); // whatever it is a handle of
  if (typeof resource !== 'function') return undefined;
  const isMethod = kind === 'method';
  const found = own(isMethod ? resource.prototype : resource, kind === 'constructor' ? CONSTRUCTOR : name);
  if (typeof found !== 'function' || (isMethod && name === 'constructor')) return undefined;
  return isMethod ? (handle, ...args) => found.apply(handle, args) : (found as Target);
}

/** Gives up a handle (the glue's). Its disposal answers with a promise of the destructor's end. */
export const dispose = (handle: unknown): Promise<void> | undefined =>
  (handle as { [Symbol.dispose](): Promise<void> | undefined })[Symbol.dispose]();

/** Calls one function after the other, in the same turn. */
export function inTurn(first: Target, second: Target | undefined): Target {
  return async (...args) => {
    const value = await first(...args);
    await second?.();
    return value;
  };
}
