/**
 * The files that one instance sees. It finds what a path names, and asks nobody whether that may be used: whoever serves the
 * component asks the gate, by the path as it was given and by the {@link Place.guestPath} that it leads to.
 */
import { AirssysError } from '@airssys/model';
import { Directory } from './directory.ts';
import { FileFault } from './file-fault.ts';
import { Ledgers } from './ledger.ts';
import { MountRoot, type OpenSlots } from './mount-root.ts';
import { locate, type Mount, type Mounts, toMounts } from './mounts.ts';
import { Place } from './place.ts';
import { walk } from './walk.ts';

export interface FileTreeOptions {
  /** Default: none, so that there are no files. */
  readonly mounts?: Mounts | undefined;
  /** Those of the host, so that what its instances do is counted together. Default: ones of its own. */
  readonly ledgers?: Ledgers | undefined;
  /** Files and directories that may be open at once: 1 to 65,536. Default 256. */
  readonly maxOpenFiles?: number | undefined;
  /** Whether names are looked up in open directories. Default: where the system can. */
  readonly usesOpenPaths?: boolean | undefined;
}

export interface ResolveOptions {
  /** Whether a link at the end is followed; those before are. Default true. */
  readonly follow?: boolean;
}

export class FileTree implements AsyncDisposable {
  /** The one with the longest path first. */
  readonly mounts: readonly Mount[];
  readonly #ledgers: Ledgers;
  readonly #usesOpenPaths: boolean | undefined;
  readonly #roots = new Map<Mount, Promise<MountRoot>>();
  readonly #slots: OpenSlots;
  readonly #hidden: ReadonlySet<string>;
  #isDisposed = false;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for mounts that cannot be. Nothing is opened yet. */
  constructor(options: FileTreeOptions = {}) {
    const { mounts = {}, ledgers = new Ledgers(), maxOpenFiles = 256, usesOpenPaths } = options;
    if (!(Number.isInteger(maxOpenFiles) && maxOpenFiles >= 1 && maxOpenFiles <= 65_536)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `maxOpenFiles cannot be ${maxOpenFiles}`, {
        hint: 'It is a whole number from 1 to 65,536.',
      });
    }
    this.mounts = toMounts(mounts);
    this.#ledgers = ledgers;
    this.#usesOpenPaths = usesOpenPaths;
    this.#slots = { maximum: maxOpenFiles, held: new Set(), closing: new Set() };
    this.#hidden = new Set(this.mounts.map(({ guestPath }) => guestPath));
  }

  /** How many files and directories are open. */
  get openCount(): number {
    return this.#slots.held.size;
  }

  /**
   * What an absolute path in normal form names. Whoever asks disposes it.
   *
   * @throws FileFault, or the system's error, with its `code`: `ENOENT` where no mount holds the path, or a directory on the way
   *   is missing; `EACCES` where the path leads out of its mount; `ENOTDIR`, `ELOOP`, `ENAMETOOLONG`.
   */
  async resolve(path: string, options?: ResolveOptions): Promise<Place> {
    const place = locate(this.mounts, path);
    if (place === undefined) throw new FileFault('ENOENT');
    const root = await this.#root(place.mount);
    return await this.#walk(root, root.directory, place.beneath, options);
  }

  /**
   * As {@link resolve}, for a path that begins at an open directory and leads to something beneath that. A slash at the end asks for
   * a directory.
   */
  async resolveBeneath(directory: Directory, path: string, options?: ResolveOptions): Promise<Place> {
    if (path.startsWith('/')) throw new FileFault('EACCES');
    return await this.#walk(await this.#root(directory.mount), directory, path, options);
  }

  /** Opens a mount's own directory, as one that the instance holds on to. */
  async openMount(mount: Mount): Promise<Directory> {
    const root = await this.#root(mount);
    return await root.hold(async () => await root.directory.again());
  }

  /** Opens the directory at a place, as one that the instance holds on to until it gives it to {@link close}. */
  async openDirectory(place: Place): Promise<Directory> {
    const directory = await place.openDirectory();
    const root = await this.#root(directory.mount);
    try {
      return await root.hold(async () => directory);
    } catch (error) {
      await directory[Symbol.asyncDispose]();
      throw error;
    }
  }

  async close(directory: Directory): Promise<void> {
    this.#slots.held.delete(directory);
    await directory[Symbol.asyncDispose]();
  }

  async #walk(root: MountRoot, start: Directory, path: string, { follow = true }: ResolveOptions = {}): Promise<Place> {
    const isHidden = (guestPath: string): boolean => this.#hidden.has(guestPath);
    return new Place(root, await walk(start, path, { follow, isHidden }));
  }

  async #root(mount: Mount): Promise<MountRoot> {
    if (this.#isDisposed) throw new FileFault('EBADF');
    const known = this.#roots.get(mount);
    if (known !== undefined) return await known;
    const opening = this.#openRoot(mount);
    this.#roots.set(mount, opening);
    // A directory that is not there may come.
    opening.catch(() => this.#roots.delete(mount));
    return await opening;
  }

  async #openRoot(mount: Mount): Promise<MountRoot> {
    const directory = await Directory.openRoot(mount, this.#usesOpenPaths);
    return new MountRoot(directory, await this.#ledgers.of(directory), this.#slots);
  }

  /** Closes everything that is open, and waits for what is being closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const held = [...this.#slots.held];
    this.#slots.held.clear();
    await Promise.all(held.map(async (one) => await one[Symbol.asyncDispose]()));
    await Promise.allSettled(this.#slots.closing);
    const roots = await Promise.allSettled(this.#roots.values());
    for (const root of roots) if (root.status === 'fulfilled') await root.value.directory[Symbol.asyncDispose]();
    this.#roots.clear();
  }
}
