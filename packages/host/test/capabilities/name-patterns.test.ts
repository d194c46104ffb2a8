/** Patterns of names: exact ones, beginnings, and names of parts. */
import { expect, test } from 'vitest';
import fc from '../../../../test/properties.ts';
import { EXACT_NAMES, NAMESPACES, PREFIXES, TOPICS } from '../../src/capabilities/patterns/name-patterns.ts';
import { EXECUTABLES } from '../../src/capabilities/patterns/path-pattern.ts';

test('a prefix matches longer names', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.boolean(), (prefix, rest, isBelow) => {
      const name = isBelow ? prefix + rest : rest;
      if (prefix.includes('*')) return;
      expect(PREFIXES.compile(`${prefix}*`)(name)).toBe(
        prefix === '' || (name.startsWith(prefix) && name.length > prefix.length),
      );
      expect(PREFIXES.compile(prefix)(name)).toBe(prefix === name);
    }),
  );
});

test.each([
  ['DB_*', 'DB_URL', true],
  ['DB_*', 'DB_', false],
  ['DB_*', 'DATABASE', false],
  ['DB_URL', 'DB_URL', true],
  ['DB_URL', 'DB_URL2', false],
  ['*', 'PATH', true],
  ['*', '', true],
])('beginnings: %s and %s: %s', (pattern, resource, matches) => {
  expect(PREFIXES.compile(pattern)(resource)).toBe(matches);
});

test.each([
  ['DB_*', 'DB_URL', 'DB_URL'],
  ['DB_URL', 'DB_*', 'DB_URL'],
  ['DB_*', 'DB_URL_*', 'DB_URL_*'],
  ['DB_URL_*', 'DB_*', 'DB_URL_*'],
  ['DB_*', 'DB_*', 'DB_*'],
  ['DB_*', 'XY_*', undefined],
  ['DB_*', 'DB_', undefined],
  ['*', 'DB_*', 'DB_*'],
])('beginnings that both %s and %s allow: %s', (a, b, both) => {
  expect(PREFIXES.intersect(a, b)).toBe(both);
});

test('an exact name is that one, and a star by itself is any', () => {
  expect(['monotonic', 'wall', '*', ''].map(EXACT_NAMES.compile('monotonic'))).toEqual([true, false, false, false]);
  expect(['monotonic', '', '*'].map(EXACT_NAMES.compile('*'))).toEqual([true, true, true]);
  expect(['*', 'wall', ''].map((one) => EXACT_NAMES.fault(one))).toEqual([undefined, undefined, undefined]);
  expect(EXACT_NAMES.fault('wall*')).toEqual({
    what: 'a star stands for all by itself only',
    hint: 'Name one exactly, or use * for any.',
  });
  const meets = (a: string, b: string): string | undefined => EXACT_NAMES.intersect(a, b);
  expect([meets('*', 'wall'), meets('wall', '*'), meets('wall', 'wall'), meets('*', '*')]).toEqual([
    'wall',
    'wall',
    'wall',
    '*',
  ]);
  expect(meets('wall', 'monotonic')).toBeUndefined();
});

test.each([
  ['acme:shop', 'acme:shop', true],
  ['acme:*', 'acme:shop', true],
  ['acme:*', 'acme', false],
  ['acme:*', 'acme:shop:more', false],
  ['acme:*', 'acmes:shop', false],
  ['acme:*', 'acme:', false],
  ['*', 'acme:shop', true],
  ['*', '', false],
])('namespaces: %s and %s: %s', (pattern, resource, matches) => {
  expect(NAMESPACES.compile(pattern)(resource)).toBe(matches);
});

test.each([
  ['orders.created', 'orders.created', true],
  ['orders.created', 'orders.Created', false],
  ['orders.*', 'orders.created', true],
  ['orders.*', 'orders.created.eu', false],
  ['orders.*', 'orders', false],
  ['orders.**', 'orders.created.eu', true],
  ['orders.**', 'orders', false],
  ['orders.**', 'orders.', false],
  ['orders.**', 'orders.*', false],
  ['*', 'orders.created', true],
  ['*', 'orders created', false],
])('topics: %s and %s: %s', (pattern, resource, matches) => {
  expect(TOPICS.compile(pattern)(resource)).toBe(matches);
});

test('executables are paths, or any', () => {
  expect(['/usr/bin/git', '/usr/bin/../sbin/x', 'git'].map(EXECUTABLES.compile('*'))).toEqual([true, false, false]);
  expect(EXECUTABLES.compile('/usr/bin/*')('/usr/bin/git')).toBe(true);
  const meets = (a: string, b: string): string | undefined => EXECUTABLES.intersect(a, b);
  expect([meets('*', '/usr/bin/*'), meets('/usr/bin/*', '*'), meets('*', '*')]).toEqual([
    '/usr/bin/*',
    '/usr/bin/*',
    '*',
  ]);
  expect([meets('/usr/**', '/usr/bin/git'), meets('/usr/bin/*', '/opt/*')]).toEqual(['/usr/bin/git', undefined]);
});
