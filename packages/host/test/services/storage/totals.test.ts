import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type KeyValueBackend, SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';

const newPath = (): string => join(temporaryDirectory(), 'storage.sqlite');

function opened(path: string): KeyValueBackend {
  const backend = SqliteBackend.open(path);
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  return backend;
}

/** What the file itself says of the namespace. */
function rowOf(path: string, namespace: string): { readonly [column: string]: unknown } | undefined {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare('SELECT * FROM totals WHERE namespace = ?').get(namespace);
  } finally {
    database.close();
  }
}

/** Enough, one after the other, for the writer to take itself to be alone. */
async function write(backend: KeyValueBackend, namespace: string, count = 100): Promise<void> {
  for (let at = 0; at < count; at += 1) await backend.set(namespace, `key${at}`, new Uint8Array(1));
}
const usageOf = (count: number): object => ({
  usedBytes: Array.from({ length: count }, (_, at) => `key${at}`.length + 1).reduce((sum, bytes) => sum + bytes, 0),
  keyCount: count,
});

test('who writes alone leaves totals uncounted, knows them, and puts them right when it closes', async () => {
  const path = newPath();
  const backend = SqliteBackend.open(path);
  await write(backend, 'n');
  expect(rowOf(path, 'n')).toMatchObject({ counted: 0 });
  expect(await backend.usage('n')).toEqual(usageOf(100));
  await backend[Symbol.asyncDispose]();
  const { usedBytes, keyCount } = await opened(path).usage('n');
  expect({ usedBytes, keyCount }).toEqual(usageOf(100));
  expect(rowOf(path, 'n')).toEqual({ namespace: 'n', bytes: usedBytes, keys: keyCount, revision: 100, counted: 1 });
});

test('also when it has nothing to do for a while', async () => {
  const path = newPath();
  const backend = opened(path);
  await write(backend, 'n');
  expect(rowOf(path, 'n')).toMatchObject({ counted: 0 });
  await expect.poll(() => rowOf(path, 'n'), { timeout: 20_000 }).toMatchObject({ counted: 1, keys: 100 });
  expect(await backend.set('n', 'next', new Uint8Array(1))).toMatchObject({ ok: true, version: 101 });
});

test('after it was killed they are counted, and no version comes again', async () => {
  const path = newPath();
  const child = fork(join(import.meta.dirname, 'killed.ts'), [path], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [[last], [, signal]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
    [number],
    [unknown, unknown],
  ];
  expect(signal).toBe('SIGKILL');
  expect(rowOf(path, 'n')).toMatchObject({ counted: 0 });
  const backend = opened(path);
  const { entries } = await backend.scan('n', '');
  const usedBytes = entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  expect(entries).toHaveLength(90);
  expect(await backend.usage('n')).toEqual({ usedBytes, keyCount: 90 });
  expect(await backend.set('n', 'last', new Uint8Array(1), { quotaBytes: usedBytes + 4 })).toMatchObject({
    reason: 'quota',
  });
  const again = await backend.set('n', 'last', new Uint8Array(1), { quotaBytes: usedBytes + 5 });
  expect(again.ok && again.version).toBeGreaterThan(last);
});

test('two that write in turns, each long enough to be alone, count the same', async () => {
  const path = newPath();
  const [one, other] = [opened(path), opened(path)];
  await write(one, 'n');
  expect(await other.usage('n')).toEqual(usageOf(100));
  const { usedBytes } = await one.usage('n');
  expect(await other.set('n', 'more', new Uint8Array(1), { quotaBytes: usedBytes })).toMatchObject({ reason: 'quota' });
  expect(await other.delete('n', 'key99')).toMatchObject({ existed: [true] });
  expect([await one.usage('n'), await other.usage('n')]).toEqual([usageOf(99), usageOf(99)]);

  await write(other, 'n', 300);
  expect([await one.usage('n'), await other.usage('n')]).toEqual([usageOf(300), usageOf(300)]);
  const [before, now] = [await other.entry('n', 'key299'), await one.set('n', 'key0', new Uint8Array(1))];
  expect(now.ok && now.version).toBeGreaterThan(before?.version ?? Infinity);
  await write(one, 'n', 300);
  expect([await one.usage('n'), await other.usage('n')]).toEqual([usageOf(300), usageOf(300)]);
});

test('a write that fails leaves them as they were', async () => {
  const path = newPath();
  const backend = SqliteBackend.open(path, { maxFileBytes: 200_000 });
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  await write(backend, 'n');
  await expect(backend.set('n', 'large', new Uint8Array(300_000))).rejects.toMatchObject({
    code: 'AIRSSYS_STORAGE_FULL',
  });
  expect(await backend.usage('n')).toEqual(usageOf(100));
  const set = await backend.set('n', 'key0', new Uint8Array(1));
  expect([set.ok && set.version, await backend.usage('n')]).toEqual([101, usageOf(100)]);
});
