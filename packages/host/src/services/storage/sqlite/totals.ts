import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface Total {
  bytes: number;
  keys: number;
  /** The version of what was written last. */
  revision: number;
}

/** Namespaces whose totals are remembered. */
const MAX_REMEMBERED = 10_000;

/** What each namespace takes, as the writer's transaction has it; written with what it has changed. */
export class Totals {
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  readonly #totals = new Map<string, Total>();
  readonly #changed = new Set<string>();

  constructor(database: DatabaseSync) {
    this.#read = database.prepare('SELECT bytes, keys, revision FROM totals WHERE namespace = ?');
    this.#write = database.prepare(
      `INSERT INTO totals VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
        SET bytes = excluded.bytes, keys = excluded.keys, revision = excluded.revision`,
    );
  }

  of(namespace: string): Readonly<Total> {
    return this.#find(namespace);
  }

  /** To be changed, in place. */
  change(namespace: string): Total {
    this.#changed.add(namespace);
    return this.#find(namespace);
  }

  /** Before the end of a transaction. */
  write(): void {
    for (const namespace of this.#changed) {
      const { bytes, keys, revision } = this.#find(namespace);
      this.#write.run(namespace, bytes, keys, revision);
    }
    this.#changed.clear();
    if (this.#totals.size > MAX_REMEMBERED) this.#totals.clear();
  }

  /** What is remembered is no longer what the file has. */
  forget(): void {
    this.#totals.clear();
    this.#changed.clear();
  }

  #find(namespace: string): Total {
    let total = this.#totals.get(namespace);
    if (total === undefined) {
      const row = this.#read.get(namespace);
      const number = (name: string): number => Number(row?.[name] ?? 0);
      total = { bytes: number('bytes'), keys: number('keys'), revision: number('revision') };
      this.#totals.set(namespace, total);
    }
    return total;
  }
}
