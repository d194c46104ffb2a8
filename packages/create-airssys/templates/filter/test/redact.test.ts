import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Redact } from '../src/redact.ts';

const ENTRY = '../src/redact.ts';

test.each([
  ['login of ada@example.com', 'login of [email]'],
  ['GET / from 192.0.2.17 in 3 ms', 'GET / from [address] in 3 ms'],
  ['authorization: Bearer abc.def', 'authorization: [token]'],
  ['/search?q=x&api_key=12345&page=2', '/search?q=x&[token]&page=2'],
  ['nothing to see here', 'nothing to see here'],
])('%s', async (line, expected) => {
  const redact = await mount<typeof Redact>(ENTRY);
  expect(await redact.redact(line)).toBe(expected);
});

test('keeps lines as they are, and counts what it finds', async () => {
  const redact = await mount<typeof Redact>(ENTRY);
  const log = 'a@example.com\nb@example.com from 192.0.2.1\npassword=hunter2\n';
  expect(await redact.redact(log)).toBe('[email]\n[email] from [address]\n[token]\n');
  expect(await redact.count(log)).toEqual({ emails: 2, addresses: 1, tokens: 1 });
});

test('a long line does not keep it busy', async () => {
  const redact = await mount<typeof Redact>(ENTRY, { limits: { maxFuel: 2_000_000_000 } });
  const line = 'x'.repeat(20_000);
  expect(await redact.redact(line)).toBe(line);
});
