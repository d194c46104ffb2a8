/**
 * The components' binaries, each in a file that is named by its content: `components/<sha256>.wasm`. A file is there whole or not at
 * all: it is written under a temporary name, synced, and renamed.
 */
import { createHash } from 'node:crypto';
import { open, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AirssysError } from '@airssys/model';
import type { VersionHash } from './component-record.ts';
import { type FaultPoint, NO_FAULTS } from './fault-point.ts';

const FOLDER = 'components';
const TEMPORARY = '.tmp';
const FILE_NAME = /^([0-9a-f]{64})\.wasm$/;

export const hashOf = (bytes: Uint8Array): VersionHash => createHash('sha256').update(bytes).digest('hex');

export class ComponentFiles {
  readonly #folder: string;
  readonly #at: FaultPoint;
  #temporaries = 0;
  #last: Promise<void> = Promise.resolve();

  private constructor(folder: string, at: FaultPoint) {
    this.#folder = folder;
    this.#at = at;
  }

  /** Removes what an earlier host had begun to write. Only who has the directory's lock may open them. */
  static async open(dataDir: string, at: FaultPoint = NO_FAULTS): Promise<ComponentFiles> {
    const folder = join(dataDir, FOLDER);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      if (name.endsWith(TEMPORARY)) await rm(join(folder, name), { force: true });
    }
    return new ComponentFiles(folder, at);
  }

  pathOf(hash: VersionHash): string {
    return join(this.#folder, `${hash}.wasm`);
  }

  /** Keeps the bytes. They are on the disk when it resolves. */
  async put(bytes: Uint8Array): Promise<VersionHash> {
    return await this.#alone(async () => await this.#put(bytes));
  }

  async #put(bytes: Uint8Array): Promise<VersionHash> {
    const hash = hashOf(bytes);
    const path = this.pathOf(hash);
    if ((await sizeOf(path)) === bytes.length) return hash;
    const temporary = join(this.#folder, `${hash}.${(this.#temporaries += 1)}${TEMPORARY}`);
    this.#at('file: write');
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      this.#at('file: sync');
      await file.sync();
    } finally {
      await file.close();
    }
    this.#at('file: rename');
    await rename(temporary, path);
    await this.#syncFolder();
    this.#at('file: kept');
    return hash;
  }

  /**
   * INVARIANT: what is run is what was installed: the bytes have the hash that the file is named by.
   *
   * @throws AirssysError `AIRSSYS_REGISTRY_DAMAGED` where the file is gone, or has other bytes.
   */
  async read(hash: VersionHash): Promise<Uint8Array> {
    const path = this.pathOf(hash);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (cause) {
      throw damaged(path, 'cannot be read', cause);
    }
    if (hashOf(bytes) !== hash) throw damaged(path, 'was changed since it was installed');
    return bytes;
  }

  async list(): Promise<readonly { readonly hash: VersionHash; readonly sizeBytes: number }[]> {
    const hashes = (await readdir(this.#folder)).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []);
    return await Promise.all(hashes.map(async (hash) => ({ hash, sizeBytes: (await sizeOf(this.pathOf(hash))) ?? 0 })));
  }

  /** Removes a file, unless it is in use: asked when no file is being written. Answers whether it did. */
  async removeUnless(hash: VersionHash, isUsed: () => boolean): Promise<boolean> {
    return await this.#alone(async () => {
      if (isUsed()) return false;
      this.#at('file: remove');
      await rm(this.pathOf(hash), { force: true });
      return true;
    });
  }

  /** One at a time: a file that is there for one writer is not removed for another. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    try {
      return await work();
    } finally {
      resolve();
    }
  }

  /** A rename is durable when its directory is. Windows has no such thing. */
  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined; // it is written anew
  }
}

function damaged(path: string, what: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_REGISTRY_DAMAGED', `The component's file ${path} ${what}`, {
    hint: 'Install the version again, or bring the file back from a backup.',
    data: { path },
    cause,
  });
}
