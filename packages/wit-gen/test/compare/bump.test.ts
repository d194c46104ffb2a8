import { expect, test } from 'vitest';
import { bumped, compareDocuments } from '../../src/index.ts';
import { documentOf } from '../support/read.ts';

const BREAKING = ['interface i { f: func(); }', 'interface i { f: func() -> u8; }'] as const;
const COMPATIBLE = ['interface i { f: func(); }', 'interface i { f: func(); g: func(); }'] as const;
const DOCUMENTATION = ['interface i { f: func(); }', '/// New.\ninterface i { f: func(); }'] as const;
const NOTHING = ['interface i { f: func(); }', 'interface i { f: func(); }'] as const;

const compare = ([before, after]: readonly [string, string], from: string, to: string) =>
  compareDocuments(documentOf(`package x:y${from}; ${before}`), documentOf(`package x:y${to}; ${after}`));

test.for([
  [BREAKING, '@1.2.3', '@1.2.3', 'major', false],
  [BREAKING, '@1.2.3', '@1.3.0', 'major', false],
  [BREAKING, '@1.2.3', '@2.0.0', 'major', true],
  [BREAKING, '@1.2.3', '@0.9.0', 'major', false],
  [BREAKING, '@0.2.3', '@0.2.4', 'minor', false],
  [BREAKING, '@0.2.3', '@0.3.0', 'minor', true],
  [BREAKING, '@0.2.3', '@1.0.0', 'minor', true],
  [BREAKING, '@1.0.0-rc.1', '@1.0.0-rc.2', 'major', true],
  [BREAKING, '@1.0.0-rc.1', '@1.0.0', 'major', true],
  [BREAKING, '', '', 'major', false],
  [COMPATIBLE, '@1.2.3', '@1.2.4', 'minor', false],
  [COMPATIBLE, '@1.2.3', '@1.3.0', 'minor', true],
  [COMPATIBLE, '@0.2.3', '@0.2.4', 'patch', true],
  [DOCUMENTATION, '@1.2.3', '@1.2.3', 'patch', false],
  [DOCUMENTATION, '@1.2.3', '@1.2.4', 'patch', true],
  [NOTHING, '@1.2.3', '@1.2.3', 'none', true],
] as const)('%j from %s to %s asks for %s', ([texts, from, to, asksFor, isEnough]) => {
  expect(compare(texts, from, to)).toMatchObject({ asksFor, isBumped: isEnough });
});

test('the least version that is enough', () => {
  expect([
    bumped('1.2.3', 'major'),
    bumped('0.2.3', 'minor'),
    bumped('1.2.3', 'patch'),
    bumped('1.2.3', 'none'),
  ]).toEqual(['2.0.0', '0.3.0', '1.2.4', '1.2.3']);
});
