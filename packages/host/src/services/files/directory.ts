/**
 * An open directory beneath a mount. Node has no `openat`; on Linux a path that begins with `/proc/self/fd/N/` acts like it: the
 * kernel starts at the open directory itself, wherever that lies by then. So whatever is done to a name in a
 * directory is done in the directory that was checked.
 *
 * Where there is no such path (macOS), names are looked up by the directory's path, and {@link Directory.assertUnmoved} says
 * afterwards whether it still is the one that was opened: a process of the host that swaps directories can win that race.
 */
import { type BigIntStats, constants, type Dirent, readlinkSync } from 'node:fs';
import { lstat, readdir, realpath, statfs } from 'node:fs/promises';
import { sep } from 'node:path';
import { Descriptor } from './descriptor.ts';
import { FileFault } from './file-fault.ts';
import { childPath, type Mount } from './mounts.ts';

/** Linux's `O_PATH`: a handle of the place, for which the right to search the directory is enough. Node has no name for it. */
const O_PATH = 0x20_0000;

/** Whether this system can name what lies in an open directory. */
const HAS_OPEN_PATHS = process.platform === 'linux' && isLink('/proc/self/fd/0');

/**
 * File systems whose files are doors into the kernel, by their `statfs` type: proc, sysfs, devpts, cgroup (1 and 2), debugfs,
 * tracefs, securityfs, selinuxfs, bpf, pstore, configfs, efivarfs, binfmt_misc, nsfs.
 */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x9fa0, 0x6265_6572, 0x1cd1, 0x27_e0eb, 0x6367_7270, 0x6462_6720, 0x7472_6163, 0x7363_6673, 0xf97c_ff8c, 0xcafe_4a11,
  0x6165_676c, 0x6265_6570, 0xde5e_81e4, 0x4249_4e4d, 0x6e73_6673,
]);

/**
 * File systems on which one file answers to several spellings of its name: vfat, exfat, ntfs, ntfs3, cifs, smb2, hfs, hfs+. (A
 * directory of ext4 or f2fs can be made so, too; no call tells.)
 */
const LAX_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x4d44, 0x2011_bab0, 0x5346_544e, 0x7366_746e, 0xff53_4d42, 0xfe53_4d42, 0x4244, 0x482b,
]);

interface DirectoryPlace {
  readonly mount: Mount;
  readonly isLax: boolean;
  readonly device: bigint;
  /** In normal form. */
  readonly guestPath: string;
}

export class Directory implements AsyncDisposable {
  readonly mount: Mount;
  readonly guestPath: string;
  /** The mount's, by its number. What lies on another one may be no file of a disk. */
  readonly device: bigint;
  /** Whether a name that is found here may be spelled otherwise: see {@link Directory.assertSpelled}. */
  readonly isLax: boolean;
  readonly #handle: Descriptor;
  /** Where it lay when it was opened; used where {@link HAS_OPEN_PATHS} is false. */
  readonly #hostPath: string;
  readonly #usesOpenPath: boolean;

  private constructor(place: DirectoryPlace, handle: Descriptor, hostPath: string, usesOpenPath: boolean) {
    this.mount = place.mount;
    this.guestPath = place.guestPath;
    this.device = place.device;
    this.isLax = place.isLax;
    this.#handle = handle;
    this.#hostPath = hostPath;
    this.#usesOpenPath = usesOpenPath;
  }

  /**
   * The directory that is mounted.
   *
   * @param usesOpenPath Whether names are looked up in open directories. Default: where the system can.
   */
  static async openRoot(mount: Mount, usesOpenPath: boolean = HAS_OPEN_PATHS): Promise<Directory> {
    const hostPath = await realpath(mount.hostPath);
    const handle = await openDirectory(hostPath, usesOpenPath);
    try {
      const { dev: device } = await handle.stat();
      const isLax = !usesOpenPath || LAX_FILE_SYSTEMS.has((await statfs(hostPath)).type);
      const root = new Directory({ mount, guestPath: mount.guestPath, device, isLax }, handle, hostPath, usesOpenPath);
      await root.assertNoKernelFiles();
      return root;
    } catch (error) {
      await handle[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A path of the host for a name in this directory, for one system call that does not follow links at its end. */
  at(name: string): string {
    // INVARIANT: a name is one part of a path, and never the way up.
    if (name === '' || name === '..' || name.includes('/') || name.includes('\0')) throw new FileFault('EINVAL');
    return `${this.#usesOpenPath ? `/proc/self/fd/${this.#handle.fd}` : this.#hostPath}/${name}`;
  }

  /** Opens a directory in this one; `ENOTDIR` also where the name is a link. */
  async open(name: string): Promise<Directory> {
    const path = this.at(name);
    const handle = await openDirectory(path, this.#usesOpenPath).catch((error: unknown) => {
      throw error instanceof Error && 'code' in error && error.code === 'ELOOP' ? new FileFault('ENOTDIR') : error;
    });
    try {
      await this.assertUnmoved();
    } catch (error) {
      await handle[Symbol.asyncDispose]();
      throw error;
    }
    const { mount, device, isLax } = this;
    const place = { mount, device, isLax, guestPath: childPath(this.guestPath, name) };
    return new Directory(place, handle, `${this.#hostPath}${sep}${name}`, this.#usesOpenPath);
  }

  /** The same directory, with a handle of its own. */
  async again(): Promise<Directory> {
    const handle = await openDirectory(this.at('.'), this.#usesOpenPath);
    return new Directory(this, handle, this.#hostPath, this.#usesOpenPath);
  }

  async list(): Promise<readonly Dirent[]> {
    const entries = await readdir(this.at('.'), { withFileTypes: true });
    await this.assertUnmoved();
    return entries;
  }

  /** What is known of the directory itself. */
  async stat(): Promise<BigIntStats> {
    return await this.#handle.stat();
  }

  /** Part of {@link at}'s promise where the system has no open paths: call it after the name was used. */
  async assertUnmoved(): Promise<void> {
    if (this.#usesOpenPath) return;
    const [opened, there, path] = await Promise.all([
      this.#handle.stat(),
      lstat(this.#hostPath, { bigint: true }),
      realpath(this.#hostPath),
    ]);
    if (opened.ino !== there.ino || opened.dev !== there.dev || path !== this.#hostPath) throw new FileFault('EACCES');
  }

  /**
   * That an entry has exactly this name. Where the file system is not exact itself, a grant of one spelling would be one of all.
   */
  async assertSpelled(name: string): Promise<void> {
    if (this.isLax && !(await readdir(this.at('.'))).includes(name)) throw new FileFault('EACCES');
  }

  /** The answer of a system call on a name, if the directory has not moved. */
  async used<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    await this.assertUnmoved();
    return value;
  }

  /** INVARIANT: a file system of the kernel's is nobody's data: nothing in it is opened, whatever is mounted. */
  async assertNoKernelFiles(): Promise<void> {
    if (KERNEL_FILE_SYSTEMS.has((await statfs(this.at('.'))).type)) throw new FileFault('EACCES');
  }

  /** The path beneath this mount that an absolute link of the host leads to; undefined where it leads out of the mount. */
  beneath(absolute: string): string | undefined {
    const roots = [
      this.#usesOpenPath ? readlinkSync(`/proc/self/fd/${this.#handle.fd}`) : this.#hostPath,
      this.mount.hostPath,
    ];
    for (const root of roots) {
      if (absolute === root) return '';
      const base = root.endsWith('/') ? root : `${root}/`;
      if (absolute.startsWith(base)) return absolute.slice(base.length);
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle[Symbol.asyncDispose]();
  }
}

async function openDirectory(path: string, usesOpenPath: boolean): Promise<Descriptor> {
  const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
  return await Descriptor.open(path, O_DIRECTORY | O_NOFOLLOW | (usesOpenPath ? O_PATH : O_RDONLY));
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== '';
  } catch {
    return false;
  }
}
