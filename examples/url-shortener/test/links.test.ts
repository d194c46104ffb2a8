import { expect, test } from 'vitest';
import { codeOf, readLinkRequest } from '../src/links.ts';

test.each([
  [{ target: 'https://example.com/a?b=1#c' }, undefined],
  [{ target: 'http://example.com', code: 'my-link-1' }, 'my-link-1'],
])('%j is a wish for a link', (value, code) => {
  expect(readLinkRequest(value)).toEqual({ target: value.target, code });
});

test.each([
  [null, 'Send'],
  ['https://example.com', 'Send'],
  [{ target: 1 }, 'no address'],
  [{ target: 'javascript:alert(1)' }, 'no address'],
  [{ target: 'https://example.com/\r\nSet-Cookie: a=b' }, 'no address'],
  [{ target: `https://example.com/${'a'.repeat(2_000)}` }, 'no address'],
  [{ target: 'https://example.com', code: '' }, 'A code has'],
  [{ target: 'https://example.com', code: 'a/info' }, 'A code has'],
  [{ target: 'https://example.com', code: 7 }, 'A code has'],
])('%j is none', (value, words) => {
  expect(readLinkRequest(value)).toContain(words);
});

test('a code has a letter or digit for each byte', () => {
  expect(codeOf(Uint8Array.of(0, 29, 30, 255))).toBe('2yz9');
});
