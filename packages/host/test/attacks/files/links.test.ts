/** Links by which a component would get out of its mount, or past its grants. */
import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ALL_FILES, type Attacked, attacked, told } from '../attacked.ts';

/** A link in the mount, by its text, and what is asked for by it. */
const LINKS: readonly (readonly [text: string, path: string, refused: string])[] = [
  ['../secret.txt', '/data/link', 'denied'],
  ['../../../../../../../../etc/passwd', '/data/link', 'denied'],
  ['/etc/passwd', '/data/link', 'denied'],
  ['/proc/self/environ', '/data/link', 'denied'],
  ['/proc/self/cwd/secret.txt', '/data/link', 'denied'],
  ['/dev/fd/0', '/data/link', 'denied'],
  ['/dev/zero', '/data/link', 'denied'],
  ['..', '/data/link/secret.txt', 'denied'],
  ['dir/../..', '/data/link/secret.txt', 'denied'],
  ['dir/../../data/../secret.txt', '/data/link', 'denied'],
  ['/', '/data/link/etc/passwd', 'denied'],
  ['link', '/data/link', 'invalid-path'],
  ['../nothing-there', '/data/link', 'denied'],
];

describe('links of the host', () => {
  test.each(LINKS)('to %s, asked for as %s', async (text, path, refused) => {
    const { call, data, decisions, root } = await attacked();
    symlinkSync(text, join(data, 'link'));
    for (const name of ['read', 'write', 'append', 'metadata', 'list', 'truncate', 'setModified']) {
      expect([name, await call('file', name, path, '9')]).toEqual([
        name,
        expect.stringMatching(new RegExp(`^${refused}: `)),
      ]);
    }
    for (const mode of ['read', 'update', 'create', 'replace']) expect(await call('open', path, mode)).toMatch(refused);
    if (refused === 'denied')
      expect(told(decisions()).filter((one) => one.startsWith('denied')).length).toBeGreaterThanOrEqual(11);
    expect(existsSync(join(root, 'nothing-there'))).toBe(false);
  });

  test('what a link leads to needs a grant of its own', async () => {
    const { call, data, decisions } = await attacked({
      grants: ['filesystem.read:/data/link', 'filesystem.write:/data/dir/**'],
    });
    symlinkSync('a.txt', join(data, 'link'));
    expect(await call('file', 'read', '/data/link', '')).toBe('denied: /data/a.txt');
    expect(told(decisions())).toEqual(['allowed filesystem.read /data/link', 'denied filesystem.read /data/a.txt']);
  });

  test('a file with a name outside is one of the mount by its name inside, and only by that', async () => {
    const { call, data, root } = await attacked({ grants: ['filesystem.read:/data/a.txt'] });
    linkSync(join(data, 'a.txt'), join(data, 'second-name'));
    expect(await call('file', 'read', '/data/second-name', '')).toBe('denied: /data/second-name');
    expect(readFileSync(join(root, 'secret.txt'), 'utf8')).toBe('TOP SECRET');
  });

  test('what another mount hides is not reached around it', async () => {
    const { data } = await attacked();
    writeFileSync(join(data, 'dir/hidden'), 'hidden');
    symlinkSync('dir', join(data, 'around'));
    const other = await attacked({ mounts: { '/data': data, '/data/dir': join(data, '../outer') } });
    expect(await other.call('file', 'read', '/data/around/hidden', '')).toBe('denied: /data/around/hidden');
    expect(await other.call('file', 'read', '/data/dir/hidden', '')).toBe('not-found: /data/dir/hidden');
  });
});

describe('links of the component', () => {
  test.each([
    '/etc/passwd',
    '../secret.txt',
    '../../secret.txt',
    'dir/../../secret.txt',
    'dir/../a.txt',
    './../../secret.txt',
    '',
    '..',
    '\0',
  ])('to %j', async (target) => {
    const { call, data } = await attacked();
    expect(await call('file', 'createLink', '/data/made', target)).toMatch(/^(denied|invalid-path): /);
    expect(readdirSync(data).sort()).toEqual(['a.txt', 'dir']);
  });

  test('to what it may not read', async () => {
    const { call, decisions } = await attacked({
      grants: ['filesystem.write:/data/**', 'filesystem.read:/data/dir/**'],
    });
    expect(await call('file', 'createLink', '/data/dir/made', '../a.txt')).toBe('denied: /data/a.txt');
    expect(told(decisions())).toEqual([
      'allowed filesystem.write /data/dir/made',
      'denied filesystem.read /data/a.txt',
    ]);
    expect(await call('file', 'createLink', '/data/dir/made', 'b.txt')).toBe('done');
    expect(await call('file', 'read', '/data/dir/made', '')).toBe('B');
  });

  test('in the place of what is there', async () => {
    const { call, data } = await attacked();
    expect(await call('file', 'createLink', '/data/a.txt', 'dir/b.txt')).toBe('already-exists: /data/a.txt');
    expect(readFileSync(join(data, 'a.txt'), 'utf8')).toBe('A');
  });
});

describe('a new name is no new right', () => {
  const grants = ['filesystem.read:/data/pub/**', 'filesystem.write:/data/pub/**', 'filesystem.delete:/data/**'];
  const withPub = async (): Promise<Attacked> => {
    const made = await attacked({ grants });
    mkdirSync(join(made.data, 'pub'));
    return made;
  };

  test('a file that may be deleted and not read', async () => {
    const { call, decisions } = await withPub();
    expect(await call('file', 'rename', '/data/a.txt', '/data/pub/a.txt')).toBe('denied: /data/a.txt');
    expect(told(decisions())).toEqual(['allowed filesystem.delete /data/a.txt', 'denied filesystem.read /data/a.txt']);
    expect(await call('file', 'copy', '/data/a.txt', '/data/pub/a.txt')).toBe('denied: /data/a.txt');
  });

  test('a directory with something in it that may not be read', async () => {
    const { call, data, instance } = await withPub();
    instance.capabilities.grant('filesystem.read:/data/dir');
    expect(await call('file', 'rename', '/data/dir', '/data/pub/dir')).toBe('denied: /data/dir/b.txt');
    expect(readdirSync(join(data, 'pub'))).toEqual([]);
    instance.capabilities.grant('filesystem.read:/data/dir/**');
    expect(await call('file', 'rename', '/data/dir', '/data/pub/dir')).toBe('done');
    expect(await call('file', 'read', '/data/pub/dir/b.txt', '')).toBe('B');
  });

  test('into another mount, or in the place of the mount itself', async () => {
    const { data } = await attacked();
    const { call } = await attacked({
      mounts: { '/data': data, '/other': join(data, 'dir') },
      grants: [...ALL_FILES, ...ALL_FILES.map((grant) => grant.replace('/data', '/other'))],
    });
    expect(await call('file', 'rename', '/data/a.txt', '/other/a.txt')).toBe(
      'io-error: /data/a.txt: it lies in another mount',
    );
    expect(await call('file', 'rename', '/data/dir', '/data')).toMatch(/^invalid-path: /);
    expect(await call('file', 'removeDirectory', '/data', '')).toMatch(/^invalid-path: /);
    expect(await call('file', 'rename', '/data/dir', '/data/dir/dir')).toMatch(/^invalid-path: /);
  });
});

/** Swaps a directory, a file and links for one another as fast as it can, until it is killed. */
const SWAPPER = `
const { renameSync, symlinkSync, rmSync } = require('node:fs');
const data = process.argv[1];
symlinkSync('../outer', data + '/link');
symlinkSync('../secret.txt', data + '/file-link');
process.send('ready');
for (;;) {
  renameSync(data + '/dir', data + '/kept');
  renameSync(data + '/link', data + '/dir');
  renameSync(data + '/dir', data + '/link');
  renameSync(data + '/kept', data + '/dir');
  renameSync(data + '/a.txt', data + '/kept.txt');
  renameSync(data + '/file-link', data + '/a.txt');
  renameSync(data + '/a.txt', data + '/file-link');
  renameSync(data + '/kept.txt', data + '/a.txt');
}`;

test('directories and files that are swapped for links while they are used', async () => {
  const { call, data, root } = await attacked({}, { audit: { capacity: 100 } });
  const swapper = spawn(process.execPath, ['-e', SWAPPER, data], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  onTestFinished(async () => {
    swapper.kill('SIGKILL');
    if (swapper.exitCode === null && swapper.signalCode === null) await once(swapper, 'exit');
  });
  await once(swapper, 'message');
  const answers = new Map<string, number>();
  // `call` looks each time at what lies outside, and that no answer has anything of it.
  for (let round = 0; round < 150; round += 1) {
    for (const [name, path] of [
      ['read', '/data/dir/b.txt'],
      ['append', '/data/dir/b.txt'],
      ['write', '/data/dir/new.txt'],
      ['delete', '/data/dir/new.txt'],
      ['read', '/data/a.txt'],
      ['truncate', '/data/a.txt'],
      ['list', '/data/dir'],
    ] as const) {
      const answer = await call('file', name, path, '3');
      const [kind = ''] = answer.split(':');
      answers.set(`${name} ${kind.slice(0, 14)}`, (answers.get(`${name} ${kind.slice(0, 14)}`) ?? 0) + 1);
    }
  }
  expect(readdirSync(join(root, 'outer'))).toEqual(['b.txt']);
  // Both have happened, or nothing was tried: the swapper was met, and was missed.
  expect([...answers.keys()].some((one) => one.endsWith('denied'))).toBe(true);
  expect(answers.get('append done') ?? 0).toBeGreaterThan(0);
}, 120_000);
