import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WitError } from '../../../src/services/host-service.ts';
import { ALL, expectFailure, READS, text, tree, type Tree, type TreeOptions, utf8, WRITES } from './tree.ts';

describe('symbolic links', () => {
  const linked = (grants: readonly string[] = ALL, options?: TreeOptions): Tree => {
    const made = tree(grants, options);
    symlinkSync('a.txt', join(made.data, 'inside'));
    symlinkSync('dir', join(made.data, 'inside-dir'));
    symlinkSync('../secret.txt', join(made.data, 'outside'));
    symlinkSync('..', join(made.data, 'outside-dir'));
    symlinkSync(join(made.root, 'data', 'a.txt'), join(made.data, 'absolute'));
    symlinkSync('inside', join(made.data, 'chain'));
    symlinkSync('outside', join(made.data, 'chain-outside'));
    symlinkSync('nowhere', join(made.data, 'dangling'));
    symlinkSync('../nowhere', join(made.data, 'dangling-outside'));
    symlinkSync('loop', join(made.data, 'loop'));
    return made;
  };

  test('inside of the mount they are followed', async () => {
    const { call, data } = linked();
    for (const path of ['inside', 'absolute', 'chain']) expect(text(await call('read', `/data/${path}`))).toBe('A');
    expect(text(await call('read', '/data/inside-dir/b.txt'))).toBe('B');
    await call('write', '/data/chain', utf8('W'));
    await call('append', '/data/inside', utf8('+'));
    expect(readFileSync(join(data, 'a.txt'), 'utf8')).toBe('W+');
    await call('write', '/data/inside-dir/new', utf8('N'));
    expect(readFileSync(join(data, 'dir/new'), 'utf8')).toBe('N');
  });

  test.each([...READS, 'write', 'append'])('%s: nothing outside of the mount', async (name) => {
    const { call, root } = linked();
    for (const path of ['outside', 'chain-outside', 'outside-dir/secret.txt', 'outside-dir', 'outside-dir/new']) {
      const error: unknown = await call(name, `/data/${path}`, utf8('x')).catch((thrown: unknown) => thrown);
      expect([path, error]).toEqual([path, expect.any(WitError)]);
    }
    expect([readFileSync(join(root, 'secret.txt'), 'utf8'), readdirSync(root).sort()]).toEqual([
      'secret',
      ['data', 'secret.txt'],
    ]);
  });

  test('one that leads nowhere is not made into a file', async () => {
    const { call, root, data } = linked();
    for (const name of ['read', 'write', 'append', 'metadata']) {
      await expectFailure(call(name, '/data/dangling', utf8('x')), 'not-found', '/data/dangling');
      await expectFailure(call(name, '/data/dangling-outside', utf8('x')), 'denied', '/data/dangling-outside');
      await expectFailure(call(name, '/data/loop', utf8('x')), 'invalid-path', '/data/loop');
    }
    expect([existsSync(join(root, 'nowhere')), existsSync(join(data, 'nowhere'))]).toEqual([false, false]);
  });

  test('removing takes the link, not what it leads to', async () => {
    const { call, root, data } = linked();
    await call('delete', '/data/outside');
    await call('delete', '/data/dangling');
    await call('delete', '/data/inside-dir');
    await expectFailure(call('delete', '/data/outside-dir/secret.txt'), 'denied', '/data/outside-dir/secret.txt');
    expect([existsSync(join(root, 'secret.txt')), existsSync(join(data, 'dir/b.txt'))]).toEqual([true, true]);
  });

  test('the path behind a link needs a grant of its own', async () => {
    const { call } = linked([
      'filesystem.read:/data/inside',
      'filesystem.write:/data/inside-dir/*',
      'filesystem.list-dir:/data/inside-dir',
    ]);
    await expectFailure(call('read', '/data/inside'), 'denied', '/data/a.txt');
    await expectFailure(call('write', '/data/inside-dir/x', utf8('x')), 'denied', '/data/dir/x');
    await expectFailure(call('listDirectory', '/data/inside-dir'), 'denied', '/data/dir');
    await expectFailure(call('metadata', '/data/inside'), 'denied', '/data/a.txt');
  });

  describe.each([true, false])(
    'a directory that becomes a link between check and use, open paths: %s',
    (usesOpenPaths) => {
      test.each([...READS, ...WRITES])('%s', async (name) => {
        const made = linked(ALL, { usesOpenPaths });
        const { call, root, data } = made;
        mkdirSync(join(root, 'outer'));
        for (const file of ['b.txt', 'other']) writeFileSync(join(root, 'outer', file), 'outer');
        made.onDemand = () => {
          renameSync(join(data, 'dir'), join(data, 'was-dir'));
          symlinkSync('../outer', join(data, 'dir'));
        };
        const path = name === 'listDirectory' ? '/data/inside-dir' : '/data/inside-dir/b.txt';
        const outcome = await call(name, path, utf8('changed')).catch((error: unknown) => error);
        // Either it is done with what was checked, or not at all.
        const refused = usesOpenPaths || name === 'metadata' ? undefined : 'denied';
        const tag = name === 'listDirectory' ? 'not-a-directory' : refused;
        if (tag === undefined) expect(outcome).not.toBeInstanceOf(Error);
        else expect(outcome).toMatchObject({ payload: { tag, val: path } });
        const after = { write: 'changed', append: 'Bchanged', delete: undefined };
        const moved = join(data, 'was-dir/b.txt');
        const content = existsSync(moved) ? readFileSync(moved, 'utf8') : undefined;
        expect(content).toBe(tag === undefined && name in after ? after[name as keyof typeof after] : 'B');
        expect(readdirSync(join(root, 'outer')).sort()).toEqual(['b.txt', 'other']);
        expect(readFileSync(join(root, 'outer/b.txt'), 'utf8')).toBe('outer');
      });
    },
  );
});
