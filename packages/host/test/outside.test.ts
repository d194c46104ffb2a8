/** Files, processes and secrets by the SDK's clients, in a component of each engine. */
import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type ComponentInstance, type Limits, type LoadedComponent } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, temporaryDirectory } from './components.ts';

const GRANTS = [
  ...['read', 'write', 'delete', 'list-dir'].flatMap((action) => [
    `filesystem.${action}:/data`,
    `filesystem.${action}:/data/**`,
  ]),
  'process.spawn:*',
  'process.signal:*',
  'process.kill:*',
  'environment.read:APP_*',
  'secrets.read:*',
];

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let loaded: LoadedComponent;

  beforeAll(async () => {
    const host = new ComponentHost({
      cacheDir: CACHE_DIR,
      secrets: { get: (name) => (name === 'KEY' ? 'sësame' : undefined) },
    });
    loaded = await host.load(await built('outside', engine), 'outside');
    return async () => await host[Symbol.asyncDispose]();
  });

  const outside = async (
    limits: Partial<Limits> = {},
  ): Promise<{ readonly instance: ComponentInstance; readonly data: string }> => {
    const data = temporaryDirectory();
    return { instance: await loaded.instantiate({ mounts: { '/data': data }, grants: GRANTS, limits }), data };
  };

  test('files are written, listed, moved, copied, linked, cut and removed', async () => {
    const { instance, data } = await outside();
    await using _ = instance;
    const file = async (name: string, path: string, second = ''): Promise<unknown> =>
      await instance.call('file', name, `/data${path}`, second);
    expect(await file('createDirectory', '/dir')).toBe('done');
    expect(await file('write', '/dir/a', 'first')).toBe('done');
    expect(await file('append', '/dir/a', ' and more')).toBe('done');
    expect(await file('rename', '/dir/a', '/data/dir/b')).toBe('done');
    expect(await file('copy', '/dir/b', '/data/c')).toBe('done');
    expect(await file('createLink', '/dir/link', '../c')).toBe('done');
    expect(await file('readLink', '/dir/link')).toBe('../c');
    expect(await file('read', '/dir/link')).toBe('first and more');
    expect(await file('truncate', '/c', '5')).toBe('done');
    expect(await file('read', '/dir/link')).toBe('first');
    expect(await file('setModified', '/c', '1000000000000')).toBe('done');
    expect(statSync(join(data, 'c')).mtimeMs).toBe(1_000_000_000_000);
    expect(await file('metadata', '/dir/b')).toBe('file 14');
    expect(await file('list', '')).toBe('c dir');
    expect(await file('copy', '/c', '/data/dir/b')).toBe('already-exists: /data/dir/b');
    expect(await file('rename', '/c', '/data/dir/b')).toBe('done');
    expect(await file('removeDirectory', '/dir')).toBe('directory-not-empty: /data/dir');
    expect(await file('delete', '/dir/b')).toBe('done');
    expect(await file('delete', '/dir/link')).toBe('done');
    expect(await file('removeDirectory', '/dir')).toBe('done');
    expect(await file('list', '')).toBe('');
  });

  test('a file stays open between calls', async () => {
    const { instance, data } = await outside();
    await using _ = instance;
    expect(await instance.call('open', '/data/f', 'read')).toBe('not-found: /data/f');
    expect(await instance.call('open', '/data/f', 'create-new')).toBe('done');
    expect(await instance.call('useFile', 'append', 0, 'abcdef')).toBe('done');
    expect(await instance.call('open', '/data/f', 'create-new')).toBe('already-exists: /data/f');
    expect(await instance.call('open', '/data/f', 'update')).toBe('done');
    expect(await instance.call('useFile', 'write', 2, 'CD')).toBe('done');
    expect(await instance.call('useFile', 'write', 8, 'I')).toBe('done');
    expect(await instance.call('useFile', 'read', 1, '3')).toBe('bCD');
    expect(await instance.call('useFile', 'read', 20, '3')).toBe('');
    expect(await instance.call('useFile', 'size', 0, '')).toBe('9');
    expect(await instance.call('useFile', 'setSize', 3, '')).toBe('done');
    expect(await instance.call('useFile', 'sync', 0, '')).toBe('done');
    expect(readFileSync(join(data, 'f'), 'utf8')).toBe('abC');
    expect(await instance.call('useFile', 'close', 0, '')).toBe('done');
    expect(await instance.call('open', '/data/f', 'sideways')).toBe(
      "AirssysError: OpenFile.open(mode): expected 'read' or 'write' or 'update' or 'create' or 'create-new' or 'replace', got \"sideways\"",
    );
  });

  test('a file that is larger than the memory passes in parts', async () => {
    const { instance, data } = await outside({ maxBytesIn: 2 ** 30, maxBytesOut: 2 ** 30 });
    await using _ = instance;
    const part = 65_536;
    // StarlingMonkey keeps what a call gives to the host until that call ends.
    const written = engine === 'quickjs' ? 2_500 : 500;
    const sum = Array.from({ length: written }, (_part, at) => (at % 251) + part).reduce((all, one) => all + one, 0);
    expect(await instance.call('stream', '/data/large', written, part)).toBe(sum);
    expect(statSync(join(data, 'large')).size).toBe(written * part);
    truncateSync(join(data, 'large'), 0);
    truncateSync(join(data, 'large'), 5_000 * part);
    expect(await instance.call('sum', '/data/large', part)).toBe(5_000 * part);
    expect(instance.usage.memoryBytes).toBeLessThan(engine === 'quickjs' ? 2 ** 22 : 2 ** 26);
  });

  test.runIf(existsSync('/usr/bin/cat'))('programs run, are talked to, and end', async () => {
    const { instance } = await outside();
    await using _ = instance;
    const large = 'line of input\n'.repeat(20_000);
    expect(await instance.call('run', '/usr/bin/cat', ['-'], { input: large })).toEqual({
      status: '{"kind":"exited","code":0}',
      stdout: large,
      stderr: '',
    });
    expect(await instance.call('run', '/usr/bin/cat', ['/nothing/there'], {})).toMatchObject({
      status: '{"kind":"exited","code":1}',
      stderr: expect.stringContaining('/nothing/there'),
    });
    const env = new Map([['APP_MODE', 'tëst']]);
    expect(await instance.call('run', '/usr/bin/env', [], { env })).toMatchObject({
      stdout: expect.stringMatching(/^APP_MODE=tëst\n/),
    });
    expect(await instance.call('spawn', '/usr/bin/cat', [])).toBe('done');
    for (const line of ['one', 'two']) {
      expect(await instance.call('useChild', 'write', line)).toBe('done');
      expect(await instance.call('useChild', 'read', '')).toBe(line);
    }
    expect(await instance.call('useChild', 'close', '')).toBe('done');
    expect(await instance.call('useChild', 'read', '')).toBe('');
    expect(await instance.call('useChild', 'wait', '')).toBe('{"kind":"exited","code":0}');
    expect(await instance.call('useChild', 'write', 'x')).toBe('io-error: its input is closed');
    expect(await instance.call('spawn', '/usr/bin/cat', [])).toBe('done');
    expect(await instance.call('useChild', 'signal', 'terminate')).toBe('done');
    expect(await instance.call('useChild', 'wait', '')).toBe('{"kind":"signaled","signal":"SIGTERM"}');
  });

  test('secrets are given by name', async () => {
    const { instance } = await outside();
    await using _ = instance;
    expect(await instance.call('secret', 'KEY')).toBe('6');
    expect(await instance.call('secret', 'OTHER')).toBe('not-found: OTHER');
  });
});
