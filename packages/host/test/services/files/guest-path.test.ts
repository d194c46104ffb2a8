import fc from '../../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { isNormalPath } from '../../../src/capabilities/patterns/path-pattern.ts';
import { normalizeGuestPath } from '../../../src/services/files/guest-path.ts';

const part = fc.oneof(
  fc.constantFrom('.', '..', '', 'a', 'b', '...', '.hidden', 'a b', '*', '\\', '~'),
  fc.string({ maxLength: 4 }),
);
const path = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`);

test('normal form is reached at once, and climbs no higher than the root', () => {
  fc.assert(
    fc.property(
      path.filter((one) => !one.includes('\0')),
      (one) => {
        const normal = normalizeGuestPath(one);
        expect(isNormalPath(normal)).toBe(true);
        expect(normalizeGuestPath(normal)).toBe(normal);
      },
    ),
  );
});

test.each([
  ['/a/../../b', '/b'],
  ['//a///b/', '/a/b'],
  ['/a/./b/.', '/a/b'],
  ['/..', '/'],
  ['/a\\..\\b', '/a\\..\\b'],
])('%s is %s', (given, normal) => {
  expect(normalizeGuestPath(given)).toBe(normal);
});

test.each(['', 'a', './a', '../a', '\\a', '/a\0b'])('%j is no path', (given) => {
  expect(() => normalizeGuestPath(given)).toThrow(
    expect.objectContaining({ payload: { tag: 'invalid-path', val: given } }),
  );
});

test('a path that no system takes is refused before it is worked on', () => {
  expect(() => normalizeGuestPath('/'.repeat(4_097))).toThrow('invalid-path: a path of 4097 characters');
  expect(normalizeGuestPath(`/${'a'.repeat(4_095)}`)).toHaveLength(4_096);
});
