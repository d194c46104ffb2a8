/**
 * What a path has been resolved to, and what can be done there. Nothing has been opened of it yet but the directory that it
 * lies in: a service asks the gate for {@link Place.guestPath} first, and what it then does is done there.
 */
import { randomUUID } from 'node:crypto';
import { type BigIntStats, constants, type Dirent } from 'node:fs';
import { link, lstat, lutimes, mkdir, readlink, rename, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { Descriptor } from './descriptor.ts';
import type { Directory } from './directory.ts';
import { faultCode, FileFault } from './file-fault.ts';
import { type NewTime, toSeconds } from './file-times.ts';
import type { MountRoot } from './mount-root.ts';
import { OpenFile } from './open-file.ts';
import type { Walked } from './walk.ts';

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  /** Makes the file where nothing is. */
  readonly create?: boolean;
  /** With `create`: `EEXIST` where something is. */
  readonly exclusive?: boolean;
  /** Empties the file. Needs `write`. */
  readonly truncate?: boolean;
}

export class Place implements AsyncDisposable {
  /** The path behind all links, in normal form. */
  readonly guestPath: string;
  /** What is there, as it was found; undefined where nothing is. */
  readonly found: BigIntStats | undefined;
  /** Whether the last part of the path is a link, which has been followed. */
  readonly isLinked: boolean;
  readonly #root: MountRoot;
  readonly #directory: Directory;
  readonly #isOwned: boolean;
  readonly #name: string;

  constructor(root: MountRoot, { directory, isOwned, name, guestPath, found, isLinked }: Walked) {
    this.#root = root;
    this.#directory = directory;
    this.#isOwned = isOwned;
    this.#name = name;
    this.guestPath = guestPath;
    this.found = found;
    this.isLinked = isLinked;
  }

  /** Whether nothing can be changed here, whatever the grants. */
  get isReadonly(): boolean {
    return this.#root.mount.isReadonly;
  }

  /** Opens the regular file that is here, or makes it. Devices, pipes, sockets and links are not opened. */
  async openFile(flags: OpenFlags): Promise<OpenFile> {
    const { read = false, write = false, create = false, exclusive = false, truncate = false } = flags;
    if (this.found === undefined) {
      if (!create) throw new FileFault('ENOENT');
      try {
        return await this.#create(read, write);
      } catch (error) {
        // Somebody else has made it meanwhile.
        if (exclusive || faultCode(error) !== 'EEXIST') throw error;
      }
    } else {
      if (create && exclusive) throw new FileFault('EEXIST');
      this.#demandFile();
    }
    if ((write || truncate) && this.isReadonly) throw new FileFault('EROFS');
    await this.#demandOrdinary();
    const file = await this.#openFile(accessMode(read, write || truncate));
    try {
      if (truncate) await file.truncate(0);
      return file;
    } catch (error) {
      await file[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Opens the directory that is here, for whoever goes on from it. */
  async openDirectory(): Promise<Directory> {
    if (this.found === undefined) throw new FileFault('ENOENT');
    if (!this.found.isDirectory()) throw new FileFault('ENOTDIR');
    const directory = await (this.#name === '.' ? this.#directory.again() : this.#directory.open(this.#name));
    try {
      if (this.found.dev !== directory.device) await directory.assertNoKernelFiles();
      return directory;
    } catch (error) {
      await directory[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The entries of the directory that is here. */
  async list(): Promise<readonly Dirent[]> {
    await using directory = await this.openDirectory();
    return await directory.list();
  }

  /** The text of the link that is here. */
  async readLink(): Promise<string> {
    if (this.found === undefined) throw new FileFault('ENOENT');
    return await this.#directory.used(readlink(this.#at()));
  }

  /** Puts a file here at once: whoever reads sees what was here or what is. */
  async replaceFile(content: Uint8Array): Promise<void> {
    if (this.found !== undefined) this.#demandFile();
    if (content.length > this.#root.mount.maxFileBytes) throw new FileFault('EFBIG');
    await this.#root.change(async (account) => {
      const before = await this.#statNow();
      const old = before?.isFile() === true && before.nlink === 1n ? Number(before.size) : 0;
      account.demand({ bytes: content.length - old, entries: before === undefined ? 1 : 0 });
      await this.#directory.assertUnmoved();
      const temporary = this.#directory.at(`.${randomUUID()}.tmp`);
      try {
        const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
        await using handle = await Descriptor.open(temporary, flags, 0o666);
        // Whoever could not read the old content is not to read the new.
        if (before !== undefined) await handle.chmod(Number(before.mode) & 0o777);
        await handle.writeAll(content, 0);
        await rename(temporary, this.#at());
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      if (before !== undefined) account.remove(before);
      account.add({ bytes: content.length, entries: 1 });
    });
  }

  async makeDirectory(): Promise<void> {
    await this.#make(async () => await mkdir(this.#at()));
  }

  /**
   * Makes a link. `target` is relative, and leads up only by its first parts and not out of the mount.
   *
   * INVARIANT: no link leads out of the mount as it is made, also not for a program of the host that follows it.
   */
  async makeLink(target: string): Promise<void> {
    const parts = target.split('/');
    const down = parts.findIndex((part) => part !== '..');
    const climbs = down < 0 ? parts.length : down;
    const isUnderWay = parts.slice(climbs).includes('..');
    const depth = (path: string): number => path.split('/').filter((part) => part !== '').length;
    const isOut = climbs > depth(this.#directory.guestPath) - depth(this.#root.mount.guestPath);
    if (target === '' || target.startsWith('/') || target.includes('\0') || isUnderWay || isOut) {
      throw new FileFault('EPERM');
    }
    await this.#make(async () => await symlink(target, this.#at()));
  }

  /** Makes a further name, at `target`, of the file that is here. Whoever may use either may use the file: ask for both. */
  async linkTo(target: Place): Promise<void> {
    this.#demandFile();
    if (target.#root !== this.#root) throw new FileFault('EXDEV');
    await target.#make(async () => await link(this.#at(), target.#at()));
  }

  /** Removes what is here if it is no directory; of a link, the link. */
  async removeFile(): Promise<void> {
    await this.#remove(async (before) => {
      if (before.isDirectory()) throw new FileFault('EISDIR');
      await unlink(this.#at());
    });
  }

  /** Removes the directory that is here, if it is empty. */
  async removeDirectory(): Promise<void> {
    await this.#remove(async (before) => {
      if (!before.isDirectory()) throw new FileFault('ENOTDIR');
      await rmdir(this.#at());
    });
  }

  /**
   * Moves what is here to another place of the same mount, in place of a file that is there. A directory takes all
   * beneath it along: see {@link entriesBelow} for what else is to be asked for.
   */
  async renameTo(target: Place): Promise<void> {
    if (target.#root !== this.#root) throw new FileFault('EXDEV');
    if (this.#name === '.' || target.#name === '.') throw new FileFault('EINVAL');
    if (this.found === undefined) throw new FileFault('ENOENT');
    await this.#root.change(async (account) => {
      const [from, before] = await Promise.all([this.#statNow(), target.#statNow()]);
      await this.#directory.assertUnmoved();
      await target.#directory.used(rename(this.#at(), target.#at()));
      const isSame = from !== undefined && before?.ino === from.ino && before.dev === from.dev;
      if (before !== undefined && !isSame) account.remove(before);
    });
  }

  /** Sets the times of what is here; of a link, the link's. */
  async setTimes(accessed: NewTime, modified: NewTime): Promise<void> {
    await this.#root.change(async () => {
      const before = await this.#statNow();
      if (before === undefined) throw new FileFault('ENOENT');
      await this.#directory.assertUnmoved();
      await lutimes(this.#at(), toSeconds(accessed, before.atimeNs), toSeconds(modified, before.mtimeNs));
    });
  }

  /**
   * The guest paths of all that lies beneath the directory that is here, links not followed, relative to it.
   *
   * @throws FileFault `EACCES` where there are more than `limit`.
   */
  async entriesBelow(limit: number): Promise<readonly string[]> {
    const below: string[] = [];
    const visit = async (directory: Directory, prefix: string): Promise<void> => {
      for (const entry of await directory.list()) {
        if (below.length >= limit) throw new FileFault('EACCES');
        below.push(`${prefix}${entry.name}`);
        if (!entry.isDirectory()) continue;
        await using inner = await directory.open(entry.name);
        await visit(inner, `${prefix}${entry.name}/`);
      }
    };
    await using directory = await this.openDirectory();
    await visit(directory, '');
    return below;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOwned) await this.#directory[Symbol.asyncDispose]();
  }

  #at(): string {
    return this.#directory.at(this.#name);
  }

  #demandFile(): void {
    const { found } = this;
    if (found === undefined) throw new FileFault('ENOENT');
    if (found.isDirectory()) throw new FileFault('EISDIR');
    if (found.isSymbolicLink()) throw new FileFault('ELOOP');
    if (!found.isFile()) throw new FileFault('ENODEV');
  }

  async #demandOrdinary(): Promise<void> {
    if (this.found !== undefined && this.found.dev !== this.#directory.device)
      await this.#directory.assertNoKernelFiles();
  }

  async #statNow(): Promise<BigIntStats | undefined> {
    return await lstat(this.#at(), { bigint: true }).catch((error: unknown) => {
      if (faultCode(error) !== 'ENOENT') throw error;
      return undefined;
    });
  }

  async #openFile(flags: number): Promise<OpenFile> {
    // O_NOFOLLOW: it has not become a link since. O_NONBLOCK: nor a pipe that keeps the host waiting.
    const handle = await Descriptor.open(this.#at(), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o666);
    return await this.#root
      .hold(async () => {
        const file = await OpenFile.take(this.#root, handle, this.guestPath);
        try {
          await this.#directory.assertUnmoved();
          return file;
        } catch (error) {
          await file[Symbol.asyncDispose]();
          throw error;
        }
      })
      .catch(async (error: unknown) => {
        await handle[Symbol.asyncDispose]();
        throw error;
      });
  }

  async #create(read: boolean, write: boolean): Promise<OpenFile> {
    return await this.#root.change(async (account) => {
      account.demand({ bytes: 0, entries: 1 });
      await this.#directory.assertUnmoved();
      const file = await this.#openFile(accessMode(read, write) | constants.O_CREAT | constants.O_EXCL);
      account.add({ bytes: 0, entries: 1 });
      return file;
    });
  }

  async #make(make: () => Promise<void>): Promise<void> {
    if (this.found !== undefined) throw new FileFault('EEXIST');
    await this.#root.change(async (account) => {
      account.demand({ bytes: 0, entries: 1 });
      await this.#directory.assertUnmoved();
      await make();
      account.add({ bytes: 0, entries: 1 });
    });
  }

  async #remove(remove: (before: BigIntStats) => Promise<void>): Promise<void> {
    // The mount's own directory, or one that the path named as `.`.
    if (this.#name === '.') throw new FileFault('EINVAL');
    await this.#root.change(async (account) => {
      const before = await this.#statNow();
      if (before === undefined) throw new FileFault('ENOENT');
      await this.#directory.assertUnmoved();
      await remove(before);
      account.remove(before);
    });
  }
}

function accessMode(read: boolean, write: boolean): number {
  if (read && write) return constants.O_RDWR;
  return write ? constants.O_WRONLY : constants.O_RDONLY;
}
