/** The functions of `airssys:ext-filesystem/files` that take something from one path to another. */
import type { HostCall, HostFunction } from '../host-service.ts';
import { FileFault } from './file-fault.ts';
import type { FileTree } from './file-tree.ts';
import { normalizeGuestPath } from './guest-path.ts';
import { childPath } from './mounts.ts';
import { failing, type FileAction, fileAccess, onPath, resolveGranted } from './path-functions.ts';
import type { OpenFile } from './open-file.ts';
import type { Place } from './place.ts';

/** Entries of a directory that is renamed, each of which is asked for. */
const MAX_MOVED = 10_000;

const CHUNK_BYTES = 256 * 1024;

export function moveFunctions(tree: FileTree): Readonly<Record<'rename' | 'copy', HostFunction>> {
  return {
    rename: onPath('delete', async (call, from, toAsked: string) => {
      const to = normalizeGuestPath(toAsked);
      // INVARIANT: a new name makes nothing readable that was not.
      call.demand(fileAccess('read', from));
      call.demand(fileAccess('write', to));
      const leaving: readonly FileAction[] = ['delete', 'read'];
      await using source = await resolveGranted(tree, call, from, { actions: leaving, follow: false });
      await using target = await failing(to, async () => await resolveTarget(tree, call, to));
      if (source.found?.isDirectory() === true) {
        for (const below of await source.entriesBelow(MAX_MOVED)) {
          for (const action of leaving) call.demand(fileAccess(action, childPath(source.guestPath, below)));
          call.demand(fileAccess('write', childPath(target.guestPath, below)));
        }
      }
      await source.renameTo(target);
    }),
    copy: onPath('read', async (call, from, toAsked: string) => {
      const to = normalizeGuestPath(toAsked);
      call.demand(fileAccess('write', to));
      await using source = await resolveGranted(tree, call, from, { actions: ['read'] });
      await using target = await failing(to, async () => await resolveTarget(tree, call, to));
      await using input = await source.openFile({ read: true });
      await failing(to, async () => await copyFile(call, input, target));
    }),
  };
}

const resolveTarget = async (tree: FileTree, call: HostCall, path: string): Promise<Place> =>
  await resolveGranted(tree, call, path, { actions: ['write'], follow: false });

async function copyFile(call: HostCall, input: OpenFile, target: Place): Promise<void> {
  await using output = await target.openFile({ write: true, create: true, exclusive: true });
  try {
    for (let offset = 0; ;) {
      if (call.signal.aborted) throw new FileFault('EBADF');
      const chunk = await input.read(offset, CHUNK_BYTES);
      if (chunk.length === 0) return;
      await output.write(offset, chunk);
      offset += chunk.length;
    }
  } catch (error) {
    await target.removeFile().catch(() => {}); // why it failed is what is told
    throw error;
  }
}
