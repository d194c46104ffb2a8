import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { cacheMaxBytes } from '../../src/engine/cache-dir.ts';
import { PreparedCache } from '../../src/engine/prepared-cache.ts';
import { sweep } from '../../src/engine/sweep.ts';
import { run, temporaryDirectory, testHost, written } from '../components.ts';

const KB = 1024;
const MINUTES = 60;

/** A folder with entries of 10 kB each, by the seconds since they were last used. */
function folderOf(entries: Readonly<Record<string, number>>): string {
  const dir = temporaryDirectory();
  for (const [name, idle] of Object.entries(entries)) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'a'), new Uint8Array(6 * KB));
    writeFileSync(join(dir, name, 'b'), new Uint8Array(4 * KB));
    setIdle(join(dir, name), idle);
  }
  return dir;
}

function setIdle(path: string, seconds: number): void {
  const at = Date.now() / 1000 - seconds;
  utimesSync(path, at, at);
}

test('the least recently used go first, until the rest fits', async () => {
  const dir = folderOf({ a: 30 * MINUTES, b: 60 * MINUTES, c: 20 * MINUTES, d: 90 * MINUTES });
  await sweep(dir, 40 * KB);
  expect(readdirSync(dir)).toEqual(['a', 'b', 'c', 'd']);
  await sweep(dir, 25 * KB);
  expect(readdirSync(dir)).toEqual(['a', 'c']);
});

test('what was used within five minutes stays, whatever it takes', async () => {
  const dir = folderOf({ old: 6 * MINUTES, used: 4 * MINUTES, stored: 0 });
  await sweep(dir, 0);
  expect(readdirSync(dir)).toEqual(['stored', 'used']);
});

test('what nobody has used for a month goes, and what a killed process has left after an hour', async () => {
  const left = '.01234567-0123-0123-0123-0123456789ab';
  const dir = folderOf({
    a: 31 * 24 * 60 * MINUTES,
    b: 29 * 24 * 60 * MINUTES,
    [`c${left}`]: 61 * MINUTES,
    [`d${left}`]: 59 * MINUTES,
  });
  await sweep(dir, 1000 * KB);
  expect(readdirSync(dir)).toEqual(['b', `d${left}`]);
});

test('a folder that is not there is nothing to do', async () => {
  expect(await sweep(join(temporaryDirectory(), 'nothing'), 0)).toBe(0);
});

test('many at once', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `entry${at}`);
  const dir = folderOf(Object.fromEntries(names.map((name, at) => [name, (10 + at) * MINUTES])));
  await Promise.all([1, 2, 3, 4].map(async () => await sweep(dir, 55 * KB)));
  expect(readdirSync(dir).toSorted()).toEqual(['entry0', 'entry1', 'entry2', 'entry3', 'entry4']);
});

test('an entry that is read while others sweep is whole and stays, or is not there', async () => {
  const dir = temporaryDirectory();
  const cache = new PreparedCache(dir, 2 ** 30);
  const bytes = new Uint8Array(50 * KB);
  const footprint = { memoryBytes: 0, tableElements: 0, managedTypes: false };
  const modules = [1, 2, 3].map((at) => ({
    name: `core${at}.wasm`,
    bytes,
    hooks: undefined,
    footprint,
    joined: 1,
    bounded: [],
  }));
  const ends = new Set<boolean>();
  for (let round = 0; round < 60; round += 1) {
    await cache.store('key', { glue: 'x', modules, imports: [], exports: [] });
    setIdle(join(dir, 'prepared', 'key'), 10 * MINUTES);
    const swept = sweep(join(dir, 'prepared'), 0);
    // Now and then so long that the sweep is over, however busy the machine is.
    await new Promise((resolve) => setTimeout(resolve, round % 10 === 9 ? 50 : round % 3));
    const found = await cache.find('key');
    await swept;
    if (found !== undefined) expect(existsSync(found.gluePath)).toBe(true);
    ends.add(found === undefined);
  }
  expect(ends.has(true)).toBe(true);
});

test('a host keeps its cache to its size, and makes again what has gone', async () => {
  const cacheDir = temporaryDirectory();
  const load = async (value: number): Promise<boolean> => {
    const bytes = await written({ core: `(func (export "run") (result i32) (i32.const ${value}))` });
    const loaded = await testHost({ cacheDir, cacheMaxBytes: 100 * KB }).load(bytes);
    expect(await run(await loaded.instantiate())).toMatchObject({ value });
    return loaded.fromCache;
  };
  expect([await load(1), await load(1)]).toEqual([false, true]);
  const entries = (): readonly string[] => readdirSync(join(cacheDir, 'prepared'));
  const [first = ''] = entries();
  const path = join(cacheDir, 'prepared', first);
  // Using it makes it young again.
  setIdle(path, 60 * MINUTES);
  await load(1);
  expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(5 * MINUTES * 1000);
  for (const name of entries()) setIdle(join(cacheDir, 'prepared', name), 60 * MINUTES);
  expect(await load(2)).toBe(false);
  expect(entries()).not.toContain(first);
  expect(await load(1)).toBe(false);
});

test('entries that fit, by what this process knows, are not looked through each time', async () => {
  const dir = temporaryDirectory();
  const cache = new PreparedCache(dir, 100 * KB);
  const store = async (key: string, kilobytes: number): Promise<unknown> =>
    await cache.store(key, { glue: 'x'.repeat(kilobytes * KB), modules: [], imports: [], exports: [] });
  await store('first', 10);
  const forgotten = join(dir, 'prepared', 'forgotten');
  mkdirSync(forgotten);
  setIdle(forgotten, 31 * 24 * 60 * MINUTES);
  await store('second', 10);
  expect(existsSync(forgotten)).toBe(true);
  await store('third', 90);
  expect(existsSync(forgotten)).toBe(false);
});

test('the size is as given, else as the environment says, else 1 GiB', () => {
  vi.stubEnv('AIRSSYS_CACHE_MAX_BYTES', '');
  expect([cacheMaxBytes(), cacheMaxBytes(5)]).toEqual([2 ** 30, 5]);
  vi.stubEnv('AIRSSYS_CACHE_MAX_BYTES', '1000');
  expect([cacheMaxBytes(), cacheMaxBytes(5)]).toEqual([1000, 5]);
  vi.stubEnv('AIRSSYS_CACHE_MAX_BYTES', '1 GB');
  for (const wrong of [() => cacheMaxBytes(), () => cacheMaxBytes(-1), () => testHost({ cacheMaxBytes: 1.5 })]) {
    expect(wrong).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
  }
  vi.unstubAllEnvs();
});
