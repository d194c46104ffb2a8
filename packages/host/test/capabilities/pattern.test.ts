import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isNormalPath,
  matchDomain,
  matchesPattern,
  matchPath,
  validatePattern,
} from '../../src/capabilities/pattern.ts';

const name = fc.constantFrom('a', 'b', 'data', '.hidden', '...', 'a b', 'é');
const normalPath = fc.array(name, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
const anyPath = fc
  .array(fc.oneof(name, fc.constantFrom('', '.', '..', '*', '**', '\0')), { maxLength: 5 })
  .map((parts) => parts.join('/'));
const parts = (path: string): readonly string[] => (path === '/' ? [] : path.slice(1).split('/'));
const startsWith = (path: string, dir: string): boolean => parts(dir).every((part, at) => parts(path)[at] === part);

describe('paths', () => {
  test('an exact pattern matches itself only', () => {
    fc.assert(
      fc.property(normalPath, fc.oneof(normalPath, anyPath), (pattern, path) => {
        expect(matchPath(pattern, path)).toBe(pattern === path);
      }),
    );
  });

  test('/dir/* matches children and nothing else', () => {
    fc.assert(
      fc.property(normalPath, normalPath, (dir, path) => {
        const isChild = parts(path).length === parts(dir).length + 1 && startsWith(path, dir);
        expect(matchPath(dir === '/' ? '/*' : `${dir}/*`, path)).toBe(isChild);
      }),
    );
  });

  test('/dir/** matches what is below, without /dir', () => {
    fc.assert(
      fc.property(normalPath, normalPath, (dir, path) => {
        const isBelow = parts(path).length > parts(dir).length && startsWith(path, dir);
        expect(matchPath(dir === '/' ? '/**' : `${dir}/**`, path)).toBe(isBelow);
      }),
    );
  });

  test('a path that is not in normal form matches nothing', () => {
    fc.assert(
      fc.property(anyPath, anyPath, (pattern, path) => {
        if (!isNormalPath(path))
          expect([matchPath(pattern, path), matchPath('/**', path), matchPath(path, path)]).toEqual([
            false,
            false,
            false,
          ]);
      }),
    );
  });

  test.each([
    ['/data/**', '/data', false],
    ['/data/**', '/data/', false],
    ['/data/**', '/database/x', false],
    ['/data/**', '/data/../etc', false],
    ['/data/*', '/data/a/b', false],
    ['/data', '/DATA', false],
    ['/', '/', true],
    ['/**', '/', false],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(matchPath(pattern, path)).toBe(matches);
  });
});

describe('domains', () => {
  const label = fc.constantFrom('a', 'www', 'x-1', 'example', 'com');
  const domain = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
  const port = fc.option(fc.integer({ min: 1, max: 65_535 }));
  const withPort = (host: string, number: number | null): string => (number === null ? host : `${host}:${number}`);

  test('one star stands for one label, two for one or more, and ports are equal', () => {
    fc.assert(
      fc.property(domain, port, domain, port, (base, wanted, host, given) => {
        const [labels, more] = [base.split('.').length, host.split('.').length - base.split('.').length];
        const isUnder = host.split('.').slice(-labels).join('.') === base;
        const match = (stars: string): boolean => matchDomain(withPort(stars + base, wanted), withPort(host, given));
        expect(match('')).toBe(wanted === given && host === base);
        expect(match('*.')).toBe(wanted === given && isUnder && more === 1);
        expect(match('**.')).toBe(wanted === given && isUnder && more >= 1);
      }),
    );
  });

  test.each([
    ['example.com', 'EXAMPLE.com', true],
    ['Example.com', 'example.com', true],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '.example.com', false],
    ['*.example.com', 'a.b.example.com', false],
    ['**.example.com', 'a.b.example.com', true],
    ['**.example.com', 'evil.com/a.example.com', false],
    ['**.example.com', 'evil.com#.example.com', false],
    ['**.example.com', 'a@b.example.com', false],
    ['**.example.com', 'badexample.com', false],
    ['example.com', 'example.com:443', false],
    ['example.com:443', 'example.com', false],
    ['example.com:443', 'example.com:443', true],
    ['example.com:443', 'example.com:0443', false],
    ['example.com', 'example.com.', false],
    // The Kelvin sign becomes an ASCII k in small letters.
    ['kube.example', '\u212Aube.example', false],
    ['**.example', '\u212Aube.example', false],
  ])('%s and %s: %s', (pattern, host, matches) => {
    expect(matchDomain(pattern, host)).toBe(matches);
  });
});

test('names are exact, or any', () => {
  for (const area of ['storage', 'messaging', 'process', 'clock', 'random'] as const) {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, resource) => {
        expect(matchesPattern(area, pattern, resource)).toBe(pattern === '*' || pattern === resource);
      }),
    );
  }
});

test.each([
  ['filesystem', 'data'],
  ['filesystem', '/data/'],
  ['filesystem', '/data/../etc'],
  ['filesystem', '/da*'],
  ['filesystem', '/*/x'],
  ['filesystem', '/data/***'],
  ['filesystem', '/data//*'],
  ['filesystem', '/data\0'],
  ['network', '*'],
  ['network', '*example.com'],
  ['network', 'a.*.com'],
  ['network', '***.com'],
  ['network', 'http://example.com'],
  ['network', 'example.com:https'],
  ['network', '[::1]:80'],
  ['messaging', 'acme:*'],
  ['process', '/usr/bin/*'],
] as const)('%s patterns: %s is refused', (area, pattern) => {
  expect(() => validatePattern({ area, action: 'any', pattern })).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_CAPABILITY_INVALID' }),
  );
});

test.each([
  ['filesystem', '/'],
  ['filesystem', '/*'],
  ['filesystem', '/**'],
  ['filesystem', '/data/**'],
  ['network', 'localhost:80'],
  ['network', '**.example.com'],
  ['messaging', '*'],
  ['messaging', 'acme:shop'],
] as const)('%s patterns: %s is accepted', (area, pattern) => {
  expect(() => validatePattern({ area, action: 'any', pattern })).not.toThrow();
});

test('what is said of a wrong pattern', () => {
  const message = (area: 'filesystem' | 'network' | 'messaging', pattern: string) => () =>
    validatePattern({ area, action: 'act', pattern });
  expect(message('filesystem', '/a*')).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: filesystem.act cannot have the pattern '/a*': a star stands only at the end, as /* or /**]`,
  );
  expect(message('filesystem', '/a/..')).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: filesystem.act cannot have the pattern '/a/..': it is not an absolute path in normal form]`,
  );
  expect(message('network', '*')).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: network.act cannot have the pattern '*': it is no domain name]`,
  );
  expect(message('messaging', 'a:*')).toThrowErrorMatchingInlineSnapshot(
    `[AirssysError: messaging.act cannot have the pattern 'a:*': a star stands for all by itself only]`,
  );
});
