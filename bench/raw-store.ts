/** What the storage is compared with: `node:sqlite` and one table, as durable, on the thread itself. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';

export class RawStore {
  readonly #database: DatabaseSync;
  readonly #set: StatementSync;
  readonly #get: StatementSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE entries (
        namespace TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (namespace, key)
      ) STRICT, WITHOUT ROWID;
    `);
    this.#set = this.#database.prepare(
      'INSERT INTO entries VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    this.#get = this.#database.prepare('SELECT value FROM entries WHERE namespace = ? AND key = ?');
  }

  /** In one transaction. */
  put(namespace: string, keys: readonly string[], value: Uint8Array): void {
    this.#database.exec('BEGIN IMMEDIATE');
    for (const key of keys) this.#set.run(namespace, key, value);
    this.#database.exec('COMMIT');
  }

  get(namespace: string, key: string): unknown {
    return this.#get.get(namespace, key)?.['value'];
  }

  close(): void {
    this.#database.close();
  }
}
