/** Audit logs on disk: what is kept of them, what is read of them, and what is said where that cannot be done. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import {
  type AuditEntry,
  AuditLog,
  type AuditSink,
  fileSink,
  type FileSinkOptions,
  readChain,
  sqliteSink,
  verifyChain,
} from '../../src/index.ts';
import { temporaryDirectory } from '../components.ts';
import { decision } from './decisions.ts';
import { failureOf } from './failures.ts';

/** The path of a log in a directory of its own. */
const fresh = (): string => join(temporaryDirectory(), 'audit.log');

/** Writes entries, each as a batch of its own, and closes. */
async function write(sink: AuditSink, ...entries: readonly AuditEntry[]): Promise<void> {
  try {
    for (const entry of entries) await sink.write([entry]);
  } finally {
    await sink[Symbol.asyncDispose]();
  }
}

const numbered = (...sequences: readonly number[]): readonly AuditEntry[] =>
  sequences.map((sequence) => decision({ sequence }));

async function linesIn(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readChain(path)) lines.push(line);
  return lines;
}

const sequencesIn = async (path: string): Promise<readonly number[]> =>
  (await linesIn(path)).map((line) => (JSON.parse(line) as { readonly sequence: number }).sequence);

describe('files that are full', () => {
  // An entry is longer: each file has one.
  const small = (path: string, more: Partial<FileSinkOptions> = {}): AuditSink =>
    fileSink({ path, maxBytes: 100, ...more });

  test('are numbered from the youngest, and read from the oldest', async () => {
    const path = fresh();
    await write(small(path), ...numbered(1, 2, 3, 4));
    const sequenceOf = async (file: string): Promise<unknown> =>
      (JSON.parse(await readFile(file, 'utf8')) as { readonly sequence: number }).sequence;
    expect(await Promise.all([`${path}.3`, `${path}.2`, `${path}.1`, path].map(sequenceOf))).toEqual([1, 2, 3, 4]);
    expect(await sequencesIn(path)).toEqual([1, 2, 3, 4]);
  });

  test('are as many as is said, also none', async () => {
    const [two, none] = [fresh(), fresh()];
    await write(small(two, { maxFiles: 2 }), ...numbered(1, 2, 3, 4, 5));
    expect(await sequencesIn(two)).toEqual([3, 4, 5]);
    await write(small(none, { maxFiles: 0 }), ...numbered(1, 2, 3));
    expect(await sequencesIn(none)).toEqual([3]);
    expect(await readdir(dirname(none))).toEqual(['audit.log']);
  });

  test('are full with just as many bytes as they may have', async () => {
    const path = fresh();
    const [entry = expect.unreachable()] = numbered(1);
    await write(fileSink({ path }), entry);
    const maxBytes = Buffer.byteLength(await readFile(path));
    await write(fileSink({ path, maxBytes }), ...numbered(2));
    expect(await readFile(`${path}.1`, 'utf8')).toContain('"sequence":1');
    const other = fresh();
    await write(fileSink({ path: other, maxBytes: maxBytes + 1 }), ...numbered(1, 2));
    expect((await readFile(other, 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  test('that were begun after a rotation and have nothing yet go on with the chain before', async () => {
    const path = fresh();
    await write(small(path), ...numbered(1, 2));
    await writeFile(path, '');
    await write(small(path), ...numbered(3));
    expect(await verifyChain(readChain(path))).toMatchObject({ entries: 2, continues: false, fault: undefined });
  });

  test('cannot go on from something that is no file', async () => {
    const path = fresh();
    await mkdir(`${path}.1`);
    await expect(small(path).write(numbered(1))).rejects.toMatchObject({
      code: 'AIRSSYS_AUDIT_IO',
      message: `The audit log ${path} cannot be written`,
      hint: 'See to its directory, to the room on the disk, and that one host alone writes to it.',
      data: { path },
      cause: { code: 'EISDIR' },
    });
  });
});

describe('what is there already', () => {
  test('is no entry: nothing is added', async () => {
    const path = fresh();
    await writeFile(path, '{"hash":"x"}\n');
    await expect(fileSink({ path }).write(numbered(1))).rejects.toMatchObject({
      cause: { message: 'its last line is no entry of an audit log' },
    });
    expect(await readFile(path, 'utf8')).toBe('{"hash":"x"}\n');
  });

  test('is one line that was never ended: it is cut off, and the chain begins', async () => {
    const path = fresh();
    await writeFile(path, '{"sequence":1,');
    await write(fileSink({ path }), ...numbered(2));
    expect(await verifyChain(readChain(path))).toMatchObject({
      entries: 2,
      dropped: 1,
      continues: false,
      fault: undefined,
    });
  });

  test('says once that something is missing', async () => {
    const path = fresh();
    await writeFile(path, 'torn');
    await write(fileSink({ path }), ...numbered(2, 3));
    expect(await verifyChain(readChain(path))).toMatchObject({ entries: 3, dropped: 1 });
  });

  test('is text for people: it is written on, whatever its last line is', async () => {
    const path = fresh();
    await writeFile(path, 'yesterday');
    await write(fileSink({ path, format: 'compact' }), ...numbered(1));
    expect(await readFile(path, 'utf8')).toMatch(/^yesterday2026-01-02.* DENY {3}filesystem\.read /);
  });

  test('goes on after an entry of its own with a key', async () => {
    const path = fresh();
    const key = new TextEncoder().encode('a key');
    await write(fileSink({ path, key }), ...numbered(1));
    await write(fileSink({ path, key, sync: true }), ...numbered(2));
    expect(await verifyChain(readChain(path), key)).toMatchObject({ entries: 2, fault: undefined });
    expect((await verifyChain(readChain(path))).fault?.what).toBe('its hash is not that of its content');
    expect((await verifyChain(readChain(path), Buffer.from('another'))).fault).toEqual({
      line: 1,
      what: 'its hash is not that of its content and the key',
    });
  });
});

describe('reading', () => {
  test('a log that is not there, or no file, is an error with its path', async () => {
    const path = fresh();
    await expect(linesIn(path)).rejects.toMatchObject({
      code: 'AIRSSYS_AUDIT_IO',
      message: `The audit log ${path} is not there`,
      hint: 'Name the file that the host writes, as JSON or with SQLite.',
      data: { path },
      cause: { code: 'ENOENT' },
    });
    const folder = dirname(path);
    await expect(linesIn(folder)).rejects.toMatchObject({
      code: 'AIRSSYS_AUDIT_IO',
      message: `The audit log ${folder} cannot be read`,
    });
  });

  test('a line without an end is a line, and so is one in pieces', async () => {
    const path = fresh();
    const long = 'x'.repeat(200_000);
    await writeFile(path, `a\n${long}\n\nb`);
    expect(await linesIn(path)).toEqual(['a', long, '', 'b']);
  });

  test('characters of several bytes are whole, wherever the pieces of the file end', async () => {
    const path = fresh();
    const text = `a${'€'.repeat(100_000)}`;
    await writeFile(path, `${text}\n`);
    expect(await linesIn(path)).toEqual([text]);
  });

  test('a line without bound is given up', async () => {
    const path = fresh();
    await writeFile(path, `a\n${'x'.repeat((1 << 20) + 200_000)}`);
    await expect(linesIn(path)).rejects.toMatchObject({
      message: `The audit log ${path} cannot be read`,
      cause: { message: `a line of ${path} is longer than 1048576 characters` },
    });
  });

  test('a table is read as it was written, and not written to', async () => {
    const path = fresh();
    await write(sqliteSink({ path }), ...numbered(1, 2, 3));
    expect(await sequencesIn(path)).toEqual([1, 2, 3]);
    // Nobody who reads it keeps it: it can be made another kind of file.
    using database = new DatabaseSync(path);
    expect(database.prepare('PRAGMA journal_mode = DELETE').get()).toEqual({ journal_mode: 'delete' });
  });
});

describe('a file of SQLite', () => {
  test('that cannot be opened is an error with its path', async () => {
    const path = fresh();
    await writeFile(path, 'x'.repeat(1_000));
    expect(failureOf(() => sqliteSink({ path })).replace(path, 'PATH')).toMatchInlineSnapshot(`
      "AIRSSYS_AUDIT_IO: The audit log PATH cannot be opened
      Name a file of SQLite that this process may write, or one that is not there yet."
    `);
    expect(() => sqliteSink({ path })).toThrow(expect.objectContaining({ data: { path } }));
  });

  test('has all of a batch or nothing, and goes on after one that failed', async () => {
    const path = fresh();
    const sink = sqliteSink({ path });
    await sink.write(numbered(1));
    // JSON has no such number: it is the second of its batch.
    const broken = decision({ sequence: 3, call: 3n as unknown as number });
    expect(() => sink.write([...numbered(2), broken])).toThrow('BigInt');
    await sink.write(numbered(4));
    await sink[Symbol.asyncDispose]();
    expect(await sequencesIn(path)).toEqual([1, 4]);
    expect((await verifyChain(readChain(path))).fault).toBeUndefined();
  });

  test('is closed with its sink, which may be disposed twice', async () => {
    const path = fresh();
    const sink = sqliteSink({ path });
    await sink.write(numbered(1));
    await sink[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    expect(() => sink.write(numbered(2))).toThrow('database is not open');
  });

  test('whose last line is nobody’s begins a chain of its own', async () => {
    const path = fresh();
    await write(sqliteSink({ path }), ...numbered(1));
    {
      using database = new DatabaseSync(path);
      database.exec("INSERT INTO audit (line) VALUES ('a note')");
    }
    await write(sqliteSink({ path }), ...numbered(2));
    expect((await verifyChain(readChain(path))).fault).toEqual({ line: 2, what: 'it is no entry of an audit log' });
    expect((await linesIn(path))[2]).toContain(`"previous":"${'0'.repeat(64)}"`);
  });
});

test('a sink that has been closed opens its file again', async () => {
  const path = fresh();
  const sink = fileSink({ path });
  await write(sink, ...numbered(1));
  await using log = new AuditLog({ sinks: [sink] });
  log.record(decision({}));
  await log.flush();
  expect(await verifyChain(readChain(path))).toMatchObject({ entries: 2, fault: undefined });
});
