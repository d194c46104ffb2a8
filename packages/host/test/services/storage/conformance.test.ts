import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type KeyValueBackend, MemoryBackend, SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';

const BACKENDS: readonly (readonly [name: string, open: () => KeyValueBackend])[] = [
  ['MemoryBackend', () => new MemoryBackend()],
  ['SqliteBackend', () => SqliteBackend.open(join(temporaryDirectory(), 'sub', 'storage.sqlite'))],
];

function disposedLater(backend: KeyValueBackend): KeyValueBackend {
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  return backend;
}

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** What a component can send: WIT's strings hold no lone surrogates. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('a', 'b', '%', '_', 'é', '€', '😀', '\u{ffff}', "'"),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 6,
  })
  .filter((key) => !key.includes('\0'));

describe.each(BACKENDS)('%s', (_name, open) => {
  test('values come back as they went in, also the empty one', async () => {
    const backend = disposedLater(open());
    const all = Uint8Array.from({ length: 256 }, (_, at) => at);
    await backend.set('n', 'all', all);
    await backend.set('n', 'empty', bytes());
    expect(await backend.get('n', 'all')).toEqual(all);
    expect(await backend.get('n', 'empty')).toEqual(bytes());
    expect([await backend.get('n', 'none'), await backend.has('n', 'none'), await backend.has('n', 'empty')]).toEqual([
      undefined,
      false,
      true,
    ]);
  });

  test('what is stored is a copy, and so is what is read', async () => {
    const backend = disposedLater(open());
    const value = bytes(1);
    await backend.set('n', 'key', value);
    value[0] = 2;
    const read = await backend.get('n', 'key');
    read?.fill(3);
    expect(await backend.get('n', 'key')).toEqual(bytes(1));
  });

  test('namespaces do not see each other', async () => {
    const backend = disposedLater(open());
    await backend.set('a', 'key', bytes(1));
    await backend.set('a:b', 'key', bytes(2));
    expect([await backend.get('b', 'key'), await backend.list('b', ''), await backend.delete('b', 'key')]).toEqual([
      undefined,
      [],
      false,
    ]);
    expect([await backend.get('a', 'key'), await backend.get('a:b', 'key')]).toEqual([bytes(1), bytes(2)]);
    expect(await backend.usage('a')).toEqual({ usedBytes: 4, keyCount: 1 });
  });

  test('a prefix is taken as it is', async () => {
    const backend = disposedLater(open());
    for (const key of ['a%b', 'a_b', 'aXb', 'ab', 'b', "a'b", '😀1', '😀2']) await backend.set('n', key, bytes());
    expect(await backend.list('n', 'a%')).toEqual(['a%b']);
    expect(await backend.list('n', 'a_')).toEqual(['a_b']);
    expect(await backend.list('n', "a'")).toEqual(["a'b"]);
    expect(await backend.list('n', '😀')).toEqual(['😀1', '😀2']);
    expect(await backend.list('n', '\0')).toEqual([]);
    expect(await backend.list('n', 'a\0')).toEqual([]);
    expect(await backend.list('n', 'z')).toEqual([]);
  });

  test('keys are in the order of their UTF-8 bytes', async () => {
    const backend = disposedLater(open());
    const keys = ['\u{ffff}', '😀', 'z', 'é', 'Z', 'aa', 'a'];
    for (const key of keys) await backend.set('n', key, bytes());
    expect(await backend.list('n', '')).toEqual(['Z', 'a', 'aa', 'z', 'é', '\u{ffff}', '😀']);
  });

  test('it is a map, with its usage exact, whatever is done', async () => {
    const backend = disposedLater(open());
    let run = 0;
    const step = fc.record({
      isSet: fc.boolean(),
      key: text.filter((key) => key !== ''),
      value: fc.uint8Array({ maxLength: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), text, async (steps, prefix) => {
        const namespace = `n${(run += 1)}`;
        const model = new Map<string, Uint8Array>();
        for (const { isSet, key, value } of steps) {
          if (isSet) {
            await backend.set(namespace, key, value);
            model.set(key, value);
          } else expect(await backend.delete(namespace, key)).toBe(model.delete(key));
        }
        const keys = [...model.keys()].sort(byUtf8);
        expect(await backend.list(namespace, '')).toEqual(keys);
        expect(await backend.list(namespace, prefix)).toEqual(keys.filter((key) => key.startsWith(prefix)));
        for (const [key, value] of model) expect(await backend.get(namespace, key)).toEqual(value);
        const usedBytes = [...model].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + value.length, 0);
        expect(await backend.usage(namespace)).toEqual({ usedBytes, keyCount: model.size });
      }),
      { numRuns: 25 },
    );
  });

  test('a quota is kept, to the byte', async () => {
    const backend = disposedLater(open());
    expect(await backend.set('n', 'key', new Uint8Array(7), 10)).toBe(true);
    expect(await backend.set('n', 'k', bytes(), 10)).toBe(false);
    expect(await backend.set('n', 'key', new Uint8Array(8), 10)).toBe(false);
    expect(await backend.get('n', 'key')).toEqual(new Uint8Array(7));
    expect(await backend.set('n', 'key', new Uint8Array(6), 5)).toBe(true); // smaller than it was
    expect(await backend.set('n', 'k', bytes(), 10)).toBe(true);
    expect(await backend.usage('n')).toEqual({ usedBytes: 10, keyCount: 2 });
  });

  test('and by writes at the same time together', async () => {
    const backend = disposedLater(open());
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => backend.set('n', `${at}`, new Uint8Array(9), 35)),
    );
    expect(answers.filter(Boolean)).toHaveLength(3);
    expect(await backend.usage('n')).toEqual({ usedBytes: 30, keyCount: 3 });
  });

  test('disposing twice', async () => {
    const backend = open();
    await backend[Symbol.asyncDispose]();
    await expect(backend[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});

describe('SqliteBackend', () => {
  test('keeps what it has after it was closed', async () => {
    const path = join(temporaryDirectory(), 'storage.sqlite');
    const first = SqliteBackend.open(path);
    await first.set('n', 'key', bytes(1, 2));
    await first[Symbol.asyncDispose]();
    const second = disposedLater(SqliteBackend.open(path));
    expect(await second.get('n', 'key')).toEqual(bytes(1, 2));
    expect(await second.usage('n')).toEqual({ usedBytes: 5, keyCount: 1 });
  });

  test('two connections see each other, and share the quota', async () => {
    const path = join(temporaryDirectory(), 'storage.sqlite');
    const one = disposedLater(SqliteBackend.open(path));
    const other = disposedLater(SqliteBackend.open(path));
    await one.set('n', 'key', bytes(1));
    expect(await other.get('n', 'key')).toEqual(bytes(1));
    expect(await other.set('n', 'other', bytes(1), 9)).toBe(false);
    expect(await other.delete('n', 'key')).toBe(true);
    expect(await one.has('n', 'key')).toBe(false);
  });

  test('waits for another process to finish, and the thread does other things meanwhile', async () => {
    const path = join(temporaryDirectory(), 'storage.sqlite');
    const backend = disposedLater(SqliteBackend.open(path));
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    const writing = backend.set('n', 'key', bytes(1));
    await wait(100);
    expect(await backend.get('n', 'key')).toBeUndefined();
    other.exec('COMMIT');
    expect(await writing).toBe(true);
    clearInterval(timer);
    other.close();
    expect(ticks).toBeGreaterThan(3);
    expect(await backend.get('n', 'key')).toEqual(bytes(1));
  });

  test('what cannot be opened is named', () => {
    const dir = temporaryDirectory();
    expect(() => SqliteBackend.open(dir)).toThrow(
      expect.objectContaining({ code: 'AIRSSYS_STORAGE_IO', message: `The storage file ${dir} cannot be opened` }),
    );
  });

  test('every acknowledged write is there after the process was killed', async () => {
    const path = join(temporaryDirectory(), 'storage.sqlite');
    for (let round = 0; round < 2; round += 1) {
      const child = fork(join(import.meta.dirname, 'writer.ts'), [path, `r${round}-`], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const acknowledged: string[] = [];
      child.on('message', (key: string) => {
        acknowledged.push(key);
        if (acknowledged.length === 40 + round * 13) child.kill('SIGKILL');
      });
      const [, signal] = (await once(child, 'exit')) as [unknown, string];
      expect(signal).toBe('SIGKILL');
      const backend = disposedLater(SqliteBackend.open(path));
      const keys = await backend.list('n', '');
      expect(acknowledged.filter((key) => !keys.includes(key))).toEqual([]);
      for (const key of keys) expect(await backend.get('n', key)).toEqual(new Uint8Array(Buffer.from(key.repeat(50))));
      const usedBytes = keys.reduce((sum, key) => sum + key.length * 51, 0);
      expect(await backend.usage('n')).toEqual({ usedBytes, keyCount: keys.length });
    }
  });
});
