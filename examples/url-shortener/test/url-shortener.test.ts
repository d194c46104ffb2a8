import { createMocks, mount, type Mounted } from '@airssys/testing';
import { expect, test, vi } from 'vitest';
import type { UrlShortener } from '../src/url-shortener.ts';

const shortener = (): Promise<Mounted<typeof UrlShortener>> =>
  mount<typeof UrlShortener>('../src/url-shortener.ts', { grants: 'requested', seed: 1 });

const post = (target: string, code?: string): RequestInit => ({
  method: 'POST',
  body: JSON.stringify({ target, code }),
});

test('a link is made, and leads to where it was made for', async () => {
  const web = await shortener();
  const made = await web.$.fetch('/', post('https://example.com/a/long/path'));
  expect(made.status).toBe(201);
  const path = made.headers.get('location') ?? '';
  expect(path).toMatch(/^\/[2-9a-z]{6}$/);
  expect(await made.json()).toEqual({ code: path.slice(1), target: 'https://example.com/a/long/path', hits: 0 });

  const followed = await web.$.fetch(path);
  expect([followed.status, followed.headers.get('location')]).toEqual([302, 'https://example.com/a/long/path']);
  expect(await (await web.$.fetch(`${path}/info`)).json()).toMatchObject({ hits: 1 });
  // The operation sees what requests have stored: they share the storage.
  expect(await web.find(path.slice(1))).toMatchObject({ hits: 1 });
});

test('no click is lost when many follow a link at once', async () => {
  const web = await shortener();
  await web.$.fetch('/', post('https://example.com/', 'home'));
  const all = await Promise.all(Array.from({ length: 12 }, () => web.$.fetch('/home')));
  expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 302));
  expect(await web.find('home')).toMatchObject({ hits: 12 });
});

test('a code belongs to who came first', async () => {
  const web = await shortener();
  expect((await web.$.fetch('/', post('https://example.com/1', 'mine'))).status).toBe(201);
  const second = await web.$.fetch('/', post('https://example.com/2', 'mine'));
  expect([second.status, await second.text()]).toEqual([409, "The code 'mine' is taken."]);
  expect(await web.find('mine')).toMatchObject({ target: 'https://example.com/1' });
});

test.each([
  ['/', { method: 'GET' }, 405],
  ['/nothing', {}, 404],
  ['/nothing/info', {}, 404],
  ['/nothing/more', {}, 404],
  ['/home', { method: 'DELETE' }, 405],
  ['/', { method: 'POST', body: '{' }, 400],
  ['/', post('ftp://example.com/'), 400],
  ['/', { method: 'POST', body: JSON.stringify({ target: 'x'.repeat(5_000) }) }, 413],
])('%s %j is answered %i', async (path, init, status) => {
  const web = await shortener();
  expect((await web.$.fetch(path, init)).status).toBe(status);
});

test('without a grant for storage the client learns nothing, and the operator why', async () => {
  const web = await mount<typeof UrlShortener>('../src/url-shortener.ts');
  const response = await web.$.fetch('/home');
  expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error\n']);
  await vi.waitUntil(() => web.$.requests.length === 1);
  expect(String(web.$.requests[0]?.error)).toContain('storage.read');
});

test('a code that chance gives twice is not given twice', async () => {
  const mocks = createMocks();
  const drawn = [0, 0, 1].map((byte) => new Uint8Array(6).fill(byte));
  mocks.random.bytes.implement(() => drawn.shift() ?? new Uint8Array(6).fill(2));
  const web = await mount<typeof UrlShortener>('../src/url-shortener.ts', { grants: 'requested', mocks });
  const made = [];
  for (const page of ['1', '2'])
    made.push((await web.$.fetch('/', post(`https://example.com/${page}`))).headers.get('location'));
  expect(made).toEqual(['/222222', '/333333']);
  expect(mocks.random.bytes.calls).toEqual([[6], [6], [6]]);
});
