import { fork } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type KeyValueBackend, SqliteBackend, type SqliteBackendOptions } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const newPath = (): string => join(temporaryDirectory(), 'storage.sqlite');

function opened(path: string, options?: SqliteBackendOptions): KeyValueBackend {
  const backend = SqliteBackend.open(path, options);
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  return backend;
}

test('keeps what it has after it was closed', async () => {
  const path = newPath();
  const first = SqliteBackend.open(path);
  const outcome = await first.set('n', 'key', bytes(1, 2));
  await first.delete('n', 'none');
  await first[Symbol.asyncDispose]();
  const second = opened(path);
  expect(await second.entry('n', 'key')).toMatchObject({ value: bytes(1, 2), version: outcome.ok && outcome.version });
  expect(await second.usage('n')).toEqual({ usedBytes: 5, keyCount: 1 });
});

test('two that have it open see each other, and share versions and quota', async () => {
  const path = newPath();
  const [one, other] = [opened(path), opened(path)];
  const first = await one.set('n', 'key', bytes(1));
  expect(await other.get('n', 'key')).toEqual(bytes(1));
  expect(await other.set('n', 'other', bytes(1), { quotaBytes: 9 })).toMatchObject({ ok: false, reason: 'quota' });
  const second = await other.set('n', 'key', bytes(2));
  expect(second.ok && first.ok && second.version > first.version).toBe(true);
  expect(await one.set('n', 'key', bytes(3), { expected: first.ok ? first.version : 'absent' })).toMatchObject({
    ok: false,
    reason: 'conflict',
  });
  expect(await other.delete('n', 'key')).toMatchObject({ existed: [true] });
  expect([await one.has('n', 'key'), await one.usage('n')]).toEqual([false, { usedBytes: 0, keyCount: 0 }]);
});

test('writes at the same time, of the same keys too, are counted as they were done', async () => {
  const backend = opened(newPath());
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, async (_, at) => await backend.set('n', `key${at % 60}`, new Uint8Array(at % 7))),
  );
  expect(outcomes.filter((outcome) => outcome.ok && !outcome.existed.includes(true))).toHaveLength(60);
  const lengths = Array.from({ length: 60 }, (_, at) => (at < 20 ? at + 180 : at + 120) % 7);
  for (const [at, length] of lengths.entries()) expect(await backend.get('n', `key${at}`)).toHaveLength(length);
  const usedBytes = lengths.reduce((sum, length, at) => sum + `key${at}`.length + length, 0);
  expect(await backend.usage('n')).toEqual({ usedBytes, keyCount: 60 });
});

test('also where namespaces, times to live and quotas come in turns', async () => {
  const backend = opened(newPath());
  const namespaceOf = (at: number): string => (at % 7 < 4 ? 'a' : 'b');
  const key = (at: number): string => `key${at % 50}`;
  const seen = new Set<string>();
  const expected = Array.from({ length: 300 }, (_, at) => {
    const own = `${namespaceOf(at)}/${key(at)}`;
    const existed = seen.has(own);
    seen.add(own);
    return existed;
  });
  const outcomes = await Promise.all(
    expected.map(async (_, at) => {
      const options = { quotaBytes: at % 5 < 3 ? 1e9 : undefined, ttlMs: at % 11 < 6 ? 1e9 : undefined };
      return await backend.set(namespaceOf(at), key(at), new Uint8Array(at % 9), options);
    }),
  );
  expect(outcomes.map((outcome) => outcome.ok && outcome.existed[0])).toEqual(expected);
  const versions = outcomes.map((outcome, at) => outcome.ok && `${namespaceOf(at)} ${outcome.version}`);
  expect(new Set(versions).size).toBe(300);
  for (const namespace of ['a', 'b']) {
    const { entries } = await backend.scan(namespace, '');
    const usedBytes = entries.reduce((sum, entry) => sum + entry.key.length + entry.value.length, 0);
    expect(await backend.usage(namespace)).toEqual({ usedBytes, keyCount: entries.length });
    expect(entries.every(({ version }) => versions.includes(`${namespace} ${version}`))).toBe(true);
  }
});

test('values that are large, or many at once', async () => {
  const backend = opened(newPath());
  const large = new Uint8Array(3_000_000).fill(7);
  const middle = new Uint8Array(60_000).fill(8);
  await Promise.all([
    backend.set('n', 'large', large),
    ...Array.from({ length: 20 }, async (_, at) => await backend.set('n', `middle${at}`, middle)),
  ]);
  expect(await backend.get('n', 'large')).toEqual(large);
  expect(await backend.get('n', 'middle19')).toEqual(middle);
});

test('waits for another process to finish, and the thread does other things meanwhile', async () => {
  const path = newPath();
  const backend = opened(path);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 5);
  const writing = backend.set('n', 'key', bytes(1));
  await wait(100);
  expect(await backend.get('n', 'key')).toBeUndefined();
  other.exec('COMMIT');
  expect(await writing).toMatchObject({ ok: true });
  clearInterval(timer);
  other.close();
  expect(ticks).toBeGreaterThan(3);
  expect(await backend.get('n', 'key')).toEqual(bytes(1));
});

test('but not for ever', async () => {
  const path = newPath();
  const backend = opened(path, { busyTimeoutMs: 50 });
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(backend.set('n', 'key', bytes(1))).rejects.toMatchObject({ code: 'AIRSSYS_STORAGE_LOCKED' });
  other.exec('COMMIT');
  other.close();
  expect(await backend.has('n', 'key')).toBe(false);
  expect(await backend.set('n', 'key', bytes(1))).toMatchObject({ ok: true });
});

test('where there is no room, what fits is written, and what was is there', async () => {
  const path = newPath();
  const backend = opened(path, { maxFileBytes: 200_000 });
  await backend.set('n', 'before', bytes(1));
  const [small, large, batch] = await Promise.allSettled([
    backend.set('n', 'small', bytes(2)),
    backend.set('n', 'large', new Uint8Array(300_000)),
    backend.batch([
      { kind: 'set', namespace: 'n', key: 'part', value: bytes(3) },
      { kind: 'set', namespace: 'n', key: 'other part', value: new Uint8Array(300_000) },
    ]),
  ]);
  const full = { status: 'rejected', reason: { code: 'AIRSSYS_STORAGE_FULL' } };
  expect([large, batch]).toMatchObject([full, full]);
  expect(small).toMatchObject({ status: 'fulfilled', value: { ok: true } });
  expect(await backend.list('n', '')).toEqual(['before', 'small']);
  expect(await backend.usage('n')).toEqual({ usedBytes: 13, keyCount: 2 });
  expect((await stat(path)).size).toBeLessThanOrEqual(200_000);
  expect(await backend.set('n', 'after', bytes(4))).toMatchObject({ ok: true });
});

test('where the thread that writes has ended, who waits is told, and the next write starts another', async () => {
  const dir = join(temporaryDirectory(), 'data');
  const backend = opened(join(dir, 'storage.sqlite'));
  // It opens the file with the first write.
  await rename(dir, `${dir}-away`);
  const lost = await Promise.allSettled([
    backend.set('n', 'key', bytes(1)),
    backend.batch([{ kind: 'set', namespace: 'n', key: 'other', value: bytes(1) }]),
  ]);
  const worker = { status: 'rejected', reason: { code: 'AIRSSYS_STORAGE_WORKER' } };
  expect(lost).toMatchObject([worker, worker]);
  await rename(`${dir}-away`, dir);
  expect(await backend.set('n', 'key', bytes(2))).toMatchObject({ ok: true });
  expect([await backend.get('n', 'key'), await backend.list('n', '')]).toEqual([bytes(2), ['key']]);
});

test('what cannot be opened is named', () => {
  const dir = temporaryDirectory();
  expect(() => SqliteBackend.open(dir)).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_STORAGE_IO', message: `The storage file ${dir} cannot be opened` }),
  );
});

test('what is no database, or a damaged one, is told', async () => {
  const path = newPath();
  await writeFile(path, 'this is a text, and has been one for a long time'.repeat(100));
  expect(() => SqliteBackend.open(path)).toThrow(expect.objectContaining({ code: 'AIRSSYS_STORAGE_CORRUPT' }));

  const damaged = newPath();
  const before = SqliteBackend.open(damaged);
  await before.batch(
    Array.from({ length: 500 }, (_, at) => ({
      kind: 'set',
      namespace: 'n',
      key: `key${at}`,
      value: new Uint8Array(200),
    })),
  );
  await before[Symbol.asyncDispose]();
  const file = await open(damaged, 'r+');
  const { size } = await file.stat();
  // All pages but the first, which has the schema.
  await file.write(new Uint8Array(size - 4_096).fill(0x5a), 0, size - 4_096, 4_096);
  await file.close();
  const backend = opened(damaged);
  const corrupt = { code: 'AIRSSYS_STORAGE_CORRUPT' };
  await expect(backend.list('n', '')).rejects.toMatchObject(corrupt);
  await expect(backend.set('n', 'key', bytes(1))).rejects.toMatchObject(corrupt);
});

test('a later format is refused', () => {
  const path = newPath();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => SqliteBackend.open(path)).toThrow(
    expect.objectContaining({
      code: 'AIRSSYS_STORAGE_IO',
      cause: expect.objectContaining({ message: 'it has the format 99, and this version reads up to 3' }),
    }),
  );
});

test('the format before is brought to this one in place', async () => {
  const path = newPath();
  const old = new DatabaseSync(path);
  old.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE entries (
      namespace TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (namespace, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE totals (
      namespace TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL, keys INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
      INSERT INTO totals VALUES (new.namespace, octet_length(new.key) + length(new.value), 1)
        ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes, keys = keys + 1;
    END;
    CREATE TRIGGER entry_changed AFTER UPDATE ON entries BEGIN
      UPDATE totals SET bytes = bytes + length(new.value) - length(old.value) WHERE namespace = new.namespace;
    END;
    CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
      UPDATE totals SET bytes = bytes - octet_length(old.key) - length(old.value), keys = keys - 1
        WHERE namespace = old.namespace;
    END;
    INSERT INTO entries VALUES ('n', 'key', x'0102'), ('n', 'other', x''), ('m', 'key', x'03');
  `);
  old.close();
  const backend = opened(path);
  expect(await backend.entry('n', 'key')).toMatchObject({ value: bytes(1, 2), version: 1 });
  expect([await backend.list('n', ''), await backend.usage('n'), await backend.usage('m')]).toEqual([
    ['key', 'other'],
    { usedBytes: 10, keyCount: 2 },
    { usedBytes: 4, keyCount: 1 },
  ]);
  expect(await backend.set('n', 'key', bytes(1), { expected: 1 })).toMatchObject({ ok: true, version: 2 });
  await backend.delete('n', 'other');
  expect(await backend.usage('n')).toEqual({ usedBytes: 4, keyCount: 1 });
});

test('so is the format whose totals were always counted', async () => {
  const path = newPath();
  const old = new DatabaseSync(path);
  old.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE entries (
      namespace TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, expires REAL, replaced INTEGER NOT NULL,
      value BLOB NOT NULL, PRIMARY KEY (namespace, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX expiring ON entries (expires) WHERE expires IS NOT NULL;
    CREATE TABLE totals (
      namespace TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL, keys INTEGER NOT NULL, revision INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO entries VALUES ('n', 'key', 7, NULL, -1, x'0102');
    INSERT INTO totals VALUES ('n', 5, 1, 9);
    PRAGMA user_version = 2;
  `);
  old.close();
  const backend = opened(path);
  expect([await backend.entry('n', 'key'), await backend.usage('n')]).toEqual([
    { key: 'key', value: bytes(1, 2), version: 7 },
    { usedBytes: 5, keyCount: 1 },
  ]);
  expect(await backend.set('n', 'key', bytes(1))).toMatchObject({ ok: true, version: 10 });
  expect(await backend.usage('n')).toEqual({ usedBytes: 4, keyCount: 1 });
});

test('what has expired is swept from time to time, also what nobody asks for', async () => {
  const path = newPath();
  let nowMs = 1_000;
  const backend = opened(path, { clock: { nowMs: () => nowMs }, sweepIntervalMs: 10 });
  await backend.set('n', 'key', bytes(1), { ttlMs: 5 });
  nowMs = 1_005;
  const database = new DatabaseSync(path, { readOnly: true });
  onTestFinished(() => database.close());
  const count = database.prepare('SELECT count(*) AS entries FROM entries');
  await expect.poll(() => count.get()?.['entries'], { timeout: 20_000 }).toBe(0);
});

test('a process that wants nothing more ends, though it did not close its storage', async () => {
  const child = fork(join(import.meta.dirname, 'unclosed.ts'), [newPath()], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [code] = (await once(child, 'exit')) as [unknown];
  expect(code).toBe(0);
});
