/** `descriptor.open-at`: what is opened, and what that needs. */
import type { FileTree } from '../../files/file-tree.ts';
import type { Place } from '../../files/place.ts';
import type { HostCall } from '../../host-service.ts';
import { Descriptor, type DescriptorFlags, SharedFile } from './descriptor.ts';
import { codeError } from './error-codes.ts';
import { granted, type NeededAction } from './granted-paths.ts';

export interface OpenFlags {
  readonly create?: boolean;
  readonly directory?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
}

export interface OpenRequest {
  readonly path: string;
  readonly follow: boolean;
  readonly open: OpenFlags;
  readonly flags: DescriptorFlags;
}

/** Closes what was opened, in the background. */
export type Close = (closing: Promise<void>) => void;

export async function openAt(
  tree: FileTree,
  call: HostCall,
  base: Descriptor,
  request: OpenRequest,
  close: Close,
): Promise<Descriptor> {
  const { open, flags, path, follow } = request;
  if (open.directory && (open.create || open.truncate)) throw codeError('invalid');
  if (open.directory && flags.write) throw codeError('is-directory');
  if (open.exclusive && !open.create) throw codeError('invalid');
  await using place = await granted(tree, call, base, { path, follow, actions: actionsOf(request) });
  // With `exclusive`, a link at the end is something that is there.
  if (place.found?.isDirectory() === true) return await openDirectory(tree, place, base, request, close);
  if (open.directory && place.found !== undefined) throw codeError('not-directory');
  if (open.directory) throw codeError('no-entry');
  const { create = false, exclusive = false, truncate = false } = open;
  const { read = false, write = false } = flags;
  const file = await place.openFile({ read, write, create, exclusive, truncate });
  const shared = new SharedFile(file, (one) => close(one[Symbol.asyncDispose]()));
  return new Descriptor({ kind: 'file', shared }, { read, write }, shared.use());
}

async function openDirectory(
  tree: FileTree,
  place: Place,
  base: Descriptor,
  { open, flags }: OpenRequest,
  close: Close,
): Promise<Descriptor> {
  if (open.create && open.exclusive) throw codeError('exist');
  if (flags.write || open.truncate) throw codeError('is-directory');
  const directory = await tree.openDirectory(place);
  const { mutateDirectory = false } = base.flags;
  const isMutable = mutateDirectory && flags.mutateDirectory === true;
  return new Descriptor({ kind: 'directory', directory }, { read: true, mutateDirectory: isMutable }, () =>
    close(tree.close(directory)),
  );
}

/**
 * What opening needs. A directory is opened to go on from it: it needs what tells that it is there, and each use of it asks for
 * more.
 */
function actionsOf({ open, flags }: OpenRequest): readonly NeededAction[] {
  if (open.directory) return ['enter'];
  const isWriting = flags.write === true || open.create === true || open.truncate === true;
  const actions: NeededAction[] = [...(flags.read ? ['read' as const] : []), ...(isWriting ? ['write' as const] : [])];
  return actions.length === 0 ? ['metadata'] : actions;
}
