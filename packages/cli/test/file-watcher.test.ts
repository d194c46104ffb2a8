import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileWatcher } from '../src/check/file-watcher.ts';

interface Setting {
  readonly watcher: FileWatcher;
  readonly path: (name: string) => string;
  /** The names of what has changed, after these things were done. */
  readonly after: (work: () => void) => Promise<readonly string[]>;
}

/** Watches a file that is there, one that is not, and one whose folder is not. Old enough not to count as just changed. */
function setting(options: { readonly pollMs: number } = { pollMs: 60_000 }): Setting {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-'));
  const path = (name: string): string => join(dir, name);
  const watcher = new FileWatcher({ settleMs: 30, ...options });
  onTestFinished(() => {
    watcher[Symbol.dispose]();
    rmSync(dir, { recursive: true, force: true });
  });
  writeFileSync(path('there.ts'), 'one');
  watcher.watch([path('there.ts'), path('missing.ts'), path('folder/deep/missing.ts')], Date.now() + 60_000);
  const after = async (work: () => void): Promise<readonly string[]> => {
    const changed = watcher.changed(AbortSignal.timeout(10_000));
    work();
    return (await changed).map((one) => one.slice(dir.length + 1));
  };
  return { watcher, path, after };
}

test('a file that is written, in place or beside and renamed, also with the same size and times', async () => {
  const { path, after } = setting();
  expect(await after(() => writeFileSync(path('there.ts'), 'two'))).toEqual(['there.ts']);
  const time = new Date(2_000, 1);
  const replace = (): void => {
    writeFileSync(path('there.ts~'), 'six');
    utimesSync(path('there.ts~'), time, time);
    renameSync(path('there.ts~'), path('there.ts'));
  };
  expect(await after(replace)).toEqual(['there.ts']);
  expect(await after(replace)).toEqual(['there.ts']);
});

test('a file that goes and comes, and one that was looked for, also with its folders', async () => {
  const { path, after } = setting();
  expect(await after(() => unlinkSync(path('there.ts')))).toEqual(['there.ts']);
  expect(await after(() => writeFileSync(path('there.ts'), 'again'))).toEqual(['there.ts']);
  expect(await after(() => writeFileSync(path('missing.ts'), ''))).toEqual(['missing.ts']);
  const deep = (): void => {
    mkdirSync(path('folder/deep'), { recursive: true });
    writeFileSync(path('folder/deep/missing.ts'), '');
  };
  expect(await after(deep)).toEqual(['folder/deep/missing.ts']);
  expect(await after(() => rmSync(path('folder'), { recursive: true }))).toEqual(['folder/deep/missing.ts']);
  expect(await after(deep)).toEqual(['folder/deep/missing.ts']);
});

test('a folder in which something comes or goes', async () => {
  const { watcher, path, after } = setting();
  mkdirSync(path('deps'));
  watcher.watch([path('deps')], Date.now() + 60_000);
  expect(await after(() => mkdirSync(path('deps/one')))).toEqual(['deps']);
  expect(await after(() => rmSync(path('deps/one'), { recursive: true }))).toEqual(['deps']);
});

test('changes that follow each other are one, and other files in the folder are none', async () => {
  const { path, after } = setting();
  const changed = await after(() => {
    writeFileSync(path('other.ts'), '');
    writeFileSync(path('there.ts'), 'two');
    setTimeout(() => writeFileSync(path('missing.ts'), ''), 20);
  });
  expect(changed).toEqual(['there.ts', 'missing.ts']);
});

test('without notices of the system it looks by itself', async () => {
  const { watcher, path, after } = setting({ pollMs: 50 });
  watcher[Symbol.dispose]();
  expect(await after(() => writeFileSync(path('there.ts'), 'two'))).toEqual(['there.ts']);
});

test('what has changed while it was read counts, once', async () => {
  const { watcher, path } = setting({ pollMs: 20 });
  const sinceMs = Date.now();
  writeFileSync(path('new.ts'), 'written after the reading began');
  watcher.watch([path('there.ts'), path('new.ts')], sinceMs);
  expect(await watcher.changed(AbortSignal.timeout(10_000))).toContain(path('new.ts'));
  writeFileSync(path('there.ts'), 'written before it is watched again');
  watcher.watch([path('there.ts'), path('new.ts')], sinceMs);
  expect(await watcher.changed(AbortSignal.timeout(10_000))).toEqual([path('there.ts')]);
  watcher.watch([path('there.ts'), path('new.ts')], sinceMs);
  expect(await watcher.changed(AbortSignal.timeout(200))).toEqual([]);
});

test('it knows of a change before it tells of it', async () => {
  const { watcher, path } = setting({ pollMs: 20 });
  expect(watcher.hasNews).toBe(false);
  writeFileSync(path('there.ts'), 'two');
  expect(watcher.hasNews).toBe(true);
  expect(await watcher.changed(AbortSignal.timeout(10_000))).toEqual([path('there.ts')]);
  expect(watcher.hasNews).toBe(false);
});

test('it ends when it is told to', async () => {
  const { watcher } = setting();
  const controller = new AbortController();
  const changed = watcher.changed(controller.signal);
  controller.abort();
  expect(await changed).toEqual([]);
  expect(await watcher.changed(controller.signal)).toEqual([]);
});
