/** The tables of a storage file, and how those of an older one become them. */
import type { DatabaseSync } from 'node:sqlite';

/** Kept in the file as `user_version`. 0 is a new file, or one of the format before it was counted. */
const FORMAT = 3;

/**
 * The small columns come first: what follows a large value is far away. `replaced` is -1 and not read: writers of an earlier format told by
 * it what they had done, and to be rid of it every row would have to be written. Totals are kept beside the entries, so that a quota costs
 * the same however much is stored; `revision` is the version of what was written last in the namespace. Where `counted` is 0, the row does
 * not know them: see `Totals`.
 */
const TABLES = `
  CREATE TABLE entries (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires REAL,
    replaced INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (namespace, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX expiring ON entries (expires) WHERE expires IS NOT NULL;
  CREATE TABLE totals (
    namespace TEXT NOT NULL PRIMARY KEY,
    bytes INTEGER NOT NULL,
    keys INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    counted INTEGER NOT NULL DEFAULT 1
  ) STRICT, WITHOUT ROWID;
`;

/** From the format that had entries without versions, whose totals were kept by triggers. */
const FROM_FIRST = `
  DROP TRIGGER IF EXISTS entry_added;
  DROP TRIGGER IF EXISTS entry_changed;
  DROP TRIGGER IF EXISTS entry_removed;
  ALTER TABLE entries RENAME TO old_entries;
  ALTER TABLE totals RENAME TO old_totals;
  ${TABLES}
  INSERT INTO entries SELECT namespace, key, 1, NULL, -1, value FROM old_entries;
  INSERT INTO totals SELECT namespace, bytes, keys, 1, 1 FROM old_totals;
  DROP TABLE old_entries;
  DROP TABLE old_totals;
`;

/** From the format whose totals were always counted. */
const FROM_SECOND = 'ALTER TABLE totals ADD COLUMN counted INTEGER NOT NULL DEFAULT 1';

/** Makes the tables where they are missing, in one transaction. Throws where the file is of a later format. */
export function prepareSchema(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL');
  if (formatOf(database) === FORMAT) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been first.
    const format = formatOf(database);
    if (format > FORMAT) throw new Error(`it has the format ${format}, and this version reads up to ${FORMAT}`);
    if (format < FORMAT) {
      const isOld = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entries'").get() !== undefined;
      database.exec(!isOld ? TABLES : format === 2 ? FROM_SECOND : FROM_FIRST);
      database.exec(`PRAGMA user_version = ${FORMAT}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const formatOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
