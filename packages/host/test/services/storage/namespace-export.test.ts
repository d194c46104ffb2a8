import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from '../../../../../test/properties.ts';
import { expect, onTestFinished, test } from 'vitest';
import { exportNamespace, importNamespace, MemoryBackend, SqliteBackend } from '../../../src/index.ts';
import { temporaryDirectory } from '../../components.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const clock = { nowMs: () => 1_000 };

async function* inChunks(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function exported(backend: MemoryBackend, namespace: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of exportNamespace(backend, namespace)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

test('through a file, from one backend to another', async () => {
  const dir = temporaryDirectory();
  const from = SqliteBackend.open(join(dir, 'storage.db'), { clock });
  onTestFinished(async () => await from[Symbol.asyncDispose]());
  await from.set(
    'n',
    'all',
    Uint8Array.from({ length: 256 }, (_, at) => at),
  );
  await from.set('n', '😀"\n', bytes());
  await from.set('n', 'short', bytes(1), { ttlMs: 500 });
  await from.set('other', 'key', bytes(1));
  const path = join(dir, 'export.jsonl');
  await writeFile(path, exportNamespace(from, 'n'));
  const to = new MemoryBackend({ clock });
  expect(await importNamespace(to, 'm', createReadStream(path), { nowMs: 1_100 })).toBe(3);
  expect(await to.list('m', '')).toEqual(['all', 'short', '😀"\n']);
  expect(await to.get('m', 'all')).toEqual(await from.get('n', 'all'));
  expect(await to.entry('m', 'short')).toMatchObject({ value: bytes(1), expiresAtMs: 1_400 });
  expect(await importNamespace(new MemoryBackend(), 'm', createReadStream(path), { nowMs: 1_500 })).toBe(2);
  expect((await readFile(path, 'utf8')).split('\n')[0]).toMatch(
    /^\{"format":"airssys-storage","version":1,"namespace":"n","crc":\d+\}$/,
  );
});

test('a namespace of several pages', async () => {
  const backend = new MemoryBackend();
  const keys = Array.from({ length: 2_500 }, (_, at) => `key-${String(at).padStart(5, '0')}`);
  await backend.batch(keys.map((key) => ({ kind: 'set', namespace: 'n', key, value: bytes(1, 2) })));
  const content = await exported(backend, 'n');
  expect(await importNamespace(backend, 'm', inChunks(content, 1_000))).toBe(2_500);
  expect(await backend.list('m', '')).toEqual(keys);
});

test('what is there already stays, or goes in the same step', async () => {
  const backend = new MemoryBackend();
  await backend.set('n', 'a', bytes(1));
  await backend.set('n', 'b', bytes(2));
  const content = await exported(backend, 'n');
  await backend.set('m', 'old', bytes(3));
  const go = async (options?: Parameters<typeof importNamespace>[3]): Promise<number> =>
    await importNamespace(backend, 'm', inChunks(content, 7), options);
  await expect(go()).rejects.toMatchObject({ code: 'AIRSSYS_STORAGE_CONFLICT' });
  await expect(go({ replace: true, quotaBytes: 4 })).resolves.toBe(2);
  expect(await backend.list('m', '')).toEqual(['a', 'b']);
  expect(await backend.get('m', 'b')).toEqual(bytes(2));
});

test('the quota is kept', async () => {
  const backend = new MemoryBackend();
  await backend.set('n', 'a', bytes(1));
  await backend.set('n', 'b', bytes(2));
  const content = await exported(backend, 'n');
  await expect(importNamespace(backend, 'm', inChunks(content, 99), { quotaBytes: 3 })).rejects.toMatchObject({
    code: 'AIRSSYS_STORAGE_QUOTA',
  });
  expect(await backend.list('m', '')).toEqual([]);
});

test('a file that was changed anywhere, or cut, is refused with its place, and nothing of it is there', async () => {
  const backend = new MemoryBackend();
  await backend.set('n', 'first', bytes(1, 2, 3));
  await backend.set('n', 'second', bytes(4, 5, 6));
  const content = await exported(backend, 'n');
  const refused = async (changed: Uint8Array): Promise<void> => {
    const error: unknown = await importNamespace(backend, 'm', inChunks(changed, 10)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'AIRSSYS_STORAGE_IMPORT' });
    const { data } = error as { readonly data: { readonly line: number; readonly offset: number } }; // an AirssysError
    expect(changed.subarray(0, data.offset)).toEqual(content.subarray(0, data.offset));
    expect(await backend.list('m', '')).toEqual([]);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(content.length - 2), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = new Uint8Array(content);
      changed[at] = (changed[at] ?? 0) ^ by;
      await refused(changed);
    }),
  );
  await fc.assert(fc.asyncProperty(fc.nat(content.length - 2), async (end) => await refused(content.subarray(0, end))));
  await refused(new Uint8Array(Buffer.concat([content, content])));
});

/** A line as an export has it. */
const line = (content: object): string => {
  const text = JSON.stringify(content);
  return `${JSON.stringify({ ...content, crc: crc32(text) })}\n`;
};
const HEAD = line({ format: 'airssys-storage', version: 1, namespace: 'n' });
const entry = (key: unknown, value: string = ''): string => line({ key, value });

test.each([
  ['', 'it ends too early, at line 0, byte 0'],
  ['no JSON\n', 'a line is no JSON object, at line 1, byte 0'],
  ['{"format":"else"}\n', 'it is no export of a namespace, at line 1, byte 0'],
  ['{"format":"airssys-storage","version":2}\n', 'it has the version 2, not 1, at line 1, byte 0'],
  ['{"format":"airssys-storage","version":1}\n', 'a line has changed, at line 1, byte 0'],
  [HEAD, 'it ends too early, at line 1, byte 74'],
  [`${HEAD}{"key":"a","value":""}\n`, 'a line has changed, at line 2, byte 74'],
  [`${HEAD}${entry(1)}`, 'a line is no entry, at line 2, byte 74'],
  [`${HEAD}${entry('b')}${entry('a')}`, 'its keys are not in order, at line 3, byte 113'],
  [`${HEAD}${entry('a', '%')}`, 'a value is not in base64, at line 2, byte 74'],
  [`${HEAD}{"entries":1,"sha256":""}\n`, 'it has 0 entries, not 1, at line 2, byte 74'],
  [
    `${HEAD}{"entries":0,"sha256":""}\n`,
    'its checksum is another one: something before has changed, at line 2, byte 74',
  ],
])('%j is no export', async (content, reason) => {
  const source = inChunks(Buffer.from(content), 1_000);
  await expect(importNamespace(new MemoryBackend(), 'n', source)).rejects.toMatchObject({
    code: 'AIRSSYS_STORAGE_IMPORT',
    message: `The export cannot be imported: ${reason}`,
  });
});
