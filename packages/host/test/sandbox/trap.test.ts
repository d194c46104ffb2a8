import { expect, test } from 'vitest';
import { classifyTrap, type TrapKind } from '../../src/sandbox/trap.ts';
import { guest, run, trapOf } from '../components.ts';

const body = (instructions: string, fields = ''): string =>
  `${fields} (func (export "run") (result i32) ${instructions})`;

/** Each as V8 traps on it, through jco's glue. */
const TRAPS: readonly (readonly [kind: TrapKind, name: string, core: string])[] = [
  ['unreachable', 'unreachable', body('unreachable')],
  ['integer-division-by-zero', 'division', body('(i32.div_s (i32.const 1) (i32.const 0))')],
  ['integer-division-by-zero', 'remainder', body('(i32.rem_u (i32.const 1) (i32.const 0))')],
  ['integer-overflow', 'the smallest number divided by -1', body('(i32.div_s (i32.const -2147483648) (i32.const -1))')],
  ['bad-conversion-to-integer', 'not a number', body('(i32.trunc_f32_s (f32.const nan))')],
  ['bad-conversion-to-integer', 'infinity', body('(i32.trunc_f64_u (f64.const inf))')],
  ['memory-out-of-bounds', 'load', body('(i32.load (i32.const 65536))', '(memory 1)')],
  [
    'memory-out-of-bounds',
    'memory.fill',
    body('(memory.fill (i32.const 65000) (i32.const 0) (i32.const 1000)) (i32.const 0)', '(memory 1)'),
  ],
  ['table-out-of-bounds', 'table.get', body('(ref.is_null (table.get (i32.const 9)))', '(table 1 funcref)')],
  [
    'table-out-of-bounds',
    'table.fill',
    body('(table.fill (i32.const 9) (ref.null func) (i32.const 9)) (i32.const 0)', '(table 1 funcref)'),
  ],
  [
    'table-out-of-bounds',
    'call_indirect',
    body('(call_indirect (type $t) (i32.const 9))', '(type $t (func (result i32))) (table 1 funcref)'),
  ],
  [
    'table-out-of-bounds',
    'a segment at start',
    body('(i32.const 1)', '(table 1 funcref) (elem (i32.const 5) $f) (func $f)'),
  ],
  ['memory-out-of-bounds', 'data at start', body('(i32.const 1)', '(memory 1) (data (i32.const 65535) "ab")')],
  [
    'bad-signature',
    'call_indirect of null',
    body('(call_indirect (type $t) (i32.const 0))', '(type $t (func (result i32))) (table 1 funcref)'),
  ],
  [
    'bad-signature',
    'call_indirect',
    body(
      '(call_indirect (type $t) (i32.const 0))',
      '(type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $f) (func $f)',
    ),
  ],
  ['null-reference', 'ref.as_non_null', body('(drop (ref.as_non_null (ref.null func))) (i32.const 0)')],
  ['misaligned', 'an atomic access', body('(i32.atomic.load (i32.const 1))', '(memory 1)')],
  ['stack-overflow', 'recursion', '(func $f (export "run") (result i32) (i32.add (call $f) (i32.const 1)))'],
  ['unreachable', 'a start function', body('(i32.const 1)', '(func $s unreachable) (start $s)')],
];

test.each(TRAPS)('%s: %s', async (kind, _name, core) => {
  const call = async (): Promise<unknown> => await run(await guest(core, { limits: { maxFuel: 100_000_000_000 } }));
  const trap = await trapOf(call());
  expect([trap.kind, trap.message]).toEqual([kind, expect.stringContaining(kind)]);
});

test('an exception, which no component can throw yet', () => {
  const tag = new WebAssembly.Tag({ parameters: [] });
  expect(classifyTrap(new WebAssembly.Exception(tag, []))).toBe('uncaught-exception');
});

test.each([
  ['V8 12', 'null function or function signature mismatch', 'indirect-call-to-null'],
  ['an unknown message', 'something new', 'internal'],
])('words of %s', (_name, message, kind) => {
  expect(classifyTrap(new WebAssembly.RuntimeError(message))).toBe(kind);
});

test.each([[undefined], ['unreachable'], [{ message: 'unreachable' }]])(
  'what is no error is not understood: %s',
  (thrown) => {
    expect(classifyTrap(thrown)).toBe('internal');
  },
);
