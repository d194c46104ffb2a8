import { expect, test, vi } from 'vitest';
import { createClock, mount } from '../src/index.ts';
import type { Bank } from './fixtures/bank.ts';
import type { Pages } from './fixtures/pages.ts';

const FIXTURE = './fixtures/pages.ts';

test('requests are answered as in production, and share storage with the operations', async () => {
  const pages = await mount<typeof Pages>(FIXTURE, { grants: ['storage'] });
  const put = await pages.$.fetch('/a?b=1', { method: 'PUT', body: '<p>ü</p>' });
  expect(put.status).toBe(201);
  const got = await pages.$.fetch('/a');
  expect([got.status, got.headers.get('content-type'), await got.text()]).toEqual([200, 'text/html', '<p>ü</p>']);
  expect(await pages.read('/a')).toBe('<p>ü</p>');
  expect(await (await pages.$.fetch('/b')).text()).toBe('no such page');
  expect(pages.$.logs.map(({ message }) => message)).toEqual(['put /a']);
  expect(pages.$.audit.map(({ hostFunction }) => hostFunction)).toEqual([
    'airssys:core/storage#set',
    'airssys:core/storage#get',
    'airssys:core/storage#get',
    'airssys:core/storage#get',
  ]);
});

test('a redirect is the response', async () => {
  await using pages = await mount<typeof Pages>(FIXTURE);
  const response = await pages.$.fetch('/moved');
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://example.com/']);
});

test('what went wrong is told to the test, not to the client', async () => {
  const pages = await mount<typeof Pages>(FIXTURE);
  expect(await (await pages.$.fetch('/broken')).text()).toBe('Internal Server Error\n');
  expect((await pages.$.fetch('/denied', { method: 'PUT', body: '' })).status).toBe(500);
  await vi.waitUntil(() => pages.$.requests.length === 2);
  expect(pages.$.requests.map(({ path, status, error }) => [path, status, String(error)])).toEqual([
    ['/broken', 500, expect.stringContaining('TypeError: no such luck')],
    ['/denied', 500, expect.stringContaining('storage.write')],
  ]);
});

test('time is the test’s', async () => {
  const clock = createClock({ startMs: 0 });
  const pages = await mount<typeof Pages>(FIXTURE, { grants: ['clock'], clock, limits: { timeoutMs: 120_000 } });
  const response = pages.$.fetch('/slow');
  await clock.advance('60s');
  expect(await (await response).text()).toBe('60000');
});

test('a component that answers no requests says so', async () => {
  const bank = await mount<typeof Bank>('./fixtures/bank.ts');
  await expect(bank.$.fetch('/')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
  await expect(bank.$.fetch('http://example.com/')).rejects.toMatchObject({ code: 'AIRSSYS_CONFIG_INVALID' });
});
