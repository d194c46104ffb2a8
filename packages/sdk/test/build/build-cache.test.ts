import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Artifacts, BuildCache, type FoundBuild } from '../../src/build/build-cache.ts';
import { hashFiles } from '../../src/build/inputs.ts';
import { createWorkspace } from './workspace.ts';

const ARTIFACTS: Artifacts = {
  component: Buffer.from([1, 2, 3]),
  wit: 'package a:b;',
  declarations: 'export {};',
  componentToml: '[component]',
  manifest: '{ "format": 1 }',
  sourceMap: '{ "version": 3 }',
  warnings: [],
  transformed: {},
};

const FILES = [
  'component.wasm',
  'component.wit',
  'component.d.ts',
  'Component.toml',
  'manifest.json',
  'component.js.map',
  'warnings.json',
  'transformed.json',
];

const DAMAGES: readonly (readonly [string, (path: string) => void])[] = [
  ['missing', (path) => rmSync(path)],
  ['cut off', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
  ['changed', (path) => writeFileSync(path, readFileSync(path).fill(0x20, 0, 1))],
  ['empty', (path) => writeFileSync(path, '')],
];

interface Filled {
  readonly dir: string;
  readonly cache: BuildCache;
  readonly store: () => Promise<void>;
  /** What is found while it holds. */
  readonly whole: FoundBuild;
}

async function filled(): Promise<Filled> {
  const { dir } = createWorkspace({ 'source.ts': 'x' });
  const inputs = await hashFiles([join(dir, 'source.ts')]);
  const cache = new BuildCache(join(dir, 'cache'));
  const store = (): Promise<void> => cache.store('key', inputs, ARTIFACTS);
  await store();
  return { dir, cache, store, whole: { ...ARTIFACTS, inputs: [join(dir, 'source.ts')] } };
}

const onlyOne = (folder: string): string => {
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
};

test('an entry comes back whole, until an input changes', async () => {
  const { dir, cache, whole } = await filled();
  expect(await cache.find('key')).toEqual(whole);
  expect(readdirSync(onlyOne(join(dir, 'cache/components'))).toSorted()).toEqual(FILES.toSorted());
  writeFileSync(join(dir, 'source.ts'), 'y');
  expect(await cache.find('key')).toBeUndefined();
});

test.each(FILES.flatMap((file) => DAMAGES.map(([damage, apply]) => [file, damage, apply] as const)))(
  'an entry whose %s is %s is not there, and the next result takes its place',
  async (file, _damage, apply) => {
    const { dir, cache, store, whole } = await filled();
    apply(join(onlyOne(join(dir, 'cache/components')), file));
    expect(await cache.find('key')).toBeUndefined();
    await store();
    expect(await cache.find('key')).toEqual(whole);
    onlyOne(join(dir, 'cache/components'));
  },
);

test.each(DAMAGES)('a record that is %s is a miss, and is written anew', async (_damage, apply) => {
  const { dir, cache, store, whole } = await filled();
  apply(onlyOne(join(dir, 'cache/builds')));
  expect(await cache.find('key')).toBeUndefined();
  await store();
  expect(await cache.find('key')).toEqual(whole);
});

test('many replace a broken entry at once: one is there, and nothing beside it', async () => {
  const { dir, cache, store, whole } = await filled();
  rmSync(join(onlyOne(join(dir, 'cache/components')), 'manifest.json'));
  await Promise.all(Array.from({ length: 4 }, store));
  onlyOne(join(dir, 'cache/components'));
  expect(await cache.find('key')).toEqual(whole);
});

test('results that differ in their warnings alone are kept apart', async () => {
  const { cache } = await filled();
  const warning = {
    code: 'X',
    severity: 'warning',
    message: 'm',
    file: '/other.ts',
    line: 1,
    column: 1,
    length: 1,
  } as const;
  await cache.store('other', {}, { ...ARTIFACTS, warnings: [warning] });
  expect((await cache.find('key'))?.warnings).toEqual([]);
  expect((await cache.find('other'))?.warnings).toEqual([warning]);
});
