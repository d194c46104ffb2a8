import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { isNormalPath } from '../../capabilities/patterns/path-pattern.ts';
import { type HostCall, type HostFunction, WitError } from '../host-service.ts';
import { toFileError } from './file-errors.ts';
import type { FileTree, ResolveOptions } from './file-tree.ts';
import { faultCode } from './file-fault.ts';
import { MAX_PATH, normalizeGuestPath } from './guest-path.ts';
import type { Place } from './place.ts';

export type FileAction = 'read' | 'write' | 'delete' | 'list-dir' | 'metadata';

export const fileAccess = (action: FileAction, resource: string): AccessRequest => ({
  area: 'filesystem',
  action,
  resource,
});

/** A function whose first argument is a path: what it needs for the path as it was given, and its errors. */
export function onPath<Rest extends readonly unknown[]>(
  action: FileAction,
  run: (call: HostCall, path: string, ...rest: Rest) => Promise<unknown>,
): HostFunction {
  return {
    access: (_caller: unknown, path: string) => fileAccess(action, normalOrRefused(path)),
    denied: deniedPath,
    call: async (call: HostCall, ...args: never[]) => {
      // The glue has lifted what WIT demands.
      const [path, ...rest] = args as unknown as readonly [path: string, ...Rest];
      const normal = normalizeGuestPath(path);
      return await failing(normal, async () => await run(call, normal, ...rest));
    },
  };
}

/** INVARIANT: what is no path is no resource either: no grant covers it, and the audit log has its refusal as any other. */
export function normalOrRefused(path: string): string {
  try {
    return normalizeGuestPath(path);
  } catch {
    return path;
  }
}

/** The `file-error` of a denial. */
export function deniedPath({ resource }: AccessRequest): WitError {
  if (isNormalPath(resource)) return new WitError('denied', resource);
  if (resource.endsWith(LEADS_OUT)) return new WitError('denied', resource.slice(0, -LEADS_OUT.length));
  return new WitError(
    'invalid-path',
    resource.length > MAX_PATH ? `a path of ${resource.length} characters` : resource,
  );
}

/** No path ends so: it is no part of one, and no pattern matches it. */
const LEADS_OUT = '/../';

/** Runs something on a path, with its failures in the guest's words. */
export async function failing<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toFileError(error, path);
  }
}

/** A path as it was asked for, what is done there, and how the path is followed. */
export interface Asked extends ResolveOptions {
  readonly actions: readonly FileAction[];
}

/**
 * The place that a path leads to, once what is to be done there is granted by that path, too. `path` itself has been asked for.
 *
 * INVARIANT: what the path leads to needs grants of its own.
 */
export async function resolveGranted(tree: FileTree, call: HostCall, path: string, asked: Asked): Promise<Place> {
  const place = await tree.resolve(path, asked).catch((error: unknown) => {
    // What leads out of its mount has no path that could be granted: the refusal is to be in the audit log all the same.
    if (faultCode(error) === 'EACCES')
      for (const action of asked.actions) call.demand(fileAccess(action, path + LEADS_OUT));
    throw error;
  });
  try {
    if (place.guestPath !== path) for (const action of asked.actions) call.demand(fileAccess(action, place.guestPath));
    return place;
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
}
