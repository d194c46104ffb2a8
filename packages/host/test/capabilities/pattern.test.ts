import type { PermissionArea } from '@airssys/model';
import fc from '../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { patternKind, validatePattern } from '../../src/capabilities/pattern.ts';
import { ENDPOINTS } from '../../src/capabilities/patterns/endpoint-pattern.ts';
import { EXACT_NAMES, NAMESPACES, PREFIXES, TOPICS } from '../../src/capabilities/patterns/name-patterns.ts';
import { isNormalPath, PATHS } from '../../src/capabilities/patterns/path-pattern.ts';
import type { PatternKind } from '../../src/capabilities/patterns/pattern-kind.ts';
import { failureOf } from './failures.ts';

const matchPath = (pattern: string, path: string): boolean => PATHS.compile(pattern)(path);
const matchDomain = (pattern: string, resource: string): boolean => ENDPOINTS.compile(pattern)(resource);

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

describe('addresses', () => {
  test.each([
    ['10.0.0.7:80', '10.0.0.7:80', true],
    ['10.0.0.7:80', '10.0.0.8:80', false],
    ['10.0.0.0/8:80', '10.255.0.1:80', true],
    ['10.0.0.0/8:80', '11.0.0.1:80', false],
    ['10.0.0.0/8:80', '10.0.0.1:81', false],
    ['10.0.0.0/8:*', '10.0.0.1:81', true],
    ['10.0.0.0/8:*', '10.0.0.1', false],
    ['0.0.0.0/0:80', '8.8.8.8:80', true],
    ['0.0.0.0/0:80', '[::1]:80', false],
    ['[fd00::/8]:443', '[fd12::9]:443', true],
    ['[fd00::/8]:443', '[fe80::9]:443', false],
    ['[::1]:80', '[0:0:0:0:0:0:0:1]:80', true],
    // An address of IPv4 in the clothes of one of IPv6 is what it is.
    ['10.0.0.0/8:80', '[::ffff:10.0.0.7]:80', true],
    ['[::/0]:80', '[::ffff:10.0.0.7]:80', false],
    // No name is an address, and no address a name.
    ['*:80', 'anything.example:80', true],
    ['*:80', '10.0.0.7:80', false],
    ['*:80', '[::1]:80', false],
    ['*:*', '127.1:80', false],
    ['*:*', '2130706433:80', false],
    ['*:*', '0x7f000001:80', false],
    ['*:*', '0177.0.0.1:80', false],
    ['**.0.0.1:80', '127.0.0.1:80', false],
    ['127.0.0.1:80', '127.1:80', false],
    ['127.0.0.1:80', '0177.0.0.1:80', false],
    ['[::1]:80', '[::1%lo]:80', false],
    ['example.com:*', 'example.com:8080', true],
    ['example.com:*', 'example.com', false],
    ['example.com:*', 'example.com:*', false],
    ['example.com:443', 'example.com:65536', false],
  ])('%s and %s: %s', (pattern, resource, matches) => {
    expect(matchDomain(pattern, resource)).toBe(matches);
  });

  test('a range matches the addresses that have its first bits', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const v4 = fc.tuple(byte, byte, byte, byte);
    const bitsOf = (bytes: readonly number[]): string => bytes.map((one) => one.toString(2).padStart(8, '0')).join('');
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), (start, address, bits) => {
        const isStart = /^0*$/.test(bitsOf(start).slice(bits));
        const isIn = bitsOf(start).slice(0, bits) === bitsOf(address).slice(0, bits);
        expect(matchDomain(`${start.join('.')}/${bits}:80`, `${address.join('.')}:80`)).toBe(isStart && isIn);
      }),
    );
  });
});

describe('what two patterns have in common', () => {
  const label = fc.constantFrom('a', 'b', 'com');
  const labels = fc.array(label, { minLength: 1, maxLength: 3 });
  const star = fc.constantFrom('', '*', '**');
  const port = fc.constantFrom('', ':80', ':443', ':*');
  const domain = fc.tuple(star, labels).map(([stars, parts]) => [...(stars === '' ? [] : [stars]), ...parts].join('.'));
  const range = fc.constantFrom(
    '10.0.0.0/8',
    '10.1.0.0/16',
    '10.1.2.3',
    '0.0.0.0/0',
    '[fd00::/8]',
    '[fd00::1]',
    '[::/0]',
  );
  const branch = (separator: string, lead: string) =>
    fc.tuple(labels, star).map(([parts, stars]) => lead + [...parts, ...(stars === '' ? [] : [stars])].join(separator));
  const kinds: readonly [
    name: string,
    kind: PatternKind,
    pattern: fc.Arbitrary<string>,
    resource: fc.Arbitrary<string>,
  ][] = [
    [
      'endpoints',
      ENDPOINTS,
      fc.tuple(fc.oneof(domain, range, fc.constant('*')), port).map((two) => two.join('')),
      fc
        .tuple(
          fc.oneof(
            labels.map((parts) => parts.join('.')),
            fc.constantFrom('10.1.2.3', '10.9.9.9', '8.8.8.8', '[fd00::1]', '[::1]'),
          ),
          fc.constantFrom('', ':80', ':443', ':9'),
        )
        .map((two) => two.join('')),
    ],
    [
      'paths',
      PATHS,
      fc.oneof(branch('/', '/'), fc.constantFrom('/', '/*', '/**')),
      labels.map((parts) => `/${parts.join('/')}`),
    ],
    ['topics', TOPICS, fc.oneof(branch('.', ''), fc.constant('*')), labels.map((parts) => parts.join('.'))],
    [
      'namespaces',
      NAMESPACES,
      fc.oneof(
        labels.map((parts) => parts.join(':')),
        labels.map((parts) => `${parts.join(':')}:*`),
        fc.constant('*'),
      ),
      labels.map((parts) => parts.join(':')),
    ],
    [
      'prefixes',
      PREFIXES,
      fc.tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom('', '*')).map(([parts, end]) => parts.join('') + end),
      labels.map((parts) => parts.join('')),
    ],
  ];
  test.each(kinds)('of %s is matched by both, and nothing else is', (_name, kind, pattern, resource) => {
    fc.assert(
      fc.property(pattern, pattern, resource, (a, b, one) => {
        const both = kind.intersect(a, b);
        expect(both !== undefined && kind.compile(both)(one)).toBe(kind.compile(a)(one) && kind.compile(b)(one));
        expect(both === undefined ? undefined : kind.fault(both)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

test('an area of an embedder has the actions and the kind of pattern that it was given', () => {
  const custom = { 'acme:billing': { actions: ['charge'], pattern: 'topic' } } as const;
  expect(patternKind('acme:billing', 'charge', custom)).toBe(TOPICS);
  expect(patternKind('acme:billing', 'refund', custom)).toBeUndefined();
  expect(patternKind('acme:billing', 'charge')).toBeUndefined();
  expect(patternKind('toString', 'charge', custom)).toBeUndefined();
  expect(patternKind('messaging', 'publish')).toBe(TOPICS);
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
  ['network', '*example.com'],
  ['network', 'a.*.com'],
  ['network', '***.com'],
  ['network', 'http://example.com'],
  ['network', 'example.com:https'],
  ['network', '127.1:80'],
  ['network', '10.1.2.3/8:80'],
  ['network', '10.0.0.0/33:80'],
  ['network', '10.0.0.0/08:80'],
  ['network', '[::ffff:10.0.0.0/104]:80'],
  ['network', '[::1%lo]:80'],
  ['network', '::1'],
  ['network', 'example.com:0443'],
  ['network', 'ex\u0430mple.com:443'],
  ['messaging', 'acme:**'],
  ['process', 'git'],
  ['environment', '*_KEY'],
] as const)('%s patterns: %s is refused', (area, pattern) => {
  expect(() => validatePattern({ area, action: 'any', pattern })).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_CAPABILITY_INVALID' }),
  );
});

test('messages have namespaces, and what is published and subscribed to has topics', () => {
  const kinds = ['send', 'request', 'broadcast', 'publish', 'subscribe'].map((act) => patternKind('messaging', act));
  expect(kinds).toEqual([NAMESPACES, NAMESPACES, NAMESPACES, TOPICS, TOPICS]);
  expect(patternKind('storage', 'publish')).toBe(NAMESPACES);
  expect(patternKind('acme:mail', 'send', { 'acme:mail': { actions: ['send'] } })).toBe(EXACT_NAMES);
});

test.each([
  ['filesystem', '/'],
  ['filesystem', '/*'],
  ['filesystem', '/**'],
  ['filesystem', '/data/**'],
  ['network', 'localhost:80'],
  ['network', '**.example.com'],
  ['network', '*'],
  ['network', '[::1]:80'],
  ['network', '10.0.0.0/8:*'],
  ['messaging', '*'],
  ['messaging', 'acme:shop'],
  ['messaging', 'acme:*'],
  ['process', '/usr/bin/*'],
  ['environment', 'APP_*'],
] as const)('%s patterns: %s is accepted', (area, pattern) => {
  expect(() => validatePattern({ area, action: 'any', pattern })).not.toThrow();
});

test('what is said of a wrong pattern', () => {
  const said = (area: PermissionArea, pattern: string): string =>
    failureOf(() => validatePattern({ area, action: 'act', pattern }));
  expect(said('filesystem', '/a*')).toMatchInlineSnapshot(`
    "AIRSSYS_CAPABILITY_INVALID: filesystem.act cannot have the pattern '/a*': a star stands only at the end, as /* or /**
    Use /dir/* or /dir/**."
  `);
  expect(said('filesystem', '/a/..')).toMatchInlineSnapshot(`
    "AIRSSYS_CAPABILITY_INVALID: filesystem.act cannot have the pattern '/a/..': it is not an absolute path in normal form
    Begin it with / and leave out \`.\`, \`..\` and doubled slashes."
  `);
  expect(said('network', '*.*.com')).toMatchInlineSnapshot(`
    "AIRSSYS_CAPABILITY_INVALID: network.act cannot have the pattern '*.*.com': it is neither a domain nor an address
    Use example.com:443, *.example.com:443, **.example.com:443, 10.0.0.0/8:5432 or [fd00::/8]:5432; :* is any port, and * any name."
  `);
  expect(said('messaging', 'a:**')).toMatchInlineSnapshot(`
    "AIRSSYS_CAPABILITY_INVALID: messaging.act cannot have the pattern 'a:**': it is not made of names with ':' between them, and a star at the end
    Use acme:shop, acme:* or *."
  `);
  expect(said('environment', 'A*B')).toMatchInlineSnapshot(`
    "AIRSSYS_CAPABILITY_INVALID: environment.act cannot have the pattern 'A*B': a star stands at the end only
    Name one exactly, or write its beginning and *."
  `);
  expect(failureOf(() => validatePattern({ area: 'acme:x', action: 'act', pattern: '*' }))).toMatchInlineSnapshot(`
    "AIRSSYS_CAPABILITY_INVALID: Nobody has defined acme:x.act
    Areas of an embedder are defined for the host: HostOptions.capabilities."
  `);
  const place = { area: 'filesystem', action: 'act', pattern: '/a*' } as const;
  expect(() => validatePattern(place)).toThrow(expect.objectContaining({ data: place }));
  expect(() => validatePattern({ area: 'acme:x', action: 'act', pattern: '*' })).toThrow(
    expect.objectContaining({ data: { area: 'acme:x', action: 'act' } }),
  );
});
