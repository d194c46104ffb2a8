/**
 * What is installed: one SQLite file (write-ahead log, `synchronous = FULL`), and a copy in memory that is changed after each commit.
 * Node's SQLite runs on this thread, so nothing can see a change between its commit and the copy.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AirssysError } from '@airssys/model';
import type { ComponentRecord, HistoryEntry, VersionHash, VersionRecord } from './component-record.ts';
import { type FaultPoint, NO_FAULTS } from './fault-point.ts';
import { recordFromJson, recordToJson, versionFromJson } from './record-json.ts';

/** The layout of the file. One with a higher number is of a later airssys. */
const LAYOUT = 1;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS components (
    id TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS versions (
    id TEXT NOT NULL, hash TEXT NOT NULL, added INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (id, hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS history (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, component TEXT NOT NULL, entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS history_by_component ON history (component, sequence);
  PRAGMA user_version = ${LAYOUT};
`;

/** What becomes durable at once, or not at all. */
export interface RegistryChange {
  readonly id: string;
  /** How the component is after it; `null` where nothing is kept of it but its history. */
  readonly record?: ComponentRecord | null;
  /** A version that the component has from now on. */
  readonly addVersion?: VersionRecord;
  readonly removeVersions?: readonly VersionHash[];
  /** What the history says of it. */
  readonly entry?: Omit<HistoryEntry, 'sequence'>;
}

/** Which part of the history is read. */
export interface HistoryOptions {
  /** Default: of all components. */
  readonly component?: string | undefined;
  /** Those that come after this one. Default: from the first on. */
  readonly after?: number | undefined;
  /** At most so many: the last ones, unless `after` says where to begin. Default 1,000. */
  readonly limit?: number | undefined;
}

export class Registry implements Disposable {
  readonly #database: DatabaseSync;
  readonly #at: FaultPoint;
  readonly #records = new Map<string, ComponentRecord>();
  readonly #versions = new Map<string, Map<VersionHash, VersionRecord>>();
  readonly #statements: ReturnType<typeof statementsOf>;

  private constructor(database: DatabaseSync, at: FaultPoint) {
    this.#database = database;
    this.#at = at;
    this.#statements = statementsOf(database);
    for (const row of database.prepare('SELECT id, record FROM components ORDER BY id').all()) {
      const id = String(row['id']);
      this.#records.set(id, recordFromJson(id, row['record']));
    }
    for (const row of database.prepare('SELECT id, record FROM versions ORDER BY id, added').all()) {
      const id = String(row['id']);
      const version = versionFromJson(id, row['record']);
      this.#versionsOf(id).set(version.hash, version);
    }
  }

  /** @throws AirssysError `AIRSSYS_REGISTRY_IO` where the file cannot be opened, `AIRSSYS_REGISTRY_DAMAGED` where it cannot be read. */
  static open(path: string, at: FaultPoint = NO_FAULTS): Registry {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path);
      const layout = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
      if (layout > LAYOUT) throw new RangeError(`its layout is ${layout}, and this version knows ${LAYOUT}`);
      database.exec(SCHEMA);
      return new Registry(database, at);
    } catch (cause) {
      database?.close();
      if (cause instanceof AirssysError) throw cause;
      throw new AirssysError('AIRSSYS_REGISTRY_IO', `The registry ${path} cannot be opened`, {
        hint: 'See that it is a registry of this version of airssys, which this process may write.',
        data: { path },
        cause,
      });
    }
  }

  get(id: string): ComponentRecord | undefined {
    return this.#records.get(id);
  }

  /** In the order of their ids. */
  list(): readonly ComponentRecord[] {
    return [...this.#records.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The versions of a component, oldest first. */
  versions(id: string): readonly VersionRecord[] {
    return [...(this.#versions.get(id)?.values() ?? [])];
  }

  version(id: string, hash: VersionHash): VersionRecord | undefined {
    return this.#versions.get(id)?.get(hash);
  }

  /**
   * Makes a change durable, and then visible.
   *
   * INVARIANT: durable before visible. What cannot be committed has not happened: the copy in memory is as before.
   *
   * @returns The entry of the history, with its number.
   * @throws AirssysError `AIRSSYS_REGISTRY_IO`.
   */
  commit(change: RegistryChange): HistoryEntry | undefined {
    this.#at('registry: commit');
    let sequence: number | undefined;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      sequence = this.#write(change);
      this.#database.exec('COMMIT');
    } catch (cause) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw new AirssysError('AIRSSYS_REGISTRY_IO', `The registry could not be written, for ${change.id}`, {
        hint: 'See to the room on the disk, and that no other program writes to registry.db.',
        data: { component: change.id },
        cause,
      });
    }
    this.#at('registry: committed');
    this.#show(change);
    return change.entry && sequence !== undefined ? Object.freeze({ sequence, ...change.entry }) : undefined;
  }

  /** Transitions that have happened, in their order. */
  history({ component, after, limit = 1_000 }: HistoryOptions = {}): readonly HistoryEntry[] {
    const where = component === undefined ? '' : 'component = ? AND';
    const order = after === undefined ? 'DESC' : 'ASC';
    const rows = this.#database
      .prepare(`SELECT sequence, entry FROM history WHERE ${where} sequence > ? ORDER BY sequence ${order} LIMIT ?`)
      .all(...(component === undefined ? [] : [component]), after ?? 0, limit);
    const entries = rows.map((row) => ({
      sequence: Number(row['sequence']),
      ...(JSON.parse(String(row['entry'])) as Omit<HistoryEntry, 'sequence'>), // as #write has written it
    }));
    return after === undefined ? entries.toReversed() : entries;
  }

  /** Forgets all but the last entries of the history. Answers how many those were. */
  shortenHistory(keep: number): number {
    this.#at('registry: commit');
    const { changes } = this.#database
      .prepare('DELETE FROM history WHERE sequence <= (SELECT max(sequence) FROM history) - ?')
      .run(keep);
    return Number(changes);
  }

  /** Idempotent. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #write({ id, record, addVersion, removeVersions = [], entry }: RegistryChange): number | undefined {
    const { setRecord, removeRecord, setVersion, removeVersion, addEntry } = this.#statements;
    if (record === null) removeRecord.run(id);
    else if (record !== undefined) setRecord.run(id, record.state, recordToJson(record));
    if (addVersion) setVersion.run(id, addVersion.hash, addVersion.addedAtMs, JSON.stringify(addVersion));
    for (const hash of removeVersions) removeVersion.run(id, hash);
    return entry && Number(addEntry.run(id, JSON.stringify(entry)).lastInsertRowid);
  }

  #show({ id, record, addVersion, removeVersions = [] }: RegistryChange): void {
    if (record === null) this.#records.delete(id);
    else if (record !== undefined) this.#records.set(id, Object.freeze(record));
    if (addVersion) this.#versionsOf(id).set(addVersion.hash, Object.freeze(addVersion));
    for (const hash of removeVersions) this.#versionsOf(id).delete(hash);
  }

  #versionsOf(id: string): Map<VersionHash, VersionRecord> {
    const known = this.#versions.get(id);
    if (known) return known;
    const made = new Map<VersionHash, VersionRecord>();
    this.#versions.set(id, made);
    return made;
  }
}

function statementsOf(
  database: DatabaseSync,
): Readonly<Record<'setRecord' | 'removeRecord' | 'setVersion' | 'removeVersion' | 'addEntry', StatementSync>> {
  return {
    setRecord: database.prepare('INSERT OR REPLACE INTO components VALUES (?, ?, ?)'),
    removeRecord: database.prepare('DELETE FROM components WHERE id = ?'),
    setVersion: database.prepare('INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?)'),
    removeVersion: database.prepare('DELETE FROM versions WHERE id = ? AND hash = ?'),
    addEntry: database.prepare('INSERT INTO history (component, entry) VALUES (?, ?)'),
  };
}
