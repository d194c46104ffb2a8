/**
 * WIT `airssys:ext-filesystem/files@1.0.0`. The gate checks the path that was asked for before anything is touched, and
 * the path behind it once it is resolved: what is used is what was checked.
 */
import type { BigIntStats } from 'node:fs';
import { type HostCall, type HostService, WitError } from '../host-service.ts';
import { FileFault } from './file-fault.ts';
import type { FileTree } from './file-tree.ts';
import { normalizeGuestPath } from './guest-path.ts';
import { childPath } from './mounts.ts';
import { moveFunctions } from './move-functions.ts';
import type { OpenFile } from './open-file.ts';
import { onPath, resolveGranted } from './path-functions.ts';

export interface FilesOptions {
  /** What the component sees. It ends with the service. */
  readonly tree: FileTree;
  /** Bytes that one read or write may carry. Default 64 MiB. */
  readonly maxTransferBytes?: number | undefined;
}

const DEFAULT_MAX_TRANSFER_BYTES = 64 * 1024 * 1024;

export function filesService({ tree, maxTransferBytes = DEFAULT_MAX_TRANSFER_BYTES }: FilesOptions): HostService {
  const demandSize = (path: string, bytes: number): void => {
    if (bytes > maxTransferBytes) throw new WitError('too-large', `${path}: more than ${maxTransferBytes} bytes`);
  };
  return {
    interface: 'airssys:ext-filesystem/files@1.0.0',
    waiting: {
      read: onPath('read', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['read'] });
        await using file = await place.openFile({ read: true });
        const { size } = await file.stat();
        demandSize(path, Number(size));
        return await file.read(0, Number(size));
      }),
      write: onPath('write', async (call, path, content: Uint8Array) => {
        demandSize(path, content.length);
        await using place = await resolveGranted(tree, call, path, { actions: ['write'] });
        demandNotDangling(place);
        await place.replaceFile(content);
      }),
      append: onPath('write', async (call, path, content: Uint8Array) => {
        demandSize(path, content.length);
        await using place = await resolveGranted(tree, call, path, { actions: ['write'] });
        demandNotDangling(place);
        await using file = await place.openFile({ write: true, create: true });
        await file.append(content);
      }),
      delete: onPath('delete', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['delete'], follow: false });
        await place.removeFile();
      }),
      metadata: onPath('metadata', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['metadata'] });
        return toMetadata(place.found);
      }),
      listDirectory: onPath('list-dir', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['list-dir'] });
        const entries = await place.list();
        return entries
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
      }),
      createDirectory: onPath('write', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['write'], follow: false });
        await place.makeDirectory();
      }),
      removeDirectory: onPath('delete', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['delete'], follow: false });
        await place.removeDirectory();
      }),
      truncate: onPath('write', async (call, path, size: bigint) => {
        await using file = await openWritable(tree, call, path);
        await file.truncate(Number(size));
      }),
      setModified: onPath('write', async (call, path, modifiedMs: bigint) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['write'] });
        await place.setTimes(undefined, Number(modifiedMs));
      }),
      readLink: onPath('metadata', async (call, path) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['metadata'], follow: false });
        return await place.readLink();
      }),
      createLink: onPath('write', async (call, path, target: string) => {
        await using place = await resolveGranted(tree, call, path, { actions: ['write'], follow: false });
        // Nobody makes a name for what he may not read.
        const [, ...up] = place.guestPath.split('/').reverse();
        const leadsTo = normalizeGuestPath(childPath(up.reverse().join('/') || '/', target));
        call.demand({ area: 'filesystem', action: 'read', resource: leadsTo });
        await place.makeLink(target);
      }),
      ...moveFunctions(tree),
    },
    dispose: async () => await tree[Symbol.asyncDispose](),
  };
}

async function openWritable(tree: FileTree, call: HostCall, path: string): Promise<OpenFile> {
  await using place = await resolveGranted(tree, call, path, { actions: ['write'] });
  return await place.openFile({ write: true });
}

/** A link that leads nowhere would be made into a file by a write: it is not there, and yet it is something. */
export function demandNotDangling({ found, isLinked }: { readonly found: unknown; readonly isLinked: boolean }): void {
  if (found === undefined && isLinked) throw new FileFault('ENOENT');
}

/** WIT's `file-metadata`. */
export function toMetadata(found: BigIntStats | undefined): Readonly<Record<string, unknown>> {
  if (found === undefined) throw new FileFault('ENOENT');
  return { kind: kindOf(found), size: found.size, modifiedMs: found.mtimeMs < 0n ? 0n : found.mtimeMs };
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kinds): string {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symbolic-link' : 'other';
}
