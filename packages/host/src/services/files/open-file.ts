import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { FileFault } from './file-fault.ts';
import type { MountRoot } from './mount-root.ts';

/** A moment, as milliseconds since 1970; `now`: when it is set; undefined: as it is. */
export type NewTime = number | 'now' | undefined;

/** A regular file that is open. Whoever opened it closes it. */
export class OpenFile implements AsyncDisposable {
  /** Where it was found, in normal form: each use is asked for by this path. */
  readonly guestPath: string;
  readonly #root: MountRoot;
  readonly #handle: FileHandle;
  #closing: Promise<void> | undefined;

  private constructor(root: MountRoot, handle: FileHandle, guestPath: string) {
    this.#root = root;
    this.#handle = handle;
    this.guestPath = guestPath;
  }

  /** Takes the handle over, and closes it where it is none of a regular file. */
  static async take(root: MountRoot, handle: FileHandle, guestPath: string): Promise<OpenFile> {
    try {
      const found = await handle.stat({ bigint: true });
      if (found.isDirectory()) throw new FileFault('EISDIR');
      if (!found.isFile()) throw new FileFault('ENODEV');
      root.ledger?.open(found);
      return new OpenFile(root, handle, guestPath);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async stat(): Promise<BigIntStats> {
    return await this.#open().stat({ bigint: true });
  }

  /**
   * Up to `length` bytes from `offset` on; fewer only where the file ends. `length` is the caller's to bound: so much is
   * reserved, or what the file has left if that is less.
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const handle = this.#open();
    const { size } = await handle.stat();
    // A file may be longer than it says, when it grows meanwhile; what is asked for is bounded anyway.
    const bytes = new Uint8Array(Math.min(length, Math.max(0, size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  }

  /** Writes all of it at the offset. What lies between the file's end and there reads as zeros. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#resize(
      (size) => (bytes.length === 0 ? size : Math.max(size, offset + bytes.length)),
      async (handle) => await writeAll(handle, bytes, offset),
    );
  }

  /** Writes all of it where the file ends by then. */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#resize(
      (size) => size + bytes.length,
      async (handle, size) => await writeAll(handle, bytes, size),
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
    await (isData ? this.#open().datasync() : this.#open().sync());
  }

  async setTimes(accessed: NewTime, modified: NewTime): Promise<void> {
    await this.#root.change(async () => {
      const handle = this.#open();
      const now = Date.now();
      const found = await handle.stat();
      const seconds = (time: NewTime, before: number): number => (time === 'now' ? now : (time ?? before)) / 1000;
      await handle.utimes(seconds(accessed, found.atimeMs), seconds(modified, found.mtimeMs));
    });
  }

  async #resize(
    sizeAfter: (size: number) => number,
    run: (handle: FileHandle, size: number) => Promise<void>,
  ): Promise<void> {
    const { mount } = this.#root;
    await this.#root.change(async (account) => {
      const handle = this.#open();
      const { size } = await handle.stat();
      const wanted = sizeAfter(size);
      if (wanted > mount.maxFileBytes && wanted > size) throw new FileFault('EFBIG');
      account.demand({ bytes: wanted - size, entries: 0 });
      try {
        await run(handle, size);
      } finally {
        // Also where it failed half-way.
        if (this.#root.ledger !== undefined) account.add({ bytes: (await handle.stat()).size - size, entries: 0 });
      }
    });
  }

  #open(): FileHandle {
    if (this.#closing !== undefined) throw new FileFault('EBADF');
    return this.#handle;
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
        await ledger.change(directory, async () => ledger.close(await this.#handle.stat({ bigint: true })));
      }
    } finally {
      slots.held.delete(this);
      await this.#handle.close();
    }
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, offset + written);
    written += bytesWritten;
  }
}
