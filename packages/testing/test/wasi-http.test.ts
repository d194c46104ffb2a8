/** Servers of a test behind `wasi:http`: a component of another toolchain, whose own `fetch` asks them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { webApp } from '../../host/test/serving/web-app.ts';
import { createClock, fakeHttp, type FakeHttp, mount, type MountOptions } from '../src/index.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let dir = '';
let file = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'airssys-wasi-http-'));
  file = join(dir, 'web-app.wasm');
  await writeFile(file, await webApp());
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

const GRANTS = ['clock', 'random', 'network.outbound:api.example:443', 'network.outbound:old.example:8080'];

/** What the app answers that asks for `url`. */
async function asking(http: FakeHttp, options?: MountOptions) {
  const { $ } = await mount(file, { grants: GRANTS, fakes: { http }, ...options });
  const ask = async (path: string, query: Readonly<Record<string, string>>): Promise<string> =>
    await (await $.fetch(`${path}?${new URLSearchParams(query)}`)).text();
  return { $, ask, get: (url: string) => ask('/fetch', { url }) };
}

test('are asked as by the client of the SDK', async () => {
  const http = fakeHttp()
    .get('https://api.example/users/:id', ({ params }) => ({
      headers: { 'X-Seen': 'yes' },
      json: { id: params['id'] },
    }))
    .post('https://api.example/users', ({ text }) => ({ status: 201, body: `made ${text}` }))
    .on(undefined, 'http://old.example:8080/*', ({ method, url }) => `${method} ${url}`);
  const { ask, get } = await asking(http);
  expect(await get('https://api.example/users/7?full=1')).toBe('200 yes {"id":"7"}');
  expect(await ask('/fetch', { url: 'https://api.example/users', method: 'POST', body: 'Zoë' })).toBe(
    '201 null made Zoë',
  );
  expect(await get('http://old.example:8080/a/b?c')).toBe('200 null GET http://old.example:8080/a/b?c');
  expect(await get('https://api.example/none')).toMatch(/^404 null No route for GET https:\/\/api.example\/none/);
  expect(await ask('/both', { a: 'https://api.example/users/1', b: 'https://api.example/users/2' })).toBe(
    '{"id":"1"} {"id":"2"}',
  );
  expect(http.requests.map(({ method, url, text }) => [method, url, text])).toEqual([
    ['GET', 'https://api.example/users/7?full=1', ''],
    ['POST', 'https://api.example/users', 'Zoë'],
    ['GET', 'http://old.example:8080/a/b?c', ''],
    ['GET', 'https://api.example/none', ''],
    ...http.requests.slice(4).map(({ url }) => ['GET', url, '']),
  ]);
});

test('cannot be reached, or break off, where that is said', async () => {
  const http = fakeHttp().get('https://api.example/*', 'there').get('https://api.example/reset', { fails: 'reset' });
  const { get } = await asking(http);
  expect(await get('https://api.example/reset')).toMatch(/^failed/);
  expect(await get('https://api.example/a')).toBe('200 null there');
  http.down('https://api.example', 'refused');
  expect(await get('https://api.example/a')).toMatch(/^failed/);
  http.up('https://api.example');
  expect(await get('https://api.example/a')).toBe('200 null there');
  // Granted, and named by no route: nothing leaves the machine.
  expect(await get('http://old.example:8080/')).toMatch(/^failed/);
  expect(http.requests.map(({ url }) => url)).toEqual(['reset', 'a', 'a'].map((path) => `https://api.example/${path}`));
});

test('grant nothing', async () => {
  const http = fakeHttp().get('https://api.example/*', 'out of reach');
  const { get, $ } = await asking(http, { grants: ['clock', 'random'] });
  expect(await get('https://api.example/a')).toMatch(/^failed/);
  expect(http.requests).toEqual([]);
  expect($.audit.filter(({ allowed }) => !allowed)).toMatchObject([
    { action: 'outbound', resource: 'api.example:443' },
  ]);
});

test('take their time by the clock of the test', async () => {
  const clock = createClock();
  const http = fakeHttp().get('https://api.example/*', { body: 'late', latency: '1h' });
  const { get } = await asking(http, { clock, limits: { timeoutMs: 7_200_000 } });
  const asked = get('https://api.example/a');
  await clock.advance('59m');
  expect(http.requests).toHaveLength(1);
  await clock.advance('1m');
  expect(await asked).toBe('200 null late');
});
