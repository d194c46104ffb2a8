import fc from '../../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { Redactor } from '../../../src/services/secrets/redactor.ts';

const holding = (...secrets: readonly string[]): Redactor => {
  const redactor = new Redactor();
  for (const one of secrets) redactor.add(one);
  return redactor;
};

test('nothing of a value is left, wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
      const text = holding(secret).text(`${before}${secret}${after}`);
      // The word that stands in its place may itself have the value in it.
      expect(text.replaceAll('[secret]', '').includes(secret)).toBe(false);
    }),
  );
});

test('spellings, and lines of a key', () => {
  const redactor = holding('a "b"\\c/d', '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ==\n-----END KEY-----\n');
  expect(redactor.text(JSON.stringify({ password: 'a "b"\\c/d' }))).toBe('{"password":"[secret]"}');
  expect(redactor.text('https://host/?p=a%20%22b%22%5Cc%2Fd')).toBe('https://host/?p=[secret]');
  expect(redactor.text('the line kqhkiG9w0BAQ== of it')).toBe('the line [secret] of it');
});

test('the longer of two that share a beginning', () => {
  expect(holding('secret', 'secret-of-all').text('secret-of-all, secret')).toBe('[secret], [secret]');
});

test('a value that is too short stays', () => {
  expect(holding('abcde', '').text('abcde')).toBe('abcde');
});

test('texts within values; other values as they are', () => {
  const value = { a: ['x hunter2 y', 1, null], b: { c: 'hunter2' }, at: new Date(0) };
  expect(holding('hunter2').within(value)).toEqual({
    a: ['x [secret] y', 1, null],
    b: { c: '[secret]' },
    at: new Date(0),
  });
  expect(holding().within(value)).toBe(value);
  expect(holding('hunter2').within(undefined)).toBeUndefined();
});
