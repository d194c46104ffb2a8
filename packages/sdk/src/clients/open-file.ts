import { callHost } from '../host-error.ts';
import { hostImport, type RawFile } from '../imports.ts';
import { bytesArgument, oneOf, textArgument, u32Argument, u64Argument } from './arguments.ts';

/**
 * What a file is opened for. `read`, `write`, `update` (both): it must be there. `create`: written, and made where it is missing;
 * `create-new`: nothing may be there; `replace`: emptied first.
 */
export type FileMode = (typeof MODES)[number];

const MODES = ['read', 'write', 'update', 'create', 'create-new', 'replace'] as const;

/** Bytes of a chunk where nothing else is said: 64 KiB. */
const CHUNK_BYTES = 65_536;

/**
 * A file that stays open, whose content passes in parts (WIT `airssys:ext-filesystem/open-files`). Needs the permissions that
 * `files` needs. Close it with `using`, or by `[Symbol.dispose]()`. All methods throw {@link HostError}. Content is bytes, or
 * text as UTF-8.
 *
 * @example
 * using log = OpenFile.open('/data/access.log');
 * for (const chunk of log.chunks()) count(chunk);
 */
export class OpenFile implements Disposable {
  #raw: RawFile | undefined;

  private constructor(raw: RawFile) {
    this.#raw = raw;
  }

  /**
   * Opens the file at a path, and makes it where the mode says so.
   *
   * @param mode Default `read`.
   */
  static open(path: string, mode: FileMode = 'read'): OpenFile {
    const file = textArgument(path, 'OpenFile.open(path)');
    const how = oneOf(MODES, mode, 'OpenFile.open(mode)');
    return new OpenFile(callHost('files', () => hostImport('openFiles', 'OpenFile').open(file, how)));
  }

  /** Bytes that the file has. */
  get size(): number {
    return Number(this.#call((raw) => raw.size()));
  }

  /** Up to `length` bytes from `offset` on: fewer where the file ends. */
  readAt(offset: number, length: number): Uint8Array {
    const at = u64Argument(offset, 'file.readAt(offset)');
    const most = u32Argument(length, 'file.readAt(length)');
    return this.#call((raw) => raw.readAt(at, most));
  }

  /** The content from `offset` on, in parts of `length` bytes, of which the last may be shorter. */
  *chunks(length: number = CHUNK_BYTES, offset = 0): IterableIterator<Uint8Array> {
    for (let at = offset; ;) {
      const chunk = this.readAt(at, length);
      if (chunk.length === 0) return;
      yield chunk;
      at += chunk.length;
    }
  }

  /** Writes at the offset; text as UTF-8. */
  writeAt(offset: number, content: Uint8Array | string): void {
    const at = u64Argument(offset, 'file.writeAt(offset)');
    const bytes = bytesArgument(content, 'file.writeAt(content)');
    this.#call((raw) => raw.writeAt(at, bytes));
  }

  /** Writes where the file ends; text as UTF-8. */
  append(content: Uint8Array | string): void {
    const bytes = bytesArgument(content, 'file.append(content)');
    this.#call((raw) => raw.append(bytes));
  }

  /** Cuts the file to so many bytes, or lengthens it by zeros. `size` is in bytes. */
  setSize(size: number): void {
    const bytes = u64Argument(size, 'file.setSize(size)');
    this.#call((raw) => raw.setSize(bytes));
  }

  /** Returns when all that was written is on the disk. */
  sync(): void {
    this.#call((raw) => raw.sync());
  }

  [Symbol.dispose](): void {
    const raw = this.#raw;
    this.#raw = undefined;
    raw?.[Symbol.dispose]?.();
  }

  #call<T>(call: (raw: RawFile) => T): T {
    const raw = this.#raw;
    if (raw === undefined) throw new Error('the file has been closed');
    return callHost('files', () => call(raw));
  }
}
