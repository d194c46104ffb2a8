import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type KeyValueBackend, SqliteBackend, type SqliteBackendOptions } from '../../../../src/index.ts';
import { temporaryDirectory } from '../../../components.ts';

const newPath = (): string => join(temporaryDirectory(), 'storage.sqlite');
const logBytes = (path: string): number => statSync(`${path}-wal`).size;
/** What the log has before SQLite makes a checkpoint: a thousand pages with their headers. */
const WHOLE = 1_000 * (4_096 + 24);

function opened(path: string, options?: SqliteBackendOptions): KeyValueBackend {
  const backend = SqliteBackend.open(path, options);
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  return backend;
}

async function write(backend: KeyValueBackend, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 1) await backend.set('n', `key${at}`, new Uint8Array([at]));
}

test('a busy writer makes the room for its log at once, and leaves nothing in the file', async () => {
  const path = newPath();
  const backend = opened(path);
  await write(backend, 0, 60);
  expect(logBytes(path)).toBeLessThan(WHOLE / 2);
  await write(backend, 60, 100);
  const room = logBytes(path);
  expect(room).toBeGreaterThanOrEqual(WHOLE);
  await write(backend, 100, 200);
  expect(logBytes(path)).toBe(room);
  const database = new DatabaseSync(path, { readOnly: true });
  onTestFinished(() => database.close());
  expect(database.prepare('SELECT DISTINCT namespace FROM entries').all()).toEqual([{ namespace: 'n' }]);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(Number(database.prepare('PRAGMA page_count').get()?.['page_count'])).toBeLessThan(20);
  expect(await backend.usage('n')).toMatchObject({ keyCount: 200 });
});

test('not where the file must not have as much', async () => {
  const path = newPath();
  const backend = opened(path, { maxFileBytes: 200_000 });
  await write(backend, 0, 200);
  expect(logBytes(path)).toBeLessThan(WHOLE);
  expect(await backend.get('n', 'key199')).toEqual(new Uint8Array([199]));
  expect(await backend.usage('n')).toMatchObject({ keyCount: 200 });
});

test('nor where nothing is synced', async () => {
  const path = newPath();
  await write(opened(path, { durability: 'normal' }), 0, 200);
  expect(logBytes(path)).toBeLessThan(WHOLE);
});
