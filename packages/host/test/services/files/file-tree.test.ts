/** The tree itself: what services build on. */
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FileTree, type FileTreeOptions } from '../../../src/services/files/file-tree.ts';
import { temporaryDirectory } from '../../components.ts';

function treeOf(options: Omit<FileTreeOptions, 'mounts'> = {}): { readonly tree: FileTree; readonly data: string } {
  const data = temporaryDirectory();
  mkdirSync(join(data, 'dir/inner'), { recursive: true });
  writeFileSync(join(data, 'a.txt'), 'A');
  writeFileSync(join(data, 'dir/b.txt'), 'B');
  const tree = new FileTree({ mounts: { '/data': data }, ...options });
  onTestFinished(async () => await tree[Symbol.asyncDispose]());
  return { tree, data };
}

const content = async (tree: FileTree, path: string): Promise<string> => {
  await using place = await tree.resolve(path);
  await using file = await place.openFile({ read: true });
  return Buffer.from(await file.read(0, 100)).toString();
};

describe.each([true, false])('open paths: %s', (usesOpenPaths) => {
  test('a path from an open directory leads to something beneath that', async () => {
    const { tree, data } = treeOf({ usesOpenPaths });
    symlinkSync('../a.txt', join(data, 'dir/up'));
    symlinkSync(join(data, 'a.txt'), join(data, 'dir/absolute'));
    symlinkSync('inner/../b.txt', join(data, 'dir/around'));
    await using dir = await tree.openDirectory(await tree.resolve('/data/dir'));
    for (const [path, guestPath] of [
      ['b.txt', '/data/dir/b.txt'],
      ['./inner/../b.txt', '/data/dir/b.txt'],
      ['around', '/data/dir/b.txt'],
      ['inner/', '/data/dir/inner'],
      ['.', '/data/dir'],
      ['', '/data/dir'],
      ['inner/..', '/data/dir'],
      ['missing', '/data/dir/missing'],
    ] as const) {
      await using place = await tree.resolveBeneath(dir, path);
      expect([path, place.guestPath]).toEqual([path, guestPath]);
    }
    for (const path of ['..', '../a.txt', 'inner/../../a.txt', '/a.txt', 'up', 'absolute']) {
      await expect(tree.resolveBeneath(dir, path)).rejects.toMatchObject({ code: 'EACCES' });
    }
    await expect(tree.resolveBeneath(dir, 'b.txt/')).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(tree.resolveBeneath(dir, 'b.txt/x')).rejects.toMatchObject({ code: 'ENOTDIR' });
    await tree.close(dir);
    expect(tree.openCount).toBe(0);
  });

  test('a link at the end is one where it is not followed, and a slash behind it follows it', async () => {
    const { tree, data } = treeOf({ usesOpenPaths });
    symlinkSync('dir', join(data, 'link'));
    await using link = await tree.resolve('/data/link', { follow: false });
    expect([link.guestPath, link.found?.isSymbolicLink(), await link.readLink()]).toEqual(['/data/link', true, 'dir']);
    await expect(link.openDirectory()).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(link.openFile({ read: true })).rejects.toMatchObject({ code: 'ELOOP' });
    await using root = await tree.resolve('/data');
    await using directory = await root.openDirectory();
    await using followed = await tree.resolveBeneath(directory, 'link/', { follow: false });
    expect([followed.guestPath, followed.isLinked]).toEqual(['/data/dir', true]);
  });

  test('names are spelled as they are', async () => {
    const { tree } = treeOf({ usesOpenPaths });
    expect(await content(tree, '/data/dir/b.txt')).toBe('B');
    await using place = await tree.resolve('/data/dir/B.TXT');
    expect(place.found).toBeUndefined();
  });

  test('a further name of a file is one of the same mount', async () => {
    const { tree, data } = treeOf({ usesOpenPaths });
    await using file = await tree.resolve('/data/a.txt');
    await using name = await tree.resolve('/data/dir/second');
    await file.linkTo(name);
    expect(readFileSync(join(data, 'dir/second'), 'utf8')).toBe('A');
    await using directory = await tree.resolve('/data/dir');
    await using other = await tree.resolve('/data/other');
    await expect(directory.linkTo(other)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  test('times are set, of a link its own', async () => {
    const { tree, data } = treeOf({ usesOpenPaths });
    symlinkSync('a.txt', join(data, 'link'));
    await using link = await tree.resolve('/data/link', { follow: false });
    await link.setTimes(1_000, 2_000);
    await using again = await tree.resolve('/data/link', { follow: false });
    expect([again.found?.atimeMs, again.found?.mtimeMs]).toEqual([1_000n, 2_000n]);
    await using file = await tree.resolve('/data/a.txt');
    await file.setTimes(undefined, 5_000);
    await using after = await tree.resolve('/data/a.txt');
    expect([after.found?.atimeMs, after.found?.mtimeMs]).toEqual([file.found?.atimeMs, 5_000n]);
  });
});

test('a tree that is disposed has waited for files that were being closed', async () => {
  const { tree } = treeOf();
  await using place = await tree.resolve('/data/a.txt');
  const files = await Promise.all(Array.from({ length: 20 }, async () => await place.openFile({ write: true })));
  // Which takes a second descriptor, that is closed after the first.
  for (const file of files) await file.append(new Uint8Array(1));
  const ended: string[] = [];
  for (const file of files) void file[Symbol.asyncDispose]().then(() => ended.push('file'));
  await tree[Symbol.asyncDispose]();
  ended.push('tree');
  expect(ended).toEqual([...files.map(() => 'file'), 'tree']);
});

test('a tree that is disposed opens nothing, and has nothing open', async () => {
  const { tree } = treeOf();
  const mount = tree.mounts[0];
  if (mount === undefined) throw new Error('there is no mount');
  const directory = await tree.openMount(mount);
  await using place = await tree.resolve('/data/a.txt');
  const file = await place.openFile({ read: true });
  expect(tree.openCount).toBe(2);
  await tree[Symbol.asyncDispose]();
  expect(tree.openCount).toBe(0);
  await expect(file.read(0, 1)).rejects.toMatchObject({ code: 'EBADF' });
  await expect(directory.stat()).rejects.toMatchObject({ code: 'EBADF' });
  await expect(tree.resolve('/data/a.txt')).rejects.toMatchObject({ code: 'EBADF' });
});

test('directories count among what is open', async () => {
  const { tree } = treeOf({ maxOpenFiles: 2 });
  const open = async (): Promise<unknown> => {
    await using place = await tree.resolve('/data/dir');
    return await tree.openDirectory(place);
  };
  await Promise.all([open(), open()]);
  await expect(open()).rejects.toMatchObject({ code: 'EMFILE' });
});

test.each([0, -1, 1.5, 70_000])('maxOpenFiles cannot be %s', (maxOpenFiles) => {
  expect(() => new FileTree({ maxOpenFiles })).toThrow(`maxOpenFiles cannot be ${maxOpenFiles}`);
});

test('a mount that is not there yet is looked for again', async () => {
  const data = join(temporaryDirectory(), 'later');
  await using tree = new FileTree({ mounts: { '/data': data } });
  await expect(tree.resolve('/data/a')).rejects.toMatchObject({ code: 'ENOENT' });
  mkdirSync(data);
  writeFileSync(join(data, 'a'), 'A');
  expect(await content(tree, '/data/a')).toBe('A');
  expect(readdirSync(data)).toEqual(['a']);
});
