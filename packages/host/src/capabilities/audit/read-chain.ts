import { createReadStream } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { AirssysError } from '@airssys/model';

/** How a file of SQLite begins. */
const SQLITE_MAGIC = 'SQLite format 3\0';

/**
 * The lines of an audit log, oldest first, for {@link verifyChain}: of a file with its rotated ones (`PATH.9` … `PATH.1`, `PATH`), or of a
 * file of SQLite.
 *
 * @throws AirssysError `AIRSSYS_AUDIT_IO` where it cannot be read.
 */
export async function* readChain(path: string): AsyncIterable<string> {
  try {
    if (await isSqlite(path)) yield* linesOfTable(path);
    else for (const file of await withRotated(path)) yield* linesOf(file);
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const what = isMissing ? 'is not there' : 'cannot be read';
    throw new AirssysError('AIRSSYS_AUDIT_IO', `The audit log ${path} ${what}`, {
      hint: 'Name the file that the host writes, as JSON or with SQLite.',
      data: { path },
      cause,
    });
  }
}

/** Longest line that is read, in characters. */
const MAX_LINE = 1 << 20;

/** Lines end with a line feed and nothing else: what a component has named may hold other separators. */
async function* linesOf(file: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new Error(`a line of ${file} is longer than ${MAX_LINE} characters`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function isSqlite(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(SQLITE_MAGIC.length), 0, SQLITE_MAGIC.length, 0);
  return buffer.toString('latin1') === SQLITE_MAGIC;
}

function* linesOfTable(path: string): Iterable<string> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    for (const row of database.prepare('SELECT line FROM audit ORDER BY number').iterate()) yield String(row['line']);
  } finally {
    database.close();
  }
}

async function withRotated(path: string): Promise<readonly string[]> {
  const files = [path];
  for (let number = 1; await exists(`${path}.${number}`); number += 1) files.unshift(`${path}.${number}`);
  return files;
}

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
