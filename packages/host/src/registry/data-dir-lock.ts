/**
 * One host at a time has a data directory. The lock is one that SQLite takes of the operating system for a file: it ends with the
 * process, however that ends, and nothing is left behind that somebody would have to remove. It also holds between hosts of one
 * process.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AirssysError } from '@airssys/model';

const LOCK_FILE = 'host.lock';
/** Who has it, for people. Nothing is decided by it. */
const HOLDER_FILE = 'host.pid';

export class DataDirLock implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws AirssysError `AIRSSYS_REGISTRY_LOCKED` where another host has the directory. */
  static acquire(dataDir: string): DataDirLock {
    const database = new DatabaseSync(join(dataDir, LOCK_FILE));
    try {
      // INVARIANT: whoever has the lock is alive. Not the WAL mode, in which an exclusive transaction lets others in.
      database.exec('PRAGMA journal_mode = DELETE; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    } catch (cause) {
      database.close();
      const holder = holderOf(dataDir);
      throw new AirssysError(
        'AIRSSYS_REGISTRY_LOCKED',
        `Another host${holder === undefined ? '' : ` (process ${holder})`} has the data directory ${dataDir}`,
        { hint: 'Close it first, or give this host a directory of its own.', data: { dataDir, holder }, cause },
      );
    }
    writeFileSync(join(dataDir, HOLDER_FILE), `${process.pid}\n`);
    return new DataDirLock(database);
  }

  /** Idempotent. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function holderOf(dataDir: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(dataDir, HOLDER_FILE), 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined; // it is only what the message says
  }
}
