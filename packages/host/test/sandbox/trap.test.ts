import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { meterModule } from '../../src/engine/metering/meter-module.ts';
import { classifyTrap, type TrapKind } from '../../src/sandbox/trap.ts';
import { guest, run, temporaryDirectory, testHost, trapOf, written } from '../components.ts';
import { assemble, attach, MODES, TestHost } from '../engine/metering/metered.ts';

const body = (instructions: string, fields = ''): string =>
  `${fields} (func (export "run") (result i32) ${instructions})`;

const [V8_MAJOR = '0'] = process.versions.v8.split('.');

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
  [
    Number(V8_MAJOR) >= 14 ? 'indirect-call-to-null' : 'bad-signature',
    'call_indirect of null in a table of that type',
    body('(call_indirect (type $t) (i32.const 0))', '(type $t (func (result i32))) (table 1 (ref null $t))'),
  ],
  ['null-reference', 'call_ref', body('(call_ref $t (ref.null $t))', '(type $t (func (result i32)))')],
  [
    'cast-failure',
    'a function of another type',
    body(
      '(drop (ref.cast (ref $t) (table.get (i32.const 0)))) (i32.const 0)',
      '(type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $f) (func $f)',
    ),
  ],
  ['integer-overflow', '64 bits', body('(i32.wrap_i64 (i64.div_s (i64.const -9223372036854775808) (i64.const -1)))')],
  [
    'memory-out-of-bounds',
    'memory.init beyond its segment',
    body('(memory.init $d (i32.const 0) (i32.const 0) (i32.const 5)) (i32.const 0)', '(memory 1) (data $d "abc")'),
  ],
  [
    'table-out-of-bounds',
    'table.init beyond its segment',
    body(
      '(table.init $e (i32.const 0) (i32.const 0) (i32.const 5)) (i32.const 0)',
      '(table 9 funcref) (elem $e func $f) (func $f)',
    ),
  ],
  ['misaligned', 'memory.atomic.notify', body('(memory.atomic.notify (i32.const 1) (i32.const 0))', '(memory 1)')],
  ['null-reference', 'throw_ref', body('(throw_ref (ref.null exn))')],
  ['null-reference', 'ref.as_non_null', body('(drop (ref.as_non_null (ref.null func))) (i32.const 0)')],
  ['misaligned', 'an atomic access', body('(i32.atomic.load (i32.const 1))', '(memory 1)')],
  ['stack-overflow', 'recursion', '(func $f (export "run") (result i32) (i32.add (call $f) (i32.const 1)))'],
  [
    'stack-overflow',
    'recursion that fills the stack in memory first',
    `(memory 2) (global $stack (mut i32) (i32.const 65536))
    (func $f (export "run") (result i32)
      (global.set $stack (i32.sub (global.get $stack) (i32.const 4096)))
      (i32.store (global.get $stack) (i32.const 1))
      (i32.add (call $f) (i32.const 1)))`,
  ],
  [
    'memory-out-of-bounds',
    'where a global below zero is no stack',
    body(
      '(i32.load (i32.const 70000))',
      '(memory 1) (global (mut i32) (i32.const -1)) (global (mut i32) (i32.const -2147483648))',
    ),
  ],
  ['unreachable', 'a start function', body('(i32.const 1)', '(func $s unreachable) (start $s)')],
];

describe.each(MODES)('%s', (metering) => {
  test.each(TRAPS)('%s: %s', async (kind, _name, core) => {
    const call = async (): Promise<unknown> =>
      await run(await guest(core, { limits: { maxFuel: 100_000_000_000 } }, testHost({ metering })));
    const trap = await trapOf(call());
    expect([trap.kind, trap.message]).toEqual([kind, expect.stringContaining(kind)]);
    expect(trap).toMatchObject({ code: expect.stringMatching(/^AIRSSYS_TRAP/), operation: expect.any(String) });
    expect(trap.usage.durationMs).toBeGreaterThan(0);
  });
});

/** `run` throws an exception and catches it only to throw it again, in the encoding that came first. */
const RETHROW = [0, 0x06, 0x7f, 0x08, 0, 0x19, 0x09, 0, 0x0b, 0x0b];
const OLDER_EXCEPTIONS = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[1, 8, 2, 0x60, 0, 0, 0x60, 0, 1, 0x7f], // types: () -> (), () -> i32
  ...[3, 2, 1, 1], // a function
  ...[13, 3, 1, 0, 0], // a tag
  ...[7, 7, 1, 3, 0x72, 0x75, 0x6e, 0, 0], // exported as run
  ...[10, RETHROW.length + 2, 1, RETHROW.length, ...RETHROW],
]);

/** What V8 and the metering run, and no component can do yet: with which words the loader refuses it. */
const REFUSED: readonly (readonly [TrapKind, string, string | Uint8Array, RegExp])[] = [
  [
    'uncaught-exception',
    'throw',
    body('(throw $e (i32.const 5))', '(tag $e (param i32))'),
    /exceptions? .*not (?:enabled|supported)/,
  ],
  [
    'uncaught-exception',
    'throw_ref',
    body(
      '(block $h (result i32 exnref) (try_table (result i32) (catch_ref $e $h) (throw $e (i32.const 5))) (return)) (throw_ref)',
      '(tag $e (param i32))',
    ),
    /exceptions? .*not (?:enabled|supported)/,
  ],
  [
    'uncaught-exception',
    'rethrow, as it was encoded first',
    OLDER_EXCEPTIONS,
    /exceptions? .*not (?:enabled|supported)/,
  ],
  [
    'array-out-of-bounds',
    'array.get',
    body('(array.get $a (array.new_default $a (i32.const 1)) (i32.const 5))', '(type $a (array (mut i32)))'),
    /garbage-collected types/,
  ],
  [
    'cast-failure',
    'an array as a struct',
    body(
      '(drop (ref.cast (ref $s) (array.new_default $a (i32.const 1)))) (i32.const 1)',
      '(type $a (array (mut i32))) (type $s (struct))',
    ),
    /garbage-collected types/,
  ],
  [
    'allocation-too-large',
    'array.new',
    body('(array.len (array.new_default $a (i32.const 0x7fffffff)))', '(type $a (array (mut i64)))'),
    /garbage-collected types/,
  ],
  [
    'null-reference',
    'struct.get',
    body('(struct.get $s 0 (ref.null $s))', '(type $s (struct (field i32)))'),
    /garbage-collected types/,
  ],
];

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('what components cannot do yet', () => {
  test.each(REFUSED)('%s: %s', async (kind, _name, core, refusal) => {
    const bytes = typeof core === 'string' ? await assemble(`(module ${core})`) : core;
    for (const mode of MODES) {
      const { exports } = attach(bytes, mode, new TestHost(10n ** 12n, 10n ** 12n));
      const { run: exported } = exports;
      expect(classifyTrap(thrownBy(() => typeof exported === 'function' && exported()))).toBe(kind);
      expect(meterModule(bytes, { mode }).functions).toBe(1);
    }
    if (typeof core === 'string') {
      const load = written({ core }).then(async (component) => await testHost().load(component));
      await expect(load).rejects.toMatchObject({
        code: expect.stringMatching(/^AIRSSYS_ENGINE_/),
        message: expect.stringMatching(refusal),
      });
    }
  });
});

test('a process that has no room for another memory', async () => {
  const dir = temporaryDirectory();
  const file = join(dir, 'it.wasm');
  writeFileSync(file, await written({ core: body('(i32.const 1)', '(memory 1)') }));
  const child = fork(join(import.meta.dirname, 'exhausted.ts'), [dir, file]);
  expect((await once(child, 'message'))[0]).toEqual([true, 'allocation-too-large']);
});

test('what would be suspended on top of a JavaScript frame is a defect of the host, and told as one', async () => {
  const { exports } = attach(
    await assemble('(module (import "host" "f" (func $f)) (func (export "run") (call $f)))'),
    'fast',
    undefined,
    {
      // The types do not know of it yet.
      host: {
        f: new (WebAssembly as unknown as { Suspending: new (fn: object) => () => void }).Suspending(async () => {}),
      },
    },
  );
  const { run: exported } = exports;
  const thrown = thrownBy(() => typeof exported === 'function' && exported());
  expect([(thrown as object).constructor.name, classifyTrap(thrown)]).toEqual(['SuspendError', 'internal']);
});

test('words that nobody has said yet', () => {
  expect(classifyTrap(new WebAssembly.RuntimeError('something new'))).toBe('internal');
});

test.each([[undefined], ['unreachable'], [{ message: 'unreachable' }]])(
  'what is no error is not understood: %s',
  (thrown) => {
    expect(classifyTrap(thrown)).toBe('internal');
  },
);
