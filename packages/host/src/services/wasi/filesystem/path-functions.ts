/** The functions of a descriptor that begin at its directory and name something beneath it. */
import type { FileTree } from '../../files/file-tree.ts';
import { FileFault } from '../../files/file-fault.ts';
import { fileAccess } from '../../files/path-functions.ts';
import type { Place } from '../../files/place.ts';
import { childPath } from '../../files/mounts.ts';
import type { HostCall, HostFunction } from '../../host-service.ts';
import type { Descriptor, DescriptorFlags } from './descriptor.ts';
import { openEntries } from './directory-entries.ts';
import type { Files } from './files.ts';
import { granted, type NeededAction, type Wanted } from './granted-paths.ts';
import { metadataHash, type NewTimestamp, toNewTime, toStat } from './metadata.ts';
import { openAt, type OpenFlags } from './open-at.ts';

interface PathFlags {
  readonly symlinkFollow?: boolean;
}

/** Entries of a directory that is renamed, each of which is asked for. */
const MAX_MOVED = 10_000;

/** A new name of a file must not make readable what was not, nor writable: both need all of it. */
const BOTH: readonly NeededAction[] = ['read', 'write'];

export function pathFunctions(files: Files, tree: FileTree): Readonly<Record<string, HostFunction>> {
  const { descriptors, using, usingEntries, secret } = files;

  const at = async <T>(
    call: HostCall,
    base: Descriptor,
    wanted: Wanted,
    use: (place: Place) => Promise<T>,
  ): Promise<T> => {
    await using place = await granted(tree, call, base, wanted);
    return await use(place);
  };
  const itself = (path: string, ...actions: NeededAction[]): Wanted => ({ path, actions, follow: false });
  const following = ({ symlinkFollow = false }: PathFlags, path: string, ...actions: NeededAction[]): Wanted => ({
    path,
    actions,
    follow: symlinkFollow,
  });

  return {
    '[method]descriptor.open-at': using(
      async (
        call,
        base,
        { symlinkFollow = false }: PathFlags,
        path: string,
        open: OpenFlags,
        flags: DescriptorFlags,
      ) => {
        const request = { path, follow: symlinkFollow, open, flags };
        return descriptors.give(await openAt(tree, call, base, request, files.close));
      },
    ),
    '[method]descriptor.read-directory': using(async (call, descriptor) => {
      call.demand(fileAccess('list-dir', descriptor.guestPath));
      return files.entries.give(await openEntries(descriptor.directory(), files.reading, files.close));
    }),
    '[method]directory-entry-stream.read-directory-entry': usingEntries(async (call, entries) => {
      call.demand(fileAccess('list-dir', entries.guestPath));
      return await entries.next();
    }),
    '[method]descriptor.stat-at': using(
      async (call, base, flags: PathFlags, path: string) =>
        await at(call, base, following(flags, path, 'metadata'), async (place) => toStat(existing(place))),
    ),
    '[method]descriptor.metadata-hash-at': using(
      async (call, base, flags: PathFlags, path: string) =>
        await at(call, base, following(flags, path, 'metadata'), async (place) =>
          metadataHash(existing(place), secret),
        ),
    ),
    '[method]descriptor.set-times-at': using(
      async (call, base, flags: PathFlags, path: string, accessed: NewTimestamp, modified: NewTimestamp) =>
        await at(call, base, following(flags, path, 'write'), async (place) => {
          existing(place);
          await place.setTimes(toNewTime(accessed), toNewTime(modified));
        }),
    ),
    '[method]descriptor.create-directory-at': using(
      async (call, base, path: string) =>
        await at(call, base, itself(path, 'write'), async (place) => await place.makeDirectory()),
    ),
    '[method]descriptor.readlink-at': using(
      async (call, base, path: string) =>
        await at(call, base, itself(path, 'metadata'), async (place) => {
          if (!existing(place).isSymbolicLink()) throw new FileFault('EINVAL');
          return await place.readLink();
        }),
    ),
    '[method]descriptor.remove-directory-at': using(
      async (call, base, path: string) =>
        await at(call, base, itself(path, 'delete'), async (place) => await place.removeDirectory()),
    ),
    '[method]descriptor.unlink-file-at': using(
      async (call, base, path: string) =>
        await at(call, base, itself(path, 'delete'), async (place) => await place.removeFile()),
    ),
    '[method]descriptor.symlink-at': using(
      async (call, base, target: string, path: string) =>
        await at(call, base, itself(path, 'write'), async (place) => await place.makeLink(target)),
    ),
    '[method]descriptor.link-at': using(
      async (call, base, flags: PathFlags, path: string, newHandle: object, newPath: string) => {
        const newBase = descriptors.objectOf(newHandle);
        await using source = await granted(tree, call, base, following(flags, path, ...BOTH));
        await using target = await granted(tree, call, newBase, itself(newPath, ...BOTH));
        existing(source);
        await source.linkTo(target);
      },
    ),
    '[method]descriptor.rename-at': using(async (call, base, path: string, newHandle: object, newPath: string) => {
      const newBase = descriptors.objectOf(newHandle);
      // INVARIANT: a new name makes nothing readable that was not.
      await using source = await granted(tree, call, base, itself(path, 'delete', 'read'));
      await using target = await granted(tree, call, newBase, itself(newPath, 'write'));
      if (existing(source).isDirectory()) {
        for (const below of await source.entriesBelow(MAX_MOVED)) {
          call.demand(fileAccess('delete', childPath(source.guestPath, below)));
          call.demand(fileAccess('read', childPath(source.guestPath, below)));
          call.demand(fileAccess('write', childPath(target.guestPath, below)));
        }
      }
      await source.renameTo(target);
    }),
  };
}

function existing({ found }: Place): NonNullable<Place['found']> {
  if (found === undefined) throw new FileFault('ENOENT');
  return found;
}
