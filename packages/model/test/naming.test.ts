import fc from '../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { escapeWitName, isWitIdentifier, toCamelCase, toKebabCase, toPascalCase } from '../src/index.ts';

describe('toKebabCase', () => {
  it.each([
    ['id', 'id'],
    ['maxTemp', 'max-temp'],
    ['MaxTemp', 'max-temp'],
    ['parseURL', 'parse-url'],
    ['URLParser', 'url-parser'],
    ['parseURLNow', 'parse-url-now'],
    ['day7', 'day7'],
    ['day7Night', 'day7-night'],
    ['snake_case', 'snake-case'],
    ['SCREAMING_CASE', 'screaming-case'],
    ['_private$', 'private'],
    ['a.b c', 'a-b-c'],
    ['__proto__', 'proto'],
    ['kebab-case', 'kebab-case'],
    ['is-Open', 'is-open'],
  ])('%s → %s', (text, kebab) => {
    expect(toKebabCase(text)).toBe(kebab);
  });

  it.each(['', '7days', 'day-7', 'day_7', 'größe', '日', '_', '$', '-', 'a/b', 'a:b', '%a', 'a\n/'])(
    'has no WIT identifier for %j',
    (text) => {
      expect(toKebabCase(text)).toBeUndefined();
    },
  );

  it('gives a WIT identifier or nothing, and leaves one as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kebab = toKebabCase(text);
        if (kebab === undefined) return;
        expect(isWitIdentifier(kebab)).toBe(true);
        expect(toKebabCase(kebab)).toBe(kebab);
      }),
    );
  });
});

describe('toCamelCase and toPascalCase', () => {
  it('undo toKebabCase where every word has a letter of its own', () => {
    expect(toCamelCase('max-temp')).toBe('maxTemp');
    expect(toCamelCase('a-b-c')).toBe('aBC');
    expect(toPascalCase('max-temp')).toBe('MaxTemp');
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]{1,5}(-[a-z][a-z0-9]{1,5}){0,3}$/), (kebab) => {
        expect(toKebabCase(toCamelCase(kebab))).toBe(kebab);
        expect(toKebabCase(toPascalCase(kebab))).toBe(kebab);
      }),
    );
  });
});

describe('escapeWitName', () => {
  it('escapes keywords, and nothing else', () => {
    expect(['list', 'record', 'error-context', 'u8', 'result'].map(escapeWitName)).toEqual([
      '%list',
      '%record',
      '%error-context',
      '%u8',
      '%result',
    ]);
    expect(['lists', 'max-temp', 'constructor-x', 'to-string'].map(escapeWitName)).toEqual([
      'lists',
      'max-temp',
      'constructor-x',
      'to-string',
    ]);
  });
});

it('words in capitals are words like others', () => {
  expect(toCamelCase('is-XML')).toBe('isXml');
  expect(toPascalCase('HTTP-server')).toBe('HttpServer');
  expect(toCamelCase('a-1b')).toBe('a1b');
});
