import { existsSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { createClock, fakeFiles, fakeHttp, fakeProcesses, fakeStorage, mount } from '../src/index.ts';
import type { Station } from './fixtures/station.ts';

const station = (options?: Parameters<typeof mount>[1]) =>
  mount<typeof Station>('./fixtures/station.ts', { grants: 'requested', ...options });

describe('storage', () => {
  test('is there from the start, is read back, and outlives its mount', async () => {
    const storage = fakeStorage({ entries: { a: 'one', b: new Uint8Array([0x74]) } });
    {
      await using first = await station({ fakes: { storage } });
      expect([await first.recall('a'), await first.recall('b')]).toEqual(['one', 't']);
      await first.keep('c', 'three');
    }
    expect(await storage.text('c')).toBe('three');
    expect(await storage.keys()).toEqual(['a', 'b', 'c']);
    await storage.set('a', 'changed');
    await storage.delete('b');
    const second = await station({ fakes: { storage } });
    expect(await second.recall('a')).toBe('changed');
    expect(await storage.texts()).toEqual({ a: 'changed', c: 'three' });
    // Another component has a namespace of its own.
    const other = await station({ fakes: { storage }, id: 'test:other' });
    expect(await other.recall('a')).toBeUndefined();
    expect(await storage.keys('', 'test:other')).toEqual([]);
  });

  test('grants nothing', async () => {
    const bare = await station({ grants: [], fakes: { storage: fakeStorage({ entries: { a: 'one' } }) } });
    await expect(bare.recall('a')).toBeDenied('storage.read', 'test:station');
  });
});

describe('files', () => {
  test.each(['disk', 'memory'] as const)('are real ones, on %s', async (on) => {
    const files = fakeFiles({ '/data/a.txt': 'loud', '/data/deep/b.txt': 'b' }, { on });
    const { shout } = await station({ fakes: { files } });
    expect(await shout('/data/a.txt', '/data/c.txt')).toBe('a.txt c.txt deep');
    expect(files.text('/data/c.txt')).toBe('LOUD');
    expect(files.paths()).toEqual(['/data/a.txt', '/data/c.txt', '/data/deep/b.txt']);
    expect(await shout('/data/none.txt', '/data/c.txt')).toBe('files not-found');
    expect(await shout('/data/deep', '/data/c.txt')).toBe('files is-a-directory');
    files.write('/data/a.txt', 'louder');
    await shout('/data/a.txt', '/data/c.txt');
    expect(files.text('/data/c.txt')).toBe('LOUDER');
    files.remove('/data/c.txt');
    expect(files.exists('/data/c.txt')).toBe(false);
  });

  test('can be for reading only, or few', async () => {
    const readonly = fakeFiles({ '/data/a.txt': 'loud' }, { readonly: true });
    expect(await (await station({ fakes: { files: readonly } })).shout('/data/a.txt', '/data/c.txt')).toBe(
      'files denied',
    );
    const few = fakeFiles({ '/data/a.txt': 'loud' }, { quotaBytes: 6 });
    expect(await (await station({ fakes: { files: few } })).shout('/data/a.txt', '/data/c.txt')).toBe('files io-error');
  });

  let folder = '';
  test('are there for a test', () => {
    folder = fakeFiles({ '/data/a.txt': '' }).hostPath('/data');
    expect(existsSync(folder)).toBe(true);
  });

  test('and gone after it', () => {
    expect(existsSync(folder)).toBe(false);
  });

  test.each(['a.txt', '/', 'x/../..'])('cannot be at %j', (path) => {
    expect(() => fakeFiles({ [path]: '' })).toThrow(expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }));
  });
});

describe('servers', () => {
  test('answer by their routes, of which the last one counts', async () => {
    const http = fakeHttp()
      .get('https://api.example/users/:id', ({ params }) => ({ json: { id: params['id'] } }))
      .post('https://api.example/users', ({ text }) => ({ status: 201, body: `made ${text}` }))
      .on(undefined, 'http://*.example:8080/*', ({ method, url }) => `${method} ${url}`);
    const { fetch } = await station({ fakes: { http } });
    expect(await fetch('https://api.example/users/7?full=1')).toBe('200 {"id":"7"}');
    expect(await fetch('https://api.example/users', 'POST', 'ann')).toBe('201 made ann');
    expect(await fetch('http://old.example:8080/a/b?c', 'PUT')).toBe('200 PUT http://old.example:8080/a/b?c');
    expect(await fetch('https://api.example/users', 'DELETE')).toMatch(
      /^404 No route for DELETE https:\/\/api.example\/users. Routes: ANY http/,
    );
    http.get('https://api.example/users/7', 'the seventh');
    expect(await fetch('https://api.example/users/7')).toBe('200 the seventh');
    expect(http.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://api.example/users/7?full=1',
      'POST https://api.example/users',
      'PUT http://old.example:8080/a/b?c',
      'DELETE https://api.example/users',
      'GET https://api.example/users/7',
    ]);
    expect(http.requests[1]).toMatchObject({ text: 'ann', headers: { host: 'api.example', 'content-length': '3' } });
  });

  test('need their grants, and what nobody stands for is not found', async () => {
    const http = fakeHttp().get('https://other.test/', 'out of reach');
    const { fetch } = await station({ fakes: { http } });
    await expect(fetch('https://other.test/')).toBeDenied('network.outbound', 'other.test:443');
    expect(await fetch('https://unknown.example/')).toBe('http name-not-found');
    expect(http.requests).toEqual([]);
  });

  test('redirect, each step granted by itself', async () => {
    const http = fakeHttp()
      .get('https://a.example/', { status: 302, headers: { Location: 'https://b.example/there' } })
      .get('https://b.example/there', 'there')
      .get('https://c.example/', { status: 302, headers: { Location: 'https://other.test/' } })
      .get('https://other.test/', 'never');
    const { fetch } = await station({ fakes: { http } });
    expect(await fetch('https://a.example/')).toBe('200 there');
    await expect(fetch('https://c.example/')).toBeDenied('network.outbound', 'other.test:443');
  });

  test('fail as servers do', async () => {
    const http = fakeHttp()
      .get('https://a.example/reset', { fails: 'reset' })
      .get('https://a.example/cut', { body: 'half of it', fails: 'cut' })
      .get('https://a.example/mistake', () => {
        throw new TypeError('of the test');
      })
      .down('https://down.example')
      .down('https://old.example', 'tls');
    const { fetch } = await station({ fakes: { http } });
    expect(await fetch('https://a.example/reset')).toBe('http connection-reset');
    expect(await fetch('https://a.example/cut')).toBe('http connection-reset');
    expect(await fetch('https://a.example/mistake')).toBe('500 The fake server failed: TypeError: of the test');
    expect(await fetch('https://down.example/')).toBe('http connection-refused');
    expect(await fetch('https://old.example/')).toBe('http tls-error');
    http.get('https://down.example/', 'up again').up('https://down.example');
    expect(await fetch('https://down.example/')).toBe('200 up again');
  });

  test('take their time by the clock of the mount', async () => {
    const clock = createClock({ startMs: 0 });
    const http = fakeHttp().get('https://slow.example/', { body: 'at last', latency: '5s' });
    const { fetch } = await station({ clock, fakes: { http } });
    const fetching = fetch('https://slow.example/');
    await clock.runAll();
    expect(await fetching).toBe('200 at last');
    expect(clock.nowMs()).toBe(5_000);
  });
});

describe('programs', () => {
  test('are processes that do what the test says', async () => {
    const processes = fakeProcesses({
      '/usr/bin/teller': async ([what = '', ...rest], { input, env }) => {
        if (what === 'fail') return { stdout: 'some', stderr: 'no such fortune', exitCode: 3 };
        if (what === 'throw') throw new Error('of the test');
        return `${what} ${rest.join('+')} ${await input()} ${Object.keys(env).join(',')}`;
      },
    });
    const { run } = await station({ fakes: { processes } });
    expect(await run('/usr/bin/teller', ['tell', 'a b', '"c"'], 'read this')).toMatch(/tell a b\+"c" read this \|$/);
    expect(await run('/usr/bin/teller', ['fail'])).toMatch(/3.* some\|no such fortune$/);
    expect(await run('/usr/bin/teller', ['throw'])).toMatch(
      /1.* \|The fake of \/usr\/bin\/teller failed: Error: of the test\n$/,
    );
    expect(processes.calls.map(({ path, args }) => [path, args[0]])).toEqual([
      ['/usr/bin/teller', 'tell'],
      ['/usr/bin/teller', 'fail'],
      ['/usr/bin/teller', 'throw'],
    ]);
  });

  test('need their grants', async () => {
    const ran = vi.fn<() => string>(() => '');
    const { run, $ } = await station({ grants: [], fakes: { processes: fakeProcesses({ '/usr/bin/teller': ran }) } });
    expect(await run('/usr/bin/teller', [])).toBe('processes denied');
    expect($.audit).toMatchObject([{ allowed: false, action: 'spawn', resource: '/usr/bin/teller' }]);
    expect(ran).not.toHaveBeenCalled();
  });
});
