/**
 * An open file of the system. Whoever opens one closes it; but an instance that its embedder forgets takes its files along without
 * a word, where Node would end the process for one of its own `FileHandle`s.
 */
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { FileFault } from './file-fault.ts';

const system = {
  open: promisify(fs.open),
  close: promisify(fs.close),
  read: promisify(fs.read),
  write: promisify(fs.write),
  ftruncate: promisify(fs.ftruncate),
  fsync: promisify(fs.fsync),
  fdatasync: promisify(fs.fdatasync),
  futimes: promisify(fs.futimes),
  fchmod: promisify(fs.fchmod),
  fstat: promisify(fs.fstat) as unknown as (fd: number, options: { bigint: true }) => Promise<fs.BigIntStats>, // of its overloads
};

const forgotten = new FinalizationRegistry<number>((fd) => fs.close(fd));

export class Descriptor implements AsyncDisposable {
  readonly #fd: number;
  #closing: Promise<void> | undefined;

  private constructor(fd: number) {
    this.#fd = fd;
    forgotten.register(this, fd, this);
  }

  static async open(path: string, flags: number, mode?: number): Promise<Descriptor> {
    return new Descriptor(await system.open(path, flags, mode));
  }

  /** @throws FileFault `EBADF` once it is closed: the number may be another file's by then. */
  get fd(): number {
    if (this.#closing !== undefined) throw new FileFault('EBADF');
    return this.#fd;
  }

  async stat(): Promise<fs.BigIntStats> {
    return await system.fstat(this.fd, { bigint: true });
  }

  /** How many bytes were read: 0 at the file's end. */
  async read(into: Uint8Array, at: number, length: number, position: number): Promise<number> {
    const { bytesRead } = await system.read(this.fd, into, at, length, position);
    return bytesRead;
  }

  async writeAll(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await system.write(this.fd, bytes, at, bytes.length - at, position + at);
      at += bytesWritten;
    }
  }

  /** Where the file ends, if it was opened to append. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await system.write(this.fd, bytes, at, bytes.length - at, null);
      at += bytesWritten;
    }
  }

  async truncate(size: number): Promise<void> {
    await system.ftruncate(this.fd, size);
  }

  async sync(isData: boolean): Promise<void> {
    await (isData ? system.fdatasync(this.fd) : system.fsync(this.fd));
  }

  /** Seconds since 1970. */
  async setTimes(accessed: number, modified: number): Promise<void> {
    await system.futimes(this.fd, accessed, modified);
  }

  async chmod(mode: number): Promise<void> {
    await system.fchmod(this.fd, mode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing === undefined) {
      forgotten.unregister(this);
      this.#closing = system.close(this.#fd);
    }
    await this.#closing;
  }
}
