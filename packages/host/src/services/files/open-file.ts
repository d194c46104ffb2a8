import { type BigIntStats, constants } from 'node:fs';
import { Descriptor } from './descriptor.ts';
import { FileFault } from './file-fault.ts';
import { type NewTime, toSeconds } from './file-times.ts';
import type { MountRoot } from './mount-root.ts';

/** Bytes up to which a read reserves what was asked for, without a look at what there is. */
const SMALL_BYTES = 65_536;

/** A regular file that is open. Whoever opened it closes it. */
export class OpenFile implements AsyncDisposable {
  /** Where it was found, in normal form: each use is asked for by this path. */
  readonly guestPath: string;
  readonly #root: MountRoot;
  readonly #handle: Descriptor;
  #appender: Promise<Descriptor | undefined> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(root: MountRoot, handle: Descriptor, guestPath: string) {
    this.#root = root;
    this.#handle = handle;
    this.guestPath = guestPath;
  }

  /** Takes the handle over, and closes it where it is none of a regular file. */
  static async take(root: MountRoot, handle: Descriptor, guestPath: string): Promise<OpenFile> {
    try {
      const found = await handle.stat();
      if (found.isDirectory()) throw new FileFault('EISDIR');
      if (!found.isFile()) throw new FileFault('ENODEV');
      root.ledger?.open(found);
      return new OpenFile(root, handle, guestPath);
    } catch (error) {
      await handle[Symbol.asyncDispose]();
      throw error;
    }
  }

  async stat(): Promise<BigIntStats> {
    return await this.#handle.stat();
  }

  /**
   * Up to `length` bytes from `offset` on; fewer only where the file ends. No more is reserved than 64 KiB, or what the file
   * has left.
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const left = length <= SMALL_BYTES ? length : Number((await this.#handle.stat()).size) - offset;
    const bytes = new Uint8Array(Math.min(length, Math.max(0, left)));
    let filled = 0;
    while (filled < bytes.length) {
      const bytesRead = await this.#handle.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  }

  /** Writes all of it at the offset. What lies between the file's end and there reads as zeros. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#resize(
      offset + bytes.length,
      (size) => (bytes.length === 0 ? size : Math.max(size, offset + bytes.length)),
      async (handle) => await handle.writeAll(bytes, offset),
    );
  }

  /** Writes all of it where the file ends by then. */
  async append(bytes: Uint8Array): Promise<void> {
    const appender = await (this.#appender ??= this.#openAppender());
    await this.#resize(
      undefined,
      (size) => size + bytes.length,
      async (handle, size) => await (appender?.append(bytes) ?? handle.writeAll(bytes, size)),
    );
  }

  /** Cuts the file, or lengthens it by zeros. */
  async truncate(size: number): Promise<void> {
    await this.#resize(
      size,
      () => size,
      async (handle) => await handle.truncate(size),
    );
  }

  /** What was written is on the disk when this is done; with `isData`, without times. */
  async sync(isData = false): Promise<void> {
    await this.#handle.sync(isData);
  }

  async setTimes(accessed: NewTime, modified: NewTime): Promise<void> {
    await this.#root.change(async () => {
      const found = await this.#handle.stat();
      await this.#handle.setTimes(toSeconds(accessed, found.atimeNs), toSeconds(modified, found.mtimeNs));
    });
  }

  /**
   * The same file, so that the system itself finds its end with each write: others may be writing there, too. Undefined where an
   * open file cannot be opened again.
   */
  async #openAppender(): Promise<Descriptor | undefined> {
    if (process.platform !== 'linux') return undefined;
    return await Descriptor.open(`/proc/self/fd/${this.#handle.fd}`, constants.O_WRONLY | constants.O_APPEND);
  }

  /** @param end Where the change ends, if that is known without the file's size. */
  async #resize(
    end: number | undefined,
    sizeAfter: (size: number) => number,
    run: (handle: Descriptor, size: number) => Promise<void>,
  ): Promise<void> {
    const { mount } = this.#root;
    await this.#root.change(async (account) => {
      const isCounted = this.#root.ledger !== undefined;
      if (!isCounted && end !== undefined && end <= mount.maxFileBytes) return await run(this.#handle, end);
      const size = Number((await this.#handle.stat()).size);
      const wanted = sizeAfter(size);
      if (wanted > mount.maxFileBytes && wanted > size) throw new FileFault('EFBIG');
      account.demand({ bytes: wanted - size, entries: 0 });
      try {
        await run(this.#handle, size);
      } finally {
        // Also where it failed half-way.
        if (isCounted) account.add({ bytes: Number((await this.#handle.stat()).size) - size, entries: 0 });
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing === undefined) {
      const { closing } = this.#root.slots;
      const close = (this.#closing = this.#close());
      closing.add(close);
      const forget = (): void => void closing.delete(close);
      close.then(forget, forget);
    }
    await this.#closing;
  }

  async #close(): Promise<void> {
    const { ledger, directory, slots } = this.#root;
    try {
      if (ledger !== undefined) {
        // After the changes that are under way, which know the file as open.
        await ledger.change(directory, async () => ledger.close(await this.#handle.stat()));
      }
    } finally {
      slots.held.delete(this);
      await this.#handle[Symbol.asyncDispose]();
      await (await this.#appender?.catch(() => undefined))?.[Symbol.asyncDispose]();
    }
  }
}
