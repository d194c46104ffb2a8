/**
 * WIT `airssys:ext-filesystem/files@1.0.0`. The gate checks the path that was asked for before anything is touched, and
 * the path behind it once it is resolved: what is opened is what was checked.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { type HostCall, type HostFunction, type HostService, WitError } from '../host-service.ts';
import { toFileError } from './file-errors.ts';
import { locate, type Mount, normalizeGuestPath, toGuestPath, toMounts } from './guest-path.ts';

export interface FilesOptions {
  /** Directories of the host by the path at which the component sees them. Default: none, so that there are no files. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Bytes that one read or write may carry. Default 64 MiB. */
  readonly maxFileBytes?: number;
}

const DEFAULT_MAX_FILE_BYTES = 64 * 1024 * 1024;

/** A path after symbolic links: the host's, and the component's name for it. */
interface Resolved {
  readonly hostPath: string;
  readonly guestPath: string;
}

export function filesService(options: FilesOptions = {}): HostService {
  const mounts = toMounts(options.mounts ?? {});
  const maxFileBytes = options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
  const tooLarge = (path: string): WitError => new WitError('too-large', `${path}: more than ${maxFileBytes} bytes`);

  /** A function on a path: its permission, its errors. */
  const on = (
    action: string,
    run: (call: HostCall, path: string, content: Uint8Array) => Promise<unknown>,
  ): HostFunction => ({
    access: (_call: unknown, path: string) => ({ area: 'filesystem', action, resource: normalizeGuestPath(path) }),
    denied: (request) => new WitError('denied', request.resource),
    call: async (call: HostCall, path: string, content: Uint8Array) => {
      const normal = normalizeGuestPath(path);
      try {
        return await run(call, normal, content);
      } catch (error) {
        throw toFileError(error, normal);
      }
    },
  });

  const demand = (call: HostCall, action: string, resolved: Resolved, asked: string): void => {
    const access: AccessRequest = { area: 'filesystem', action, resource: resolved.guestPath };
    if (resolved.guestPath !== asked) call.demand(access);
  };

  /** Opens an existing file and proves that it is the one that the grant covers. */
  const openFile = async (call: HostCall, action: string, path: string, flags: number): Promise<FileHandle> => {
    const resolved = await resolveExisting(mounts, path);
    demand(call, action, resolved, path);
    // O_NOFOLLOW: the last part has not become a link since. O_NONBLOCK: a pipe does not keep the host waiting.
    const handle = await open(resolved.hostPath, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      await assertSameFile(handle, resolved.hostPath, path);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  };

  return {
    interface: 'airssys:ext-filesystem/files@1.0.0',
    waiting: {
      read: on('read', async (call, path) => {
        await using handle = await openFile(call, 'read', path, constants.O_RDONLY);
        const { size } = await handle.stat();
        if (size > maxFileBytes) throw tooLarge(path);
        return await readWhole(handle, maxFileBytes, () => tooLarge(path));
      }),
      write: on('write', async (call, path, content) => {
        if (content.length > maxFileBytes) throw tooLarge(path);
        const target = await resolveForWriting(mounts, path);
        demand(call, 'write', target, path);
        await replaceFile(target.hostPath, path, content);
      }),
      append: on('write', async (call, path, content) => {
        if (content.length > maxFileBytes) throw tooLarge(path);
        const target = await resolveForWriting(mounts, path);
        demand(call, 'write', target, path);
        await assertUnmoved(dirname(target.hostPath), path);
        const flags =
          constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
        await using handle = await open(target.hostPath, flags, 0o666);
        await assertSameFile(handle, target.hostPath, path);
        await handle.appendFile(content);
      }),
      delete: on('delete', async (call, path) => {
        const target = await resolveParent(mounts, path);
        demand(call, 'delete', target, path);
        await assertUnmoved(dirname(target.hostPath), path);
        if ((await lstat(target.hostPath)).isDirectory()) throw new WitError('is-a-directory', path);
        await unlink(target.hostPath);
      }),
      metadata: on('metadata', async (call, path) => {
        const resolved = await resolveExisting(mounts, path);
        demand(call, 'metadata', resolved, path);
        const found = await lstat(resolved.hostPath);
        await assertUnmoved(resolved.hostPath, path);
        return {
          kind: kindOf(found),
          size: BigInt(found.size),
          modifiedMs: BigInt(Math.max(0, Math.floor(found.mtimeMs))),
        };
      }),
      listDirectory: on('list-dir', async (call, path) => {
        const resolved = await resolveExisting(mounts, path);
        demand(call, 'list-dir', resolved, path);
        const entries = await readdir(resolved.hostPath, { withFileTypes: true });
        await assertUnmoved(resolved.hostPath, path);
        return entries
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
      }),
    },
  };
}

async function resolveExisting(mounts: readonly Mount[], path: string): Promise<Resolved> {
  const place = locate(mounts, path);
  if (place === undefined) throw new WitError('not-found', path);
  const [root, hostPath] = await Promise.all([realpath(place.mount.hostPath), realpath(place.hostPath)]);
  const guestPath = toGuestPath(place.mount, root, hostPath);
  // INVARIANT: what lies outside of the mount cannot be named, whatever the grants.
  if (guestPath === undefined) throw new WitError('denied', path);
  return { hostPath, guestPath };
}

/** As {@link resolveExisting}, for the directory; the last part need not exist and is not followed. */
async function resolveParent(mounts: readonly Mount[], path: string): Promise<Resolved> {
  const place = locate(mounts, path);
  if (place === undefined) throw new WitError('not-found', path);
  if (path === place.mount.guestPath) throw new WitError('invalid-path', path);
  const parent = await resolveExisting(mounts, dirname(path));
  const name = basename(path);
  return {
    hostPath: join(parent.hostPath, name),
    guestPath: parent.guestPath === '/' ? `/${name}` : `${parent.guestPath}/${name}`,
  };
}

/** The file behind the path where there is one, links followed; else the place where it is to be made. */
async function resolveForWriting(mounts: readonly Mount[], path: string): Promise<Resolved> {
  try {
    return await resolveExisting(mounts, path);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
  }
  const target = await resolveParent(mounts, path);
  // A dangling link would be followed by a write: it is not there, and yet it is something.
  const isThere = await lstat(target.hostPath).then(
    () => true,
    () => false,
  );
  if (isThere) throw new WitError('not-found', path);
  return target;
}

/** INVARIANT: the open file is the one at the resolved path: no directory on the way was swapped for a link meanwhile. */
async function assertSameFile(handle: FileHandle, hostPath: string, guestPath: string): Promise<void> {
  const [opened, there, resolvedNow] = await Promise.all([handle.stat(), lstat(hostPath), realpath(hostPath)]);
  if (opened.isDirectory()) throw new WitError('is-a-directory', guestPath);
  if (!opened.isFile()) throw new WitError('io-error', `${guestPath} is not a file`);
  if (resolvedNow !== hostPath || opened.ino !== there.ino || opened.dev !== there.dev) {
    throw new WitError('denied', guestPath);
  }
}

/**
 * That a resolved path still is one, where nothing can be opened to prove it. Node has no `openat`, so a process of the host
 * that swaps directories can still win a race against a write or a removal; a component cannot make links.
 */
async function assertUnmoved(hostPath: string, guestPath: string): Promise<void> {
  if ((await realpath(hostPath)) !== hostPath) throw new WitError('denied', guestPath);
}

async function replaceFile(hostPath: string, guestPath: string, content: Uint8Array): Promise<void> {
  const before = await lstat(hostPath).catch(() => undefined);
  if (before?.isDirectory()) throw new WitError('is-a-directory', guestPath);
  if (before?.isFile() === false) throw new WitError('io-error', `${guestPath} is not a file`);
  await assertUnmoved(dirname(hostPath), guestPath);
  const temporary = join(dirname(hostPath), `.${randomUUID()}.tmp`);
  try {
    await using handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
    // Whoever could not read the old content is not to read the new.
    if (before !== undefined) await handle.chmod(before.mode & 0o777);
    await handle.writeFile(content);
    await rename(temporary, hostPath);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Reads to the end, also where the file grows meanwhile or tells no size. */
async function readWhole(handle: FileHandle, limit: number, tooLarge: () => WitError): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 18 })) {
    const bytes: Uint8Array = chunk; // a stream without an encoding gives bytes
    total += bytes.length;
    if (total > limit) throw tooLarge();
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
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
