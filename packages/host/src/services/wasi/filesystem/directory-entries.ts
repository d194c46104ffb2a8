/** WIT `wasi:filesystem/types`' directory-entry-stream: the entries of a directory, read as they are asked for. */
import type { Dir } from 'node:fs';
import { opendir } from 'node:fs/promises';
import type { Directory } from '../../files/directory.ts';
import { FileFault } from '../../files/file-fault.ts';
import { type DescriptorType, typeOf } from './metadata.ts';

/** Directories that an instance may be reading at once: each keeps one of the host's descriptors. */
const MAX_READING = 32;

export class DirectoryEntries {
  /** In normal form: each entry that is read is asked for by it. */
  readonly guestPath: string;
  readonly #dir: Dir;
  readonly #onClose: (closing: Promise<void>) => void;
  #isOpen = true;

  constructor(guestPath: string, dir: Dir, onClose: (closing: Promise<void>) => void) {
    this.guestPath = guestPath;
    this.#dir = dir;
    this.#onClose = onClose;
  }

  async next(): Promise<{ readonly type: DescriptorType; readonly name: string } | undefined> {
    const entry = this.#isOpen ? await this.#dir.read() : null;
    return entry === null ? undefined : { type: typeOf(entry), name: entry.name };
  }

  dispose(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onClose(this.#dir.close());
  }
}

/** @throws FileFault `EMFILE` where too many are being read. */
export async function openEntries(
  directory: Directory,
  reading: Set<DirectoryEntries>,
  close: (closing: Promise<void>) => void,
): Promise<DirectoryEntries> {
  if (reading.size >= MAX_READING) throw new FileFault('EMFILE');
  const dir = await directory.used(opendir(directory.at('.')));
  const entries: DirectoryEntries = new DirectoryEntries(directory.guestPath, dir, (closing) => {
    reading.delete(entries);
    close(closing);
  });
  reading.add(entries);
  return entries;
}
