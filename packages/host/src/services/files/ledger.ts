/**
 * What a mounted directory holds, where a mount limits that. It is counted once and then kept by what components do, of all
 * instances of a host together: changes take turns, and each is counted by the sizes before and after it.
 */
import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { Directory } from './directory.ts';
import { faultCode, FileFault } from './file-fault.ts';
import type { Mount } from './mounts.ts';

/** What one change adds to a directory; negative where it takes away. */
export interface Change {
  readonly bytes: number;
  readonly entries: number;
}

/** A file that components have open. */
interface Opened {
  handles: number;
  /** Whether its last name was removed: it goes on to take what it has, until it is closed. */
  isNameless: boolean;
}

const keyOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

export class Ledger {
  #bytes = 0;
  #entries = 0;
  #isCounted = false;
  #turns: Promise<unknown> = Promise.resolve();
  readonly #opened = new Map<string, Opened>();

  /**
   * Runs a change when all before it are done.
   *
   * @param demand Says what the change may add at most; throws `ENOSPC` where that does not fit.
   */
  async change<T>(root: Directory, work: (demand: (change: Change) => void) => Promise<T>): Promise<T> {
    const turn = this.#turns.then(async () => {
      if (!this.#isCounted) await this.#count(root);
      return await work((change) => this.#demand(root.mount, change));
    });
    this.#turns = turn.catch(() => {});
    return await turn;
  }

  /** Counts what was done. Only inside of {@link change}. */
  add({ bytes, entries }: Change): void {
    this.#bytes += bytes;
    this.#entries += entries;
  }

  /** Counts that a name is gone, of a file or of anything else. `before` is what was there. */
  remove(before: BigIntStats): void {
    const opened = this.#opened.get(keyOf(before));
    const isLastName = before.isFile() && before.nlink === 1n;
    if (isLastName && opened !== undefined) opened.isNameless = true;
    this.add({ bytes: isLastName && opened === undefined ? -Number(before.size) : 0, entries: -1 });
  }

  open(file: BigIntStats): void {
    const opened = this.#opened.get(keyOf(file)) ?? { handles: 0, isNameless: false };
    opened.handles += 1;
    this.#opened.set(keyOf(file), opened);
  }

  /** A handle is closed; `file` as it was right before. */
  close(file: BigIntStats): void {
    const opened = this.#opened.get(keyOf(file));
    if (opened === undefined) return;
    opened.handles -= 1;
    if (opened.handles > 0) return;
    this.#opened.delete(keyOf(file));
    if (opened.isNameless) this.add({ bytes: -Number(file.size), entries: 0 });
  }

  #demand({ quotaBytes = Infinity, maxEntries = Infinity }: Mount, { bytes, entries }: Change): void {
    const isOver =
      (bytes > 0 && this.#bytes + bytes > quotaBytes) || (entries > 0 && this.#entries + entries > maxEntries);
    if (isOver) throw new FileFault('ENOSPC');
  }

  /** All that lies beneath the directory, links not followed. A file with several names counts once. */
  async #count(root: Directory): Promise<void> {
    const linked = new Set<string>();
    let bytes = 0;
    let entries = 0;
    const visit = async (directory: Directory): Promise<void> => {
      for (const { name } of await directory.list()) {
        const found = await lstat(directory.at(name), { bigint: true }).catch(ignoreMissing);
        if (found === undefined) continue;
        entries += 1;
        if (found.isFile() && !linked.has(keyOf(found))) bytes += Number(found.size);
        if (found.isFile() && found.nlink > 1n) linked.add(keyOf(found));
        // Another file system has room of its own.
        if (!found.isDirectory() || found.dev !== root.device) continue;
        await using below = await directory.open(name);
        await visit(below);
      }
    };
    await visit(root);
    this.#bytes = bytes;
    this.#entries = entries;
    this.#isCounted = true;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (faultCode(error) !== 'ENOENT') throw error;
}

/** The ledgers of one host, by directory. */
export class Ledgers {
  readonly #ledgers = new Map<string, Ledger>();

  /** The directory's ledger; undefined where nobody limits it. */
  async of(root: Directory): Promise<Ledger | undefined> {
    const key = keyOf(await root.stat());
    const known = this.#ledgers.get(key);
    const { quotaBytes, maxEntries } = root.mount;
    if (known !== undefined || (quotaBytes === undefined && maxEntries === undefined)) return known;
    const made = new Ledger();
    this.#ledgers.set(key, made);
    return made;
  }
}
