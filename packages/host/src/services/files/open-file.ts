import type { BigIntStats } from 'node:fs';
import type { Descriptor } from './descriptor.ts';
import { FileFault } from './file-fault.ts';
import type { MountRoot } from './mount-root.ts';

/** A moment, as milliseconds since 1970; `now`: when it is set; undefined: as it is. */
export type NewTime = number | 'now' | undefined;

/** A regular file that is open. Whoever opened it closes it. */
export class OpenFile implements AsyncDisposable {
  /** Where it was found, in normal form: each use is asked for by this path. */
  readonly guestPath: string;
  readonly #root: MountRoot;
  readonly #handle: Descriptor;
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
   * Up to `length` bytes from `offset` on; fewer only where the file ends. `length` is the caller's to bound: so much is
   * reserved, or what the file has left if that is less.
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const left = length <= SMALL_BYTES ? length : Number((await this.#handle.stat()).size) - offset;
    const bytes = new Uint8Array(Math.min(length, Math.max(0, left)));
    let filled = 0;
    while (filled < bytes.length) {
      const bytesRead = await this.#handle.read(bytes, filled, bytes.length - filled, offset + filled);
      filled += bytesRead;
      // A regular file gives less than was asked for only at its end.
      if (bytesRead < Math.min(bytes.length, MAX_READ) && filled < bytes.length) break;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  }

  /** Writes all of it at the offset. What lies between the file's end and there reads as zeros. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#resize(
      (size) => (bytes.length === 0 ? size : Math.max(size, offset + bytes.length)),
      async (handle) => await handle.writeAll(bytes, offset),
    );
  }

  /** Writes all of it where the file ends by then. */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#resize(
      (size) => size + bytes.length,
      async (handle, size) => await handle.writeAll(bytes, size),
    );
  }

  /** Cuts the file, or lengthens it by zeros. */
  async truncate(size: number): Promise<void> {
    await this.#resize(
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
      const now = Date.now();
      const found = await this.#handle.stat();
      const seconds = (time: NewTime, old: bigint): number => (time === 'now' ? now : (time ?? Number(old))) / 1000;
      await this.#handle.setTimes(seconds(accessed, found.atimeMs), seconds(modified, found.mtimeMs));
    });
  }

  async #resize(
    sizeAfter: (size: number) => number,
    run: (handle: Descriptor, size: number) => Promise<void>,
  ): Promise<void> {
    const { mount } = this.#root;
    await this.#root.change(async (account) => {
      const size = Number((await this.#handle.stat()).size);
      const wanted = sizeAfter(size);
      if (wanted > mount.maxFileBytes && wanted > size) throw new FileFault('EFBIG');
      account.demand({ bytes: wanted - size, entries: 0 });
      try {
        await run(this.#handle, size);
      } finally {
        // Also where it failed half-way.
        if (this.#root.ledger !== undefined)
          account.add({ bytes: Number((await this.#handle.stat()).size) - size, entries: 0 });
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
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
    }
  }
}
