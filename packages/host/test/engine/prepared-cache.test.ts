import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { PreparedCache } from '../../src/engine/prepared-cache.ts';
import { run, temporaryDirectory, testHost, written } from '../components.ts';

const CORE = '(func (export "run") (result i32) (i32.const 42))';

const MAX_BYTES = 2 ** 30;
const FOOTPRINT = { memoryBytes: 0, tableElements: 0, managedTypes: false };
const CONTENT = {
  glue: 'export const x = 1;',
  modules: [
    {
      name: 'component.core.wasm',
      bytes: new Uint8Array([1, 2, 3]),
      hooks: undefined,
      footprint: FOOTPRINT,
      joined: 1,
      bounded: [],
    },
    {
      name: 'component.core2.wasm',
      bytes: new Uint8Array([4]),
      hooks: { fuel: 'f', id: 'i', table: 't' },
      footprint: FOOTPRINT,
      joined: 2,
      bounded: ['run'],
    },
  ],
  imports: ['a:b/c'],
  exports: [{ name: 'a:b/d@1.0.0', kind: 'instance' as const }],
};

test('an entry comes back whole', async () => {
  const cache = new PreparedCache(temporaryDirectory(), MAX_BYTES);
  expect(await cache.find('key')).toBeUndefined();
  const stored = await cache.store('key', CONTENT);
  const found = await cache.find('key');
  expect(
    found && { ...found, modules: found.modules.map((one) => ({ ...one, bytes: new Uint8Array(one.bytes) })) },
  ).toEqual(stored);
  expect(readFileSync(stored.gluePath, 'utf8')).toBe(CONTENT.glue);
});

test('keys depend on the bytes and the settings', () => {
  const bytes = new Uint8Array([1]);
  const keys = [
    PreparedCache.key(bytes, { a: 1 }),
    PreparedCache.key(bytes, { a: 2 }),
    PreparedCache.key(new Uint8Array([2]), { a: 1 }),
  ];
  expect(new Set(keys).size).toBe(3);
  expect(PreparedCache.key(new Uint8Array([1]), { a: 1 })).toBe(keys[0]);
});

const FILES = ['index', 'glue.mjs', 'component.core.wasm', 'component.core2.wasm'];
const DAMAGES: readonly (readonly [string, (path: string) => void])[] = [
  ['missing', (path) => rmSync(path)],
  ['cut off', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
  [
    'changed',
    (path) =>
      writeFileSync(
        path,
        readFileSync(path).map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
      ),
  ],
  [
    'changed at its end',
    (path) => {
      const content = readFileSync(path);
      writeFileSync(
        path,
        content.map((byte, at) => (at === content.length - 1 ? byte ^ 1 : byte)),
      );
    },
  ],
  [
    'a folder',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
  ['empty', (path) => writeFileSync(path, '')],
];

test.each(FILES.flatMap((file) => DAMAGES.map(([damage, apply]) => [file, damage, apply] as const)))(
  'an entry whose %s is %s is not there, and is made anew',
  async (file, _damage, apply) => {
    const dir = temporaryDirectory();
    const cache = new PreparedCache(dir, MAX_BYTES);
    await cache.store('key', CONTENT);
    apply(join(dir, 'prepared', 'key', file));
    expect(await cache.find('key')).toBeUndefined();
    await cache.store('key', CONTENT);
    expect(await cache.find('key')).toMatchObject({ imports: CONTENT.imports });
    expect(readdirSync(join(dir, 'prepared'))).toEqual(['key']);
  },
);

test('many at once: one entry, and nothing beside it', async () => {
  const dir = temporaryDirectory();
  const caches = Array.from({ length: 8 }, () => new PreparedCache(dir, MAX_BYTES));
  await Promise.all(caches.map((cache) => cache.store('key', CONTENT)));
  expect(readdirSync(join(dir, 'prepared'))).toEqual(['key']);
  expect(await caches[0]?.find('key')).toBeDefined();
});

test('a load after a damaged one, in the same process', async () => {
  const cacheDir = temporaryDirectory();
  const bytes = await written({ core: CORE });
  expect((await testHost({ cacheDir }).load(bytes)).fromCache).toBe(false);
  const [key = ''] = readdirSync(join(cacheDir, 'prepared'));
  writeFileSync(join(cacheDir, 'prepared', key, 'component.core.wasm'), 'x');
  const again = await testHost({ cacheDir }).load(bytes);
  expect([again.fromCache, await run(await again.instantiate())]).toMatchObject([false, { value: 42 }]);
  expect((await testHost({ cacheDir }).load(bytes)).fromCache).toBe(true);
});

function preparer(cacheDir: string, file: string): ChildProcess {
  return fork(join(import.meta.dirname, 'preparer.ts'), [cacheDir, file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function answer(child: ChildProcess): Promise<unknown> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    if (message !== 'begins') return message;
  }
}

test('an entry that is a file, and an index that tells of something else', async () => {
  const dir = temporaryDirectory();
  const cache = new PreparedCache(dir, MAX_BYTES);
  mkdirSync(join(dir, 'prepared'));
  writeFileSync(join(dir, 'prepared', 'key'), 'no folder');
  expect(await cache.find('key')).toBeUndefined();
  await cache.store('key', CONTENT);
  const index = join(dir, 'prepared', 'key', 'index');
  writeFileSync(index, readFileSync(index, 'utf8').replace('"memoryBytes":0', '"memoryBytes":1'));
  expect(await cache.find('key')).toBeUndefined();
});

test('several processes find the same damage, and mend it', async () => {
  const dir = temporaryDirectory();
  const file = join(dir, 'it.wasm');
  writeFileSync(file, await written({ core: CORE }));
  await answer(preparer(dir, file));
  const [key = ''] = readdirSync(join(dir, 'prepared'));
  truncateSync(join(dir, 'prepared', key, 'glue.mjs'), 100);
  const answers = await Promise.all([1, 2, 3].map(async () => await answer(preparer(dir, file))));
  expect(answers).toMatchObject([{ value: 42 }, { value: 42 }, { value: 42 }]);
  expect(readdirSync(join(dir, 'prepared'))).toEqual([key]);
  expect(await answer(preparer(dir, file))).toEqual({ fromCache: true, value: 42 });
});

test('two processes prepare the same component at once', async () => {
  const dir = temporaryDirectory();
  const file = join(dir, 'it.wasm');
  writeFileSync(file, await written({ core: CORE }));
  const answers = await Promise.all([answer(preparer(dir, file)), answer(preparer(dir, file))]);
  expect(answers).toMatchObject([{ value: 42 }, { value: 42 }]);
  expect(await answer(preparer(dir, file))).toEqual({ fromCache: true, value: 42 });
});

test('a process that is killed while it prepares leaves nothing that is taken for whole', async () => {
  const dir = temporaryDirectory();
  const file = join(dir, 'it.wasm');
  writeFileSync(file, await written({ core: CORE }));
  for (const delayMs of [0, 60, 150, 200, 250]) {
    const child = preparer(dir, file);
    await once(child, 'message');
    await wait(delayMs);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  expect(await answer(preparer(dir, file))).toMatchObject({ value: 42 });
});
