import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { nameAsyncFunctions } from '../../src/build/async-names.ts';

const SUPPORTED = { 'async-await': false, 'async-generator': false, 'for-await': false };

/** The names of the lowered functions, in their order. */
function names(source: string, decorated = false): readonly string[] {
  const target = decorated ? 'es2021' : 'es2023';
  const { code } = transformSync(source, { target, supported: SUPPORTED, loader: 'ts' });
  const named = nameAsyncFunctions(code);
  expect(named.split('\n')).toHaveLength(code.split('\n').length);
  return named
    .split('\n')
    .filter((line) => /__async(Generator)?\(.*function\* ?/.test(line))
    .map((line) => /function\* (?:async\$)?([^(]*)\(/.exec(line)?.[1] ?? '');
}

test.each([
  ['a function', 'export async function load(id) { await id; }', ['load']],
  ['an exported expression', 'export const f = async function named() { await 1; };', ['named']],
  ['an anonymous function', 'export const load = async function () { await 1; };', ['load']],
  ['arrows', 'const a = async (x) => { await x; }; let b; b = async (y) => y; export { a, b };', ['a', 'b']],
  ['an arrow as an argument', '[1].map(async (x) => { await x; });', ['']],
  ['a generator', 'export async function* walk() { yield 1; }', ['walk']],
  [
    'methods',
    'export class A { async m() { await 1; } static async s(a = f(1, (2))) { await a; } async *g({ x }) { yield x; } field = async (x) => x; async "with space"() { await 1; } }',
    ['m', 's', 'g', 'field', ''],
  ],
  ['methods of an object', 'export const o = { async m() { await 1; }, k: async () => 1 };', ['m', 'k']],
  ['what uses arguments', 'export async function all(a = 1) { return arguments.length; }', ['all']],
])('%s', (_name, source, expected) => {
  expect(names(source)).toEqual(expected);
});

test('a private method, also where classes are not lowered', () => {
  expect(names('export class A { async #load(id = f(1)) { await 1; } run() { return this.#load(); } }')).toEqual([
    'load_fn',
  ]);
  expect(names('export class A { async #load() { await 1; } run() { return this.#load(); } }', true)).toEqual([
    'load_fn',
  ]);
});

test('the name hides nothing', () => {
  const { code } = transformSync(
    "const storage = 'outer'; class A { async storage() { return storage; } }; A.prototype.storage().then(report);",
    {
      target: 'es2023',
      supported: SUPPORTED,
    },
  );
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is this test's own
  const run = new Function('report', nameAsyncFunctions(code)) as (report: (value: unknown) => void) => void;
  return new Promise<void>((resolve) => {
    run((value) => {
      expect(value).toBe('outer');
      resolve();
    });
  });
});
