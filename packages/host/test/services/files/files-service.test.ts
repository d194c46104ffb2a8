import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { WitError } from '../../../src/services/host-service.ts';
import { built, testHost } from '../../components.ts';
import { ALL, expectFailure, READS, text, tree, utf8, WRITES } from './tree.ts';

describe('what is there', () => {
  test('read, write, append, delete', async () => {
    const { call, data } = tree();
    expect(text(await call('read', '/data/a.txt'))).toBe('A');
    await call('write', '/data/a.txt', utf8('new'));
    await call('append', '/data/a.txt', utf8('er'));
    await call('append', '/data/log.txt', utf8('1'));
    await call('write', '/data/dir/c.txt', new Uint8Array());
    expect(text(await call('read', '/data/dir/../a.txt'))).toBe('newer');
    expect([readFileSync(join(data, 'log.txt'), 'utf8'), readFileSync(join(data, 'dir/c.txt'), 'utf8')]).toEqual([
      '1',
      '',
    ]);
    await call('delete', '/data/a.txt');
    await expectFailure(call('read', '/data/a.txt'), 'not-found', '/data/a.txt');
    expect(readdirSync(data).sort()).toEqual(['dir', 'log.txt']);
  });

  test('entries are listed in the order of their bytes', async () => {
    const { call, data } = tree();
    for (const name of ['Z', 'é', '\u{ffff}', '😀', 'aa', '.hidden']) writeFileSync(join(data, name), '');
    symlinkSync('a.txt', join(data, 'link'));
    execFileSync('mkfifo', [join(data, 'pipe')]);
    expect(await call('listDirectory', '/data')).toEqual([
      { name: '.hidden', kind: 'file' },
      { name: 'Z', kind: 'file' },
      { name: 'a.txt', kind: 'file' },
      { name: 'aa', kind: 'file' },
      { name: 'dir', kind: 'directory' },
      { name: 'link', kind: 'symbolic-link' },
      { name: 'pipe', kind: 'other' },
      { name: 'é', kind: 'file' },
      { name: '\u{ffff}', kind: 'file' },
      { name: '😀', kind: 'file' },
    ]);
  });

  test('metadata', async () => {
    const { call, data } = tree();
    const modifiedMs = BigInt(Math.floor(statSync(join(data, 'a.txt')).mtimeMs));
    expect(await call('metadata', '/data/a.txt')).toEqual({ kind: 'file', size: 1n, modifiedMs });
    expect(await call('metadata', '/data')).toMatchObject({ kind: 'directory' });
  });

  test('a replaced file keeps who may read it', async () => {
    const { call, data } = tree();
    chmodSync(join(data, 'a.txt'), 0o600);
    await call('write', '/data/a.txt', utf8('private'));
    expect(statSync(join(data, 'a.txt')).mode & 0o777).toBe(0o600);
  });

  test('readers see the old content or the new', async () => {
    const { call } = tree();
    const contents = ['x'.repeat(300_000), 'y'.repeat(200_000)];
    await call('write', '/data/a.txt', utf8(contents[0] ?? ''));
    const seen = new Set<string>();
    const writing = (async () => {
      for (let i = 0; i < 20; i += 1) await call('write', '/data/a.txt', utf8(contents[i % 2] ?? ''));
    })();
    const reading = (async () => {
      for (let i = 0; i < 40; i += 1) {
        // A file that was replaced between finding and opening it is refused; it is not a mixture.
        const content = await call('read', '/data/a.txt').catch((error: unknown) => {
          expect(error).toBeInstanceOf(WitError);
        });
        if (content !== undefined) seen.add(text(content));
      }
    })();
    await Promise.all([writing, reading]);
    expect([...seen].filter((content) => !contents.includes(content))).toEqual([]);
    expect(seen.size).toBeGreaterThan(0);
  });
});

describe('what is refused', () => {
  test('what is not mounted does not exist', async () => {
    const { call, root } = tree();
    for (const path of ['/etc', '/etc/passwd', '/data/../secret.txt', '/database', join(root, 'secret.txt')]) {
      for (const name of [...READS, ...WRITES]) await expectFailure(call(name, path), 'not-found');
    }
  });

  test.each([...READS, ...WRITES])('%s without a grant', async (name) => {
    const { call } = tree(['filesystem.read:/data/*', 'filesystem.write:/data/*', 'filesystem.delete:/data/*']);
    await expectFailure(call(name, '/data/dir/b.txt'), 'denied', '/data/dir/b.txt');
    await expectFailure(call(name, '/data/../data/dir//b.txt'), 'denied', '/data/dir/b.txt');
    const only = name === 'listDirectory' ? 'filesystem.read:/**' : 'filesystem.list-dir:/**';
    await expectFailure(tree([only]).call(name, '/data/a.txt'), 'denied', '/data/a.txt');
  });

  test('files for directories, and directories for files', async () => {
    const { call } = tree();
    for (const name of ['read', 'write', 'append', 'delete'])
      await expectFailure(call(name, '/data/dir'), 'is-a-directory', '/data/dir');
    await expectFailure(call('listDirectory', '/data/a.txt'), 'not-a-directory', '/data/a.txt');
    await expectFailure(call('read', '/data/a.txt/x'), 'not-a-directory', '/data/a.txt/x');
    await expectFailure(call('write', '/data/none/x', utf8('')), 'not-found', '/data/none/x');
  });

  test('the mount itself', async () => {
    const { call } = tree();
    await expectFailure(call('delete', '/data'), 'invalid-path', '/data');
    for (const name of ['write', 'append']) await expectFailure(call(name, '/data'), 'is-a-directory', '/data');
  });

  test('too much', async () => {
    const { call, data } = tree(ALL, { maxTransferBytes: 10 });
    writeFileSync(join(data, 'big'), 'x'.repeat(11));
    await expectFailure(call('read', '/data/big'), 'too-large', '/data/big: more than 10 bytes');
    for (const name of ['write', 'append'])
      await expectFailure(call(name, '/data/a.txt', new Uint8Array(11)), 'too-large');
    await call('write', '/data/a.txt', new Uint8Array(10));
    expect(await call('read', '/data/a.txt')).toEqual(new Uint8Array(10));
  });

  test.each(['read', 'write', 'append'])('%s: a pipe keeps nobody waiting', async (name) => {
    const { call, data } = tree();
    execFileSync('mkfifo', [join(data, 'pipe')]);
    await expectFailure(call(name, '/data/pipe', utf8('x')), 'io-error');
  });
});

test('whatever is asked, no error names a path of the host', async () => {
  const made = tree();
  const { call, root, data } = made;
  symlinkSync('..', join(data, 'up'));
  symlinkSync('nowhere', join(data, 'dangling'));
  symlinkSync('dir', join(data, 'link'));
  execFileSync('mkfifo', [join(data, 'pipe')]);
  const name = fc.constantFrom(...READS, ...WRITES);
  const part = fc.oneof(
    fc.constantFrom(
      'data',
      'dir',
      'a.txt',
      'b.txt',
      'up',
      'dangling',
      'link',
      'pipe',
      '..',
      '.',
      '',
      'x'.repeat(300),
      '\0',
    ),
    fc.string({ maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(name, fc.array(part, { maxLength: 4 }), async (fn, parts) => {
      const path = `/data/${parts.join('/')}`;
      const error: unknown = await call(fn, path, utf8('x')).catch((thrown: unknown) => thrown);
      if (!(error instanceof Error)) return;
      expect(error).toBeInstanceOf(WitError);
      expect(`${error.message} ${JSON.stringify((error as WitError).payload)}`).not.toContain(root);
    }),
    { numRuns: 300 },
  );
  expect(readFileSync(join(root, 'secret.txt'), 'utf8')).toBe('secret');
  expect(readdirSync(root).sort()).toEqual(['data', 'secret.txt']);
});

test('no temporary file is left behind', async () => {
  const { call, data } = tree();
  await call('write', '/data/new', utf8('x'));
  await call('write', '/data/dir', utf8('x')).catch(() => {});
  expect(readdirSync(data).sort()).toEqual(['a.txt', 'dir', 'new']);
});

test('from inside of a component', async () => {
  const { data } = tree();
  const host = testHost();
  const loaded = await host.load(await built('probe'));
  const instance = await loaded.instantiate({ grants: ['filesystem.read:/data/*'], mounts: { '/data': data } });
  expect(await instance.call('readFile', '/data/a.txt')).toBe('A');
  expect(await instance.call('readFile', '/data/dir/b.txt')).toBe('files: denied: /data/dir/b.txt');
  expect(await instance.call('readFile', 'data')).toBe('files: invalid-path: data');
  expect(host.audit.events.map(({ resource, allowed }) => [resource, allowed])).toEqual([
    ['/data/a.txt', true],
    ['/data/dir/b.txt', false],
    ['data', false],
  ]);
});
