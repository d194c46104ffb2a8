import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNormalPath } from '../../../src/capabilities/patterns/path-pattern.ts';
import { locate, normalizeGuestPath, toGuestPath, toMounts } from '../../../src/services/files/guest-path.ts';

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

test('what lies in a mount stays in its directory', () => {
  const mounts = toMounts({ '/data': '/srv/data', '/data/inner': '/srv/inner', '/other': '/srv/data2' });
  fc.assert(
    fc.property(
      path.filter((one) => !one.includes('\0')),
      (one) => {
        const place = locate(mounts, normalizeGuestPath(`/data/${one}`));
        if (place === undefined) return;
        const { hostPath } = place.mount;
        expect(place.hostPath === hostPath || place.hostPath.startsWith(`${hostPath}/`)).toBe(true);
      },
    ),
  );
});

test('the innermost mount has the path', () => {
  const mounts = toMounts({ '/': '/root', '/data': '/srv/data', '/data/inner': '/srv/inner' });
  const found = (one: string): string | undefined => locate(mounts, one)?.hostPath;
  expect(
    ['/', '/x', '/data', '/data/a', '/database', '/data/inner', '/data/inner/b', '/data/innermost'].map(found),
  ).toEqual([
    '/root',
    '/root/x',
    '/srv/data',
    '/srv/data/a',
    '/root/database',
    '/srv/inner',
    '/srv/inner/b',
    '/srv/data/innermost',
  ]);
  expect(locate(toMounts({ '/data': '/srv/data' }), '/database')).toBeUndefined();
});

test.each(['data', '/data/', '/data/..', '//data', ''])('a mount cannot be at %j', (guestPath) => {
  expect(() => toMounts({ [guestPath]: '.' })).toThrow(`A mount cannot be at '${guestPath}'`);
});

test("the guest's name of a resolved path", () => {
  const mount = { guestPath: '/data', hostPath: '/srv/link' };
  expect(toGuestPath(mount, '/srv/real', '/srv/real')).toBe('/data');
  expect(toGuestPath(mount, '/srv/real', '/srv/real/a/b')).toBe('/data/a/b');
  expect(toGuestPath(mount, '/srv/real', '/srv/really')).toBeUndefined();
  expect(toGuestPath(mount, '/srv/real', '/srv')).toBeUndefined();
  expect(toGuestPath({ ...mount, guestPath: '/' }, '/', '/etc')).toBe('/etc');
});

test('a path that no system takes is refused before it is worked on', () => {
  expect(() => normalizeGuestPath('/'.repeat(4_097))).toThrow('invalid-path: a path of 4097 characters');
  expect(normalizeGuestPath(`/${'a'.repeat(4_095)}`)).toHaveLength(4_096);
});
