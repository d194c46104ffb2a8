/**
 * To sync a file that has become longer takes twice as long as to sync one whose room was there, since the file system writes down the
 * length as well. SQLite's write-ahead log becomes longer until the first checkpoint, and is gone when the file is closed: so the first
 * thousand transactions after each opening would take twice their time. A writer that is busy makes the room at once.
 */
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Transactions after which a writer takes itself to be busy. The room costs as much time as it saves in a hundred of them. */
const BUSY_AFTER = 64;
/** A page in the log, with its header. */
const FRAME_HEADER_BYTES = 24;
/** What a transaction may have beyond the pages at which SQLite makes a checkpoint. */
const SPARE_PAGES = 24;
/** Pages that stay in memory meanwhile; the others go to the log. */
const PAGES_IN_MEMORY = 10;

export class LogRoom {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #transactions = 0;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** A transaction was done. */
  count(): void {
    this.#transactions += 1;
    if (this.#transactions !== BUSY_AFTER) return;
    try {
      this.#make();
    } catch {
      // Then the log grows by itself: the disk is full, the file has bounds, or another process writes.
    }
  }

  /** Writes a large value and takes it back: what did not stay in memory was in the log, whose length remains. */
  #make(): void {
    const pages = this.#setting('wal_autocheckpoint') + SPARE_PAGES;
    const wantedBytes = pages * (this.#setting('page_size') + FRAME_HEADER_BYTES);
    const missingBytes = wantedBytes - statSync(`${this.#path}-wal`).size;
    if (missingBytes <= 0) return;
    const room = this.#database.prepare(`INSERT INTO entries VALUES ('', '', 0, NULL, -1, zeroblob(?))`);
    const cacheSize = this.#setting('cache_size');
    this.#database.exec(`PRAGMA cache_size = ${PAGES_IN_MEMORY}`);
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      room.run(missingBytes);
    } finally {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#database.exec(`PRAGMA cache_size = ${cacheSize}`);
    }
  }

  #setting(name: string): number {
    return Number(Object.values(this.#database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  }
}
