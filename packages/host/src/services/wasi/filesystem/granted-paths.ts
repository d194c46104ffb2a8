/** From a descriptor and a path to a place that the gate has granted. */
import { posix } from 'node:path';
import type { FileTree } from '../../files/file-tree.ts';
import { type FileAction, fileAccess } from '../../files/path-functions.ts';
import type { Place } from '../../files/place.ts';
import type { HostCall } from '../../host-service.ts';
import type { Descriptor } from './descriptor.ts';
import { codeError } from './error-codes.ts';

export interface Wanted {
  readonly path: string;
  /** What is needed, all of it. */
  readonly actions: readonly NeededAction[];
  /** Whether a link at the end is followed. */
  readonly follow: boolean;
}

/** `enter`: to go on from a directory, for which it is enough to know of it (`metadata`), or what is in it (`list-dir`). */
export type NeededAction = FileAction | 'enter';

/** Characters of a path. */
const MAX_PATH = 4_096;

/**
 * The place that a path beneath a directory leads to. The gate is asked for the path as it is written before anything is
 * touched, and for the path that it leads to once that is known.
 *
 * INVARIANT: what the path leads to needs grants of its own.
 */
export async function granted(tree: FileTree, call: HostCall, base: Descriptor, wanted: Wanted): Promise<Place> {
  const directory = base.directory();
  const { path, actions, follow } = wanted;
  const asked = guestPathOf(base, path);
  demandAll(call, asked, actions);
  const place = await tree.resolveBeneath(directory, path, { follow });
  try {
    if (place.guestPath !== asked) demandAll(call, place.guestPath, actions);
    return place;
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
}

export function demandAll(call: HostCall, guestPath: string, actions: readonly NeededAction[]): void {
  for (const action of actions) {
    if (action === 'enter') demandEither(call, guestPath);
    else call.demand(fileAccess(action, guestPath));
  }
}

function demandEither(call: HostCall, guestPath: string): void {
  try {
    call.demand(fileAccess('metadata', guestPath));
  } catch {
    call.demand(fileAccess('list-dir', guestPath)); // the gate's refusal is all that was thrown
  }
}

/** @throws WitError `not-permitted` for a path that leads above its directory as it is written. */
function guestPathOf(base: Descriptor, path: string): string {
  if (path === '') throw codeError('no-entry');
  if (path.length > MAX_PATH) throw codeError('name-too-long');
  if (path.includes('\0')) throw codeError('invalid');
  const normal = posix.normalize(path);
  if (normal.startsWith('/') || normal === '..' || normal.startsWith('../')) throw codeError('not-permitted');
  const whole = posix.join(base.guestPath, normal);
  return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole;
}
