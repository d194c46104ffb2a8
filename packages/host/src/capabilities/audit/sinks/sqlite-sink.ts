import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AirssysError } from '@airssys/model';
import type { AuditSink } from '../audit-event.ts';
import { GENESIS, HashChain, linksOf } from '../hash-chain.ts';

/** Where audit events are written. */
export interface SqliteSinkOptions {
  /** The file of SQLite. It is made where it is missing. */
  readonly path: string;
  /** With a key only its holders can write entries that {@link verifyChain} accepts. */
  readonly key?: Uint8Array;
}

/** Milliseconds to wait for another process that writes to the same file. */
const BUSY_TIMEOUT_MS = 5_000;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
  CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL) STRICT;
  CREATE TRIGGER IF NOT EXISTS audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit log is only added to'); END;
  CREATE TRIGGER IF NOT EXISTS audit_is_never_shortened BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit log is only added to'); END;
`;

/**
 * Keeps events in a table `audit` of a SQLite file, as lines of a hash chain; a batch is one transaction, durable when it
 * is written. Several processes may write to one file.
 *
 * @throws AirssysError `AIRSSYS_AUDIT_IO` where the file cannot be opened.
 */
export function sqliteSink({ path, key }: SqliteSinkOptions): AuditSink {
  const database = open(path);
  const last = database.prepare('SELECT line FROM audit ORDER BY number DESC LIMIT 1');
  const insert = database.prepare('INSERT INTO audit (line) VALUES (?)');
  return {
    write: (entries) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const line = last.get()?.['line'];
        const chain = new HashChain(typeof line === 'string' ? (linksOf(line)?.hash ?? GENESIS) : GENESIS, key);
        for (const entry of entries) insert.run(chain.link(entry));
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (database.isOpen) database.close();
    },
  };
}

function open(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path);
    database.exec(SCHEMA);
    return database;
  } catch (cause) {
    throw new AirssysError('AIRSSYS_AUDIT_IO', `The audit log ${path} cannot be opened`, {
      hint: 'Name a file of SQLite that this process may write, or one that is not there yet.',
      data: { path },
      cause,
    });
  }
}
