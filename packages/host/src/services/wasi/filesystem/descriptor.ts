/** WIT `wasi:filesystem/types`' descriptor: a file or a directory that is open. */
import type { Directory } from '../../files/directory.ts';
import type { OpenFile } from '../../files/open-file.ts';
import { codeError } from './error-codes.ts';

/** A file that a descriptor and its streams share. It is closed with the last of them. */
export class SharedFile {
  readonly file: OpenFile;
  readonly #close: (file: OpenFile) => void;
  #users = 0;

  constructor(file: OpenFile, close: (file: OpenFile) => void) {
    this.file = file;
    this.#close = close;
  }

  /** Answers what gives it back, once. */
  use(): () => void {
    this.#users += 1;
    let isUsed = true;
    return () => {
      if (!isUsed) return;
      isUsed = false;
      this.#users -= 1;
      if (this.#users === 0) this.#close(this.file);
    };
  }
}

export interface DescriptorFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly fileIntegritySync?: boolean;
  readonly dataIntegritySync?: boolean;
  readonly requestedWriteSync?: boolean;
  readonly mutateDirectory?: boolean;
}

type Opened =
  | { readonly kind: 'file'; readonly shared: SharedFile }
  | { readonly kind: 'directory'; readonly directory: Directory };

export class Descriptor {
  /** How it was opened. What may be done is asked for with each use. */
  readonly flags: DescriptorFlags;
  readonly opened: Opened;
  readonly #onClose: () => void;

  constructor(opened: Opened, flags: DescriptorFlags, onClose: () => void) {
    this.opened = opened;
    this.flags = flags;
    this.#onClose = onClose;
  }

  /** In normal form. */
  get guestPath(): string {
    return this.opened.kind === 'file' ? this.opened.shared.file.guestPath : this.opened.directory.guestPath;
  }

  /** @throws WitError `bad-descriptor`, also where it was not opened for that. */
  file(use?: 'read' | 'write'): SharedFile {
    if (this.opened.kind !== 'file' || (use !== undefined && this.flags[use] !== true)) {
      throw codeError('bad-descriptor');
    }
    return this.opened.shared;
  }

  /** @throws WitError `not-directory` */
  directory(): Directory {
    if (this.opened.kind !== 'directory') throw codeError('not-directory');
    return this.opened.directory;
  }

  dispose(): void {
    this.#onClose();
  }
}
