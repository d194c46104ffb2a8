/** What is no file of a disk, handles that outlive their right, and quotas that would be got around. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { built } from '../../components.ts';
import { ALL_FILES, attacked, told } from '../attacked.ts';

const isRoot = process.getuid?.() === 0;

describe('what is no file', () => {
  const USES = [
    ['file', 'read'],
    ['file', 'write'],
    ['file', 'append'],
    ['file', 'truncate'],
    ['file', 'copy'],
    ['open', 'read'],
    ['open', 'update'],
    ['open', 'replace'],
  ] as const;

  const expectRefused = async (name: string, make: (path: string) => void | Promise<void>): Promise<void> => {
    const { call, data, decisions } = await attacked();
    await make(join(data, name));
    decisions();
    for (const [operation, use] of USES) {
      const answer =
        operation === 'file'
          ? call('file', use, `/data/${name}`, use === 'truncate' ? '9' : '/data/copied')
          : call('open', `/data/${name}`, use);
      expect([use, await answer]).toEqual([use, `io-error: /data/${name}: it is not a file`]);
      expect(decisions().every(({ resource }) => resource === `/data/${name}` || resource === '/data/copied')).toBe(
        true,
      );
    }
    expect(readdirSync(data)).not.toContain('copied');
  };

  test('a pipe, which nobody writes to', async () => {
    await expectRefused('pipe', (path) => void execFileSync('mkfifo', [path]));
  });

  test('a socket', async () => {
    await expectRefused('socket', async (path) => {
      const server = createServer().listen(path);
      await once(server, 'listening');
      onTestFinished(() => void server.close());
    });
  });

  test.runIf(isRoot && process.platform === 'linux')('a device', async () => {
    await expectRefused('null', (path) => void execFileSync('mknod', [path, 'c', '1', '3']));
  });

  test.runIf(process.platform === 'linux')('files of the kernel, also where they are mounted', async () => {
    const grants = ALL_FILES.map((grant) => grant.replace('/data', '/kernel'));
    const mounted = await attacked({ mounts: { '/kernel': '/proc' }, grants });
    for (const path of ['/kernel/self/environ', '/kernel/version', '/kernel/1/mem']) {
      expect(await mounted.call('file', 'read', path, '')).toBe(`denied: ${path}`);
      expect(told(mounted.decisions()).at(-1)).toMatch(/^denied /);
    }
    const above = await attacked({ mounts: { '/': '/' }, grants: ['filesystem.read:/**', 'filesystem.list-dir:/**'] });
    for (const path of ['/proc/self/environ', '/proc/version', '/sys/kernel/uevent_seqnum']) {
      expect(await above.call('file', 'read', path, '')).toBe(`denied: ${path}`);
    }
    expect(await above.call('file', 'list', '/proc', '')).toBe('denied: /proc');
    expect(await above.call('file', 'read', '/dev/zero', '')).toBe('io-error: /dev/zero: it is not a file');
  });
});

describe('handles', () => {
  test.each(['read', 'write', 'append', 'size', 'setSize', 'sync'])(
    '%s of a file whose grant was revoked',
    async (use) => {
      const { call, instance, data, decisions } = await attacked();
      expect(await call('open', '/data/a.txt', 'update')).toBe('done');
      expect(await call('useFile', use, 0, '1')).not.toContain('denied');
      const before = readFileSync(join(data, 'a.txt'), 'utf8');
      decisions();
      instance.capabilities.revoke(use === 'read' ? 'filesystem.write:/data/**' : 'filesystem.read:/data/**');
      expect(await call('useFile', use, 0, '2')).toBe('denied: /data/a.txt');
      expect(decisions().at(-1)).toMatchObject({ allowed: false, resource: '/data/a.txt', rule: 'no grant' });
      expect(readFileSync(join(data, 'a.txt'), 'utf8')).toBe(before);
    },
  );

  test('a file is used for what it was opened for', async () => {
    const { call } = await attacked();
    await call('open', '/data/a.txt', 'read');
    expect(await call('useFile', 'write', 0, 'x')).toBe('io-error: /data/a.txt was not opened to write');
    await call('open', '/data/a.txt', 'write');
    expect(await call('useFile', 'read', 0, '9')).toBe('io-error: /data/a.txt was not opened to read');
  });

  test('no more are open than an instance may have', async () => {
    const { call } = await attacked({ maxOpenFiles: 3 });
    expect(await call('openMany', '/data/a.txt', 3)).toBe('done');
    expect(await call('open', '/data/a.txt', 'read')).toBe('io-error: /data/a.txt: too many files are open');
  });

  test.runIf(process.platform === 'linux')('all are closed with the instance', async () => {
    const { call, instance, data } = await attacked();
    const open = (): number => readdirSync('/proc/self/fd').filter((fd) => targetOf(fd).startsWith(data)).length;
    await call('openMany', '/data/a.txt', 20);
    expect(open()).toBeGreaterThanOrEqual(20);
    await instance[Symbol.asyncDispose]();
    expect(open()).toBe(0);
  });
});

describe('a mount that cannot be written', () => {
  test.each([
    'write',
    'append',
    'delete',
    'createDirectory',
    'removeDirectory',
    'truncate',
    'setModified',
    'createLink',
    'rename',
    'copy',
  ])('%s', async (use) => {
    const { data } = await attacked();
    const { call } = await attacked({ mounts: { '/data': { path: data, readonly: true } } });
    const path =
      { removeDirectory: '/data/dir', createDirectory: '/data/new', createLink: '/data/new' }[use] ?? '/data/a.txt';
    const second = { rename: '/data/new', copy: '/data/new', createLink: 'a.txt' }[use] ?? '0';
    expect(await call('file', use, path, second)).toMatch(/^denied: /);
    expect([readdirSync(data).sort(), readFileSync(join(data, 'a.txt'), 'utf8')]).toEqual([['a.txt', 'dir'], 'A']);
  });

  test.each(['write', 'update', 'create', 'create-new', 'replace'])('opening to %s', async (mode) => {
    const { data } = await attacked();
    const { call } = await attacked({ mounts: { '/data': { path: data, readonly: true } } });
    expect(await call('open', mode === 'create-new' ? '/data/new' : '/data/a.txt', mode)).toMatch(/^denied: /);
    expect(readFileSync(join(data, 'a.txt'), 'utf8')).toBe('A');
  });
});

test('what several append at once is all there', async () => {
  const { host, data } = await attacked();
  const loaded = await host.load(await built('outside'), 'outside');
  const instances = await Promise.all(
    Array.from({ length: 4 }, async () => await loaded.instantiate({ mounts: { '/data': data }, grants: ALL_FILES })),
  );
  onTestFinished(async () => {
    for (const one of instances) await one[Symbol.asyncDispose]();
  });
  await Promise.all(
    instances.map(async (one, at) => {
      if (at % 2 === 0) expect(await one.call('open', '/data/log', 'create')).toBe('done');
      for (let round = 0; round < 25; round += 1) {
        const line = `${at}`.repeat(30);
        const added =
          at % 2 === 0 ? one.call('useFile', 'append', 0, line) : one.call('file', 'append', '/data/log', line);
        expect(await added).toBe('done');
      }
    }),
  );
  const written = readFileSync(join(data, 'log'), 'utf8');
  for (let at = 0; at < 4; at += 1) expect(written.replaceAll(new RegExp(`[^${at}]`, 'g'), '').length).toBe(25 * 30);
});

describe('quotas', () => {
  /** `a.txt` and `dir/b.txt` are there, of a byte each, and `dir`. */
  const limited = async (limits: object) => {
    const { data } = await attacked();
    const made = await attacked({ mounts: { '/data': { path: data, ...limits } } });
    return { ...made, data };
  };
  const FULL = /: no room is left$/;

  test('a file that is mostly a hole counts as what it seems', async () => {
    const { call, data } = await limited({ quotaBytes: 1_000 });
    await call('open', '/data/sparse', 'create');
    expect(await call('useFile', 'setSize', 1_000_000, '')).toMatch(FULL);
    expect(await call('useFile', 'write', 1_000_000, 'x')).toMatch(FULL);
    expect(await call('file', 'truncate', '/data/a.txt', '1000')).toMatch(FULL);
    expect(await call('useFile', 'setSize', 998, '')).toBe('done');
    expect(await call('file', 'append', '/data/a.txt', 'x')).toMatch(FULL);
    expect(statSync(join(data, 'sparse')).size).toBe(998);
  });

  test('what is freed can be used again, and no more than that', async () => {
    const { call } = await limited({ quotaBytes: 100 });
    for (let round = 0; round < 5; round += 1) {
      expect(await call('file', 'write', '/data/c', 'x'.repeat(98))).toBe('done');
      expect(await call('file', 'write', '/data/c', 'y'.repeat(99))).toMatch(FULL);
      expect(await call('file', 'append', '/data/c', 'y')).toMatch(FULL);
      expect(await call('file', 'copy', '/data/a.txt', `/data/copy${round}`)).toMatch(FULL);
      expect(await call('file', 'delete', '/data/c', '')).toBe('done');
    }
    expect(await call('file', 'list', '/data', '')).toBe('a.txt dir');
  });

  test('a file that has lost its name counts until it is closed', async () => {
    const { call } = await limited({ quotaBytes: 100 });
    await call('open', '/data/c', 'create');
    await call('useFile', 'write', 0, 'x'.repeat(90));
    expect(await call('file', 'delete', '/data/c', '')).toBe('done');
    expect(await call('file', 'write', '/data/d', 'x'.repeat(50))).toMatch(FULL);
    expect(await call('useFile', 'append', 0, 'x'.repeat(50))).toMatch(FULL);
    await call('useFile', 'close', 0, '');
    await expect.poll(async () => await call('file', 'write', '/data/d', 'x'.repeat(50))).toBe('done');
  });

  test('many tiny files, directories and links', async () => {
    const { call, data } = await limited({ maxEntries: 6 });
    const made = [];
    for (let at = 0; at < 4; at += 1) made.push(await call('file', 'write', `/data/f${at}`, ''));
    expect(made).toEqual(['done', 'done', 'done', expect.stringMatching(FULL)]);
    expect(await call('file', 'createDirectory', '/data/d', '')).toMatch(FULL);
    expect(await call('file', 'createLink', '/data/l', 'a.txt')).toMatch(FULL);
    expect(await call('open', '/data/n', 'create')).toMatch(FULL);
    expect(await call('file', 'write', '/data/f0', 'again')).toBe('done');
    expect(await call('file', 'rename', '/data/f0', '/data/f1')).toBe('done');
    expect(await call('file', 'createDirectory', '/data/d', '')).toBe('done');
    expect(readdirSync(data, { recursive: true }).length).toBe(6);
  });

  test('instances that write at once have one quota together', async () => {
    const { host, data } = await limited({});
    const loaded = await host.load(await built('outside'), 'outside');
    const mounts = { '/data': { path: data, quotaBytes: 1_000 } };
    const instances = await Promise.all(
      Array.from({ length: 6 }, async () => await loaded.instantiate({ mounts, grants: ALL_FILES })),
    );
    onTestFinished(async () => {
      for (const one of instances) await one[Symbol.asyncDispose]();
    });
    await Promise.all(
      instances.map(async (one, at) => {
        for (let round = 0; round < 10; round += 1) {
          await one.call(
            'file',
            round % 2 === 0 ? 'append' : 'write',
            `/data/${round % 3 === 0 ? 'shared' : at}`,
            'z'.repeat(40),
          );
        }
      }),
    );
    const sizes = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(data, name)));
    const used = sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
    expect(used).toBeLessThanOrEqual(1_000);
    // What is counted is what is there: what is left fits to the byte.
    const [one] = instances;
    expect(await one?.call('file', 'append', '/data/rest', 'r'.repeat(1_001 - used))).toMatch(FULL);
    expect(await one?.call('file', 'append', '/data/rest', 'r'.repeat(1_000 - used))).toBe('done');
  });

  test('one file grows to its limit', async () => {
    const { call, data } = await limited({ maxFileBytes: 10 });
    expect(await call('file', 'write', '/data/c', 'x'.repeat(11))).toBe('too-large: /data/c');
    expect(await call('file', 'write', '/data/c', 'x'.repeat(9))).toBe('done');
    expect(await call('file', 'append', '/data/c', 'xx')).toBe('too-large: /data/c');
    expect(await call('file', 'truncate', '/data/c', '11')).toBe('too-large: /data/c');
    await call('open', '/data/c', 'write');
    expect(await call('useFile', 'write', 4_000_000_000, 'x')).toBe('too-large: /data/c');
    writeFileSync(join(data, 'big'), 'b'.repeat(20));
    expect(await call('file', 'truncate', '/data/big', '15')).toBe('done');
  });
});

function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
