import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@airssys/model';
import { expect, test } from 'vitest';
import { checkLock, writeLock } from '../../src/build/abi-lock.ts';
import { buildComponent } from '../../src/build/build-component.ts';
import { resolveOptions } from '../../src/build/options.ts';
import { component, createWorkspace } from './workspace.ts';

const wit = (version: string, body: string): string =>
  `package test:subject@${version};\n\ninterface operations {\n  ${body}\n}\n\nworld component {\n  import airssys:core/storage@1.0.0;\n  export operations;\n}\n`;

const SIZES = 'enum size { small, large } run: func(size: size);';
const SWAPPED = 'enum size { large, small } run: func(size: size);';
const MORE = `${SIZES} more: func();`;

// Of a manifest, only the component's name is read.
const manifest = { component: { name: 'subject' } } as Manifest;

/** Locks one WIT after another in a project, as its builds do. */
function project() {
  const { dir } = createWorkspace();
  const path = join(dir, 'wit/subject.wit');
  return {
    path,
    lock: async (text: string, allowBreaking = false) =>
      await writeLock(await checkLock(text, manifest, { projectDir: dir, allowBreaking })),
    read: () => readFileSync(path, 'utf8'),
  };
}

test('the first build locks, the next finds its own', async () => {
  const { path, lock, read } = project();
  expect(await lock(wit('1.0.0', SIZES))).toEqual({ path, status: 'created', changes: [] });
  expect(await lock(wit('1.0.0', SIZES))).toEqual({ path, status: 'unchanged', changes: [] });
  expect(read()).toBe(wit('1.0.0', SIZES));
  expect(readdirSync(join(path, '..'))).toEqual(['subject.wit']);
});

test('line ends that a checkout has changed are no change', async () => {
  const { path, lock } = project();
  await lock(wit('1.0.0', SIZES));
  writeFileSync(path, wit('1.0.0', SIZES).replaceAll('\n', '\r\n'));
  expect(await lock(wit('1.0.0', SIZES))).toMatchObject({ status: 'unchanged' });
});

test('a compatible change is locked', async () => {
  const { lock, read } = project();
  await lock(wit('1.0.0', SIZES));
  expect(await lock(wit('1.0.0', MORE))).toMatchObject({
    status: 'updated',
    changes: [{ kind: 'function-added', effect: 'compatible', place: 'operations#more' }],
  });
  expect(read()).toBe(wit('1.0.0', MORE));
});

test('a breaking change is refused, and the lock stays', async () => {
  const { lock, read } = project();
  await lock(wit('1.2.3', SIZES));
  const refused = await lock(wit('1.3.0', SWAPPED)).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: 'AIRSSYS_BUILD_ABI',
    data: {
      asksFor: 'major',
      before: '1.2.3',
      after: '1.3.0',
      changes: [{ kind: 'case-order', place: 'operations#size' }],
    },
  });
  const { message, hint } = refused as Error & { hint: string };
  expect(`${message}\n${hint}`).toMatchInlineSnapshot(`
    "The component no longer fits those that were made for version 1.2.3:
      operations#size: the cases are in another order (small, large → large, small)
    Give it version 2.0.0 in @component, or take the changes back. To break its users all the same: airssys build --allow-breaking."
  `);
  expect(read()).toBe(wit('1.2.3', SIZES));
});

test.for([
  ['1.2.3', '2.0.0'],
  ['0.2.3', '0.3.0'],
])('from %s, %s may break', async ([from = '', to = '']) => {
  const { lock, read } = project();
  await lock(wit(from, SIZES));
  expect(await lock(wit(to, SWAPPED))).toMatchObject({ status: 'updated' });
  expect(read()).toBe(wit(to, SWAPPED));
});

test('below 1.0 the last number is not enough', async () => {
  const { lock } = project();
  await lock(wit('0.2.3', SIZES));
  await expect(lock(wit('0.2.4', SWAPPED))).rejects.toMatchObject({
    data: { asksFor: 'minor' },
    hint: expect.stringContaining('version 0.3.0'),
  });
});

test('a breaking change that is asked for is locked', async () => {
  const { lock, read } = project();
  await lock(wit('1.2.3', SIZES));
  expect(await lock(wit('1.2.3', SWAPPED), true)).toMatchObject({
    status: 'updated',
    changes: [{ effect: 'breaking' }],
  });
  expect(read()).toBe(wit('1.2.3', SWAPPED));
});

test('a lock that cannot be read, or not be written', async () => {
  const { path, lock } = project();
  await lock(wit('1.0.0', SIZES));
  writeFileSync(path, `<<<<<<< HEAD\n${wit('1.0.0', SIZES)}`);
  await expect(lock(wit('1.0.0', SIZES))).rejects.toMatchObject({ code: 'AIRSSYS_WIT_INVALID' });

  const { dir } = createWorkspace({ wit: 'a file in its place' });
  const checked = await checkLock(wit('1.0.0', SIZES), manifest, { projectDir: dir, allowBreaking: false });
  await expect(writeLock(checked)).rejects.toMatchObject({ code: 'AIRSSYS_BUILD_WRITE' });
});

test('builds that write nothing take no part in it', () => {
  const { write } = createWorkspace();
  const entry = write('a.ts', '');
  expect(resolveOptions({ entry }).lock).toBe(true);
  expect(resolveOptions({ entry, lock: false }).lock).toBe(false);
  expect(resolveOptions({ entry, outDir: false }).lock).toBe(false);
  expect(resolveOptions({ entry, outDir: false, lock: true }).lock).toBe(true);
});

test('swapping two members of a union is found by the build', { timeout: 120_000 }, async () => {
  const { dir, write } = createWorkspace();
  mkdirSync(join(dir, 'cache'));
  const options = { engine: 'quickjs', cacheDir: join(dir, 'cache') } as const;
  const entry = write('subject.ts', component("@operation()\n  run(size: 'small' | 'large'): void { void size; }"));
  const { lock } = await buildComponent({ entry, ...options });
  expect(lock).toMatchObject({ status: 'created', path: join(dir, 'wit/subject.wit') });
  expect((await buildComponent({ entry, ...options })).lock).toMatchObject({ status: 'unchanged' });

  write('subject.ts', component("@operation()\n  run(size: 'large' | 'small'): void { void size; }"));
  const before = readFileSync(join(dir, 'dist/subject.wasm'));
  await expect(buildComponent({ entry, ...options })).rejects.toMatchObject({
    code: 'AIRSSYS_BUILD_ABI',
    data: { changes: [{ kind: 'case-order', before: 'small, large', after: 'large, small' }] },
  });
  expect(readFileSync(join(dir, 'dist/subject.wasm')).equals(before)).toBe(true);
  // Tests mount what they like.
  expect((await buildComponent({ entry, ...options, outDir: false })).lock).toBeUndefined();
  expect(existsSync(join(dir, 'wit/subject.wit'))).toBe(true);
});
