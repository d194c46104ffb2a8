import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { parseGuestError, SourceMapper } from '../../src/sandbox/guest-error.ts';

/** Line 1, column 1 of the script is line 5, column 3 of own.ts; line 2 is of the SDK. */
const MAP = JSON.stringify({
  version: 3,
  sources: ['src/own.ts', 'airssys:files.js'],
  sourcesContent: ['class Own { #load() {} }', null],
  names: [],
  mappings: 'AAIE;ACJF',
});
const mapper = new SourceMapper(MAP, 'component.js');

test.each([
  ['StarlingMonkey', 'Probe.fail@component.js:1:1', '    at Probe.fail (src/own.ts:5:3)'],
  ['QuickJS', '    at fail (component.js:1:1)', '    at fail (src/own.ts:5:3)'],
  ['QuickJS, without a name', '    at component.js:1:1', '    at src/own.ts:5:3'],
  ['StarlingMonkey, without a name', '@component.js:1:1', '    at src/own.ts:5:3'],
  ['a nested name', 'outer/inner<@component.js:1:1', '    at outer/inner< (src/own.ts:5:3)'],
  ['a frame of the SDK', 'read@component.js:2:1', ''],
  [
    'QuickJS, with its own kind of path',
    '    at fail (componentize-qjs:component.js:1:1)',
    '    at fail (src/own.ts:5:3)',
  ],
  ['StarlingMonkey, with a path', 'fail@/tmp/a b/component.js:1:1', '    at fail (src/own.ts:5:3)'],
  ["a frame of the engine's own script", 'fail@/tmp/initializer.js:1:1', ''],
  ['an async function', 'async$load@component.js:1:1', '    at load (src/own.ts:5:3)'],
  [
    'an async function that has not waited yet',
    'async$load@component.js:1:1\nx@component.js:2:1\nload@component.js:1:1\nload@component.js:1:1',
    '    at load (src/own.ts:5:3)\n    at load (src/own.ts:5:3)',
  ],
  [
    'a private method',
    'load_fn@component.js:1:1\nother_fn@component.js:1:1',
    '    at #load (src/own.ts:5:3)\n    at other_fn (src/own.ts:5:3)',
  ],
  ['native code', '    at call (native)', ''],
  ['no frame', 'Error: words', ''],
  ['nothing', '', ''],
])('%s', (_name, stack, mapped) => {
  expect(mapper.mapStack(stack)).toBe(mapped);
});

test('any text is read or left, and no stack is longer than its bound', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(typeof mapper.mapStack(text)).toBe('string');
      const error = parseGuestError(text, mapper);
      if (error)
        expect([error.name, error.message, error.stack, error.operation].every((one) => typeof one === 'string')).toBe(
          true,
        );
    }),
  );
  const stack = 'f@component.js:1:1\n'.repeat(5_000);
  expect(mapper.mapStack(stack).split('\n')).toHaveLength(200);
  expect(mapper.mapStack(`${'x'.repeat(1_000)}@component.js:1:1`)).toBe('');
});

test('causes are followed eight deep', () => {
  let report: object = { message: 'innermost' };
  for (let i = 0; i < 20; i += 1) report = { message: `${i}`, cause: report };
  let depth = 0;
  for (let error = parseGuestError(JSON.stringify(report), undefined); error; error = error.cause) depth += 1;
  expect(depth).toBe(9);
});

test('a report that is too long is none', () => {
  const report = (length: number): string => JSON.stringify({ message: 'x'.repeat(length) });
  expect(parseGuestError(report(1_000), undefined)?.message).toHaveLength(1_000);
  expect(parseGuestError(report(1 << 20), undefined)).toBeUndefined();
});
