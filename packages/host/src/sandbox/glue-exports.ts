/** What the glue exports, found by name. INVARIANT: what every JavaScript object inherits is no export. */
import { AirssysError } from '@airssys/model';
import { CONSTRUCTOR } from '../engine/resource-glue.ts';
import type { Exports } from './instantiate.ts';
import type { ExportedFunction, ResourceMember } from './sandbox.ts';

/** An exported function; the glue makes each async (`asyncExports`), but for those that are called at once. */
export type Target = (...args: readonly unknown[]) => Promise<unknown>;

export function own(object: unknown, key: string): unknown {
  const isHolder = (typeof object === 'object' && object !== null) || typeof object === 'function';
  return isHolder && Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
}

/** Every function among the exports. */
export function exportedFunctions(exports: Exports): readonly ExportedFunction[] {
  return Object.entries(exports).flatMap(([name, value]): ExportedFunction[] => {
    if (typeof value === 'function') return [{ interface: undefined, name }];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, fn]) =>
      typeof fn === 'function' ? [{ interface: name, name: key }] : [],
    );
  });
}

export function findExport(
  exports: Exports,
  { interface: interfaceName, name, of }: ExportedFunction,
): Target | undefined {
  const scope = interfaceName === undefined ? exports : own(exports, interfaceName);
  const found = of === undefined ? own(scope, name) : memberOf(own(scope, of.resource), of.kind, name);
  if (typeof found !== 'function') return undefined;
  const target = found as Target; // the glue's, whose calls answer with promises but for those at once
  return of?.collector === undefined ? target : inTurn(target, findExport(exports, of.collector));
}

export function unknownOperation(operation: string, exports: Exports): AirssysError {
  const known = Object.keys(exports).filter((name) => name.includes(':'));
  return new AirssysError('AIRSSYS_SANDBOX_OPERATION_UNKNOWN', `The component has no operation ${operation}`, {
    hint: `It exports ${known.join(', ') || 'nothing'}.`,
  });
}

/** A function of a resource, which is a class in the glue. */
function memberOf(resource: unknown, kind: ResourceMember['kind'], name: string): Target | undefined {
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
function inTurn(first: Target, second: Target | undefined): Target {
  return async (...args) => {
    const value = await first(...args);
    await second?.();
    return value;
  };
}
