import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Guestbook } from '../src/guestbook.ts';

const ENTRY = '../src/guestbook.ts';

test('shows what was written', async () => {
  const { $ } = await mount<typeof Guestbook>(ENTRY, { grants: 'requested' });
  const written = await $.fetch('/', { method: 'POST', body: 'I was here.' });
  expect([written.status, await written.json()]).toEqual([201, { number: 1, text: 'I was here.' }]);
  await $.fetch('/', { method: 'POST', body: 'So was I.' });
  expect(await (await $.fetch('/')).json()).toEqual(['I was here.', 'So was I.']);
});

test.each([
  ['/', { method: 'POST', body: '  ' }, 400],
  ['/', { method: 'DELETE' }, 405],
  ['/other', {}, 404],
  ['/', { method: 'POST', body: 'x'.repeat(5_000) }, 413],
])('%s %j is answered by %i', async (path, init, status) => {
  const { $ } = await mount<typeof Guestbook>(ENTRY, { grants: 'requested' });
  expect((await $.fetch(path, init)).status).toBe(status);
});

test('tells a client nothing of what went wrong inside', async () => {
  const { $ } = await mount<typeof Guestbook>(ENTRY);
  const denied = await $.fetch('/');
  expect([denied.status, await denied.text()]).toEqual([500, expect.not.stringContaining('storage')]);
});
