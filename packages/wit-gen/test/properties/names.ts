/** Names and doc comments as authors might write them, the unusual ones more often than in life. */
import { toKebabCase } from '@airssys/model';
import fc from 'fast-check';

/** Words that mean something to WIT, to JavaScript's objects or to the engines, and names that are hard to convert. */
const NOTABLE = [
  ...['list', 'type', 'record', 'result', 'option', 'own', 'borrow', 'resource', 'stream', 'future', 'u8', 'f32'],
  ...['use', 'from', 'as', 'include', 'world', 'package', 'flags', 'func', 'string', 'bool', 'char', 'errorContext'],
  ...['toString', 'valueOf', 'hasOwnProperty', 'then', 'tag', 'val', 'ok', 'error', 'value', 'name', 'length'],
  ...['userID', 'parseURLs', 'HTTPServer', 'a1b2', 'day7', 'x', 'ABC', 'snake_case', 'SCREAMING_CASE', 'sha256Sum'],
  ...['_private', 'trailing_', 'a$b', 'isOpen', 'iPhone', 'kWh', 'v2Beta', 'PascalCase', 'item', 'value1'],
] as const;

/** Property names only: they can be quoted. */
const QUOTED = [
  'full name',
  'dotted.name',
  '__proto__',
  'constructor',
  'prototype',
  '$cash',
  'class',
  'default',
] as const;

/** What an identifier in a module cannot be, or what the printed source uses itself. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with ' +
    'implements interface let package private protected public static yield await async arguments eval constructor ' +
    'any unknown never object string number boolean symbol bigint undefined sdk type'
  ).split(' '),
);

/** Types that the printed source refers to, or that the standard library has for something else. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(
  (
    'as of from Sample Result Flags Json Own Borrow resource throws Symbol Error Array ReadonlyArray Set ReadonlySet Map ReadonlyMap Record Pick Omit Readonly Partial Date ' +
    'Promise u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 char Uint8Array Int8Array Int16Array Uint16Array Int32Array ' +
    'Uint32Array BigInt64Array BigUint64Array Float32Array Float64Array component operation'
  ).split(' '),
);

const isNamed = (text: string): boolean => toKebabCase(text) !== undefined;

const words: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom<string>(...NOTABLE) },
    { weight: 3, arbitrary: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,9}$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z]{1,4}_[a-zA-Z]{1,4}[0-9]?$/) },
  )
  .filter(isNamed);

/** Names of parameters and operations. */
export const identifiers: fc.Arbitrary<string> = words.filter((text) => !RESERVED.has(text));

/** Names of the author's types. */
export const typeNames: fc.Arbitrary<string> = fc
  .oneof({ weight: 2, arbitrary: fc.stringMatching(/^[A-Z][a-zA-Z0-9]{1,9}$/).filter(isNamed) }, identifiers)
  .filter((text) => !KNOWN_TYPES.has(text));

/** Names of properties. */
export const propertyNames: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: words },
  { weight: 1, arbitrary: fc.constantFrom<string>(...QUOTED) },
);

/** Literals that name a case by themselves. */
export const literals: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: words },
  { weight: 1, arbitrary: fc.constantFrom('is open', 'a.b', 'kebab', '_x_', ' spaced ', 'true', 'null', '__proto__') },
);

/** Characters that mean something in comments, in Markdown or to a terminal, and text of several scripts. */
const docWords = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z0-9,.:;()]{1,8}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['größer', '日本語', '🙂', 'é', '`code`', '"quoted"', "it's", '//', '/*', '<b>', '&amp;', '{', '}', '|', '-'],
      ...[
        '\\n',
        '${x}',
        '#',
        '*',
        '**bold**',
        'a@b.c',
        '—',
        '%x',
        '\u200d',
        '\u00a0x',
        '///',
        ';',
        '\u202etrap',
        '\u0007',
      ],
    ),
  },
);

const docLine = fc.array(docWords, { minLength: 1, maxLength: 6 }).map((line) => line.join(' '));

/** What is said of a parameter, in one line. After `@param name`, JSDoc takes a brace for a type and a dash for nothing. */
export const docLines: fc.Arbitrary<string> = docLine.map(tidy).filter((text) => text !== '' && !/^[{[-]/.test(text));

/** Documentation, of one or several lines and paragraphs. */
export const docs: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: docLine }, { weight: 1, arbitrary: fc.constant('') }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((lines) => tidy(lines.join('\n')))
  .filter((text) => text !== '');

/** As the analysis gives text: nothing at the ends of lines, no blank lines around. */
function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
