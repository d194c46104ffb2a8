import { describe, expect, test } from 'vitest';
import { assemble, attach, metered, MODES, TestHost } from './metered.ts';

/** `f` is called with the argument, metered and not; both must answer the same. */
const CASES: readonly (readonly [name: string, wat: string, argument: number])[] = [
  [
    'loops with parameters',
    `(func (export "f") (param i32) (result i32) (i32.const 0)
    (loop $l (param i32) (result i32) (local.get 0) (i32.add) (local.tee 0) (local.get 0) (i32.const 100) (i32.lt_s) (br_if $l)))`,
    3,
  ],
  [
    'if and else',
    '(func (export "f") (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 5)) (else (i32.const 6))))',
    0,
  ],
  [
    'br_table',
    `(func (export "f") (param i32) (result i32)
    (block $a (block $b (block $c (br_table $a $b $c (local.get 0))) (return (i32.const 1))) (return (i32.const 2))) (i32.const 3))`,
    1,
  ],
  [
    'vectors',
    `(func (export "f") (param i32) (result i32) (local v128)
    (local.set 1 (i32x4.mul (i32x4.splat (local.get 0)) (v128.const i32x4 1 2 3 4)))
    (i32x4.extract_lane 3 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get 1) (local.get 1))))`,
    5,
  ],
  [
    'relaxed vectors',
    `(func (export "f") (param i32) (result i32)
    (i32x4.extract_lane 0 (i32x4.relaxed_trunc_f32x4_s (f32x4.splat (f32.convert_i32_s (local.get 0))))))`,
    9,
  ],
  [
    'tail calls',
    `(func $even (export "f") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1)) (else (return_call $odd (i32.sub (local.get 0) (i32.const 1))))))
    (func $odd (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0)) (else (return_call $even (i32.sub (local.get 0) (i32.const 1))))))`,
    1001,
  ],
  [
    'exceptions',
    `(tag $e (param i32)) (func $g (param i32) (if (local.get 0) (then (throw $e (local.get 0)))))
    (func (export "f") (param i32) (result i32) (block $h (result i32) (try_table (catch $e $h) (call $g (local.get 0))) (i32.const -1)))`,
    42,
  ],
  [
    'several memories',
    `(memory $a 1) (memory $b 1) (func (export "f") (param i32) (result i32)
    (i32.store $b (i32.const 4) (local.get 0)) (memory.copy $a $b (i32.const 0) (i32.const 4) (i32.const 4)) (i32.load $a (i32.const 0)))`,
    77,
  ],
  [
    'a 64-bit memory',
    `(memory i64 1) (func (export "f") (param i32) (result i32)
    (i32.store offset=8 (i64.const 1) (local.get 0)) (drop (memory.grow (i64.const 1))) (i32.load offset=8 (i64.const 1)))`,
    78,
  ],
  [
    'a 64-bit table',
    `(table $t i64 1 funcref) (func (export "f") (param i32) (result i32)
    (drop (table.grow $t (ref.null func) (i64.const 2))) (i32.wrap_i64 (table.size $t)))`,
    0,
  ],
  [
    'structs and arrays',
    `(type $s (struct (field i32) (field (mut i8)))) (type $a (array (mut i32)))
    (func (export "f") (param i32) (result i32) (local (ref null $a))
    (local.set 1 (array.new $a (local.get 0) (i32.const 10)))
    (i32.add (array.get $a (local.get 1) (i32.const 9)) (struct.get $s 0 (struct.new $s (i32.const 1) (i32.const 2)))))`,
    8,
  ],
  [
    'casts',
    `(type $s (struct)) (func (export "f") (param i32) (result i32)
    (block $no (result anyref) (drop (br_on_cast_fail $no anyref (ref $s) (ref.i31 (local.get 0)))) (return (i32.const 1))) (drop) (i32.const 2))`,
    3,
  ],
  [
    'extended constants',
    '(global $g i32 (i32.add (i32.const 20) (i32.mul (i32.const 2) (i32.const 11)))) (func (export "f") (param i32) (result i32) (global.get $g))',
    0,
  ],
  ['saturating truncation', '(func (export "f") (param i32) (result i32) (i32.trunc_sat_f64_u (f64.const 1e20)))', 0],
  [
    'atomics on memory that is not shared',
    `(memory 1) (func (export "f") (param i32) (result i32) (atomic.fence)
    (drop (i32.atomic.rmw.add (i32.const 8) (local.get 0))) (i32.atomic.load (i32.const 8)))`,
    6,
  ],
  [
    'select with types',
    '(func (export "f") (param i32) (result i32) (ref.is_null (select (result funcref) (ref.null func) (ref.null func) (local.get 0))))',
    1,
  ],
  [
    'calls by reference',
    `(type $t (func (param i32) (result i32))) (elem declare func $g) (func $g (type $t) (i32.add (local.get 0) (i32.const 1)))
    (func (export "f") (param i32) (result i32) (call_ref $t (local.get 0) (ref.func $g)))`,
    4,
  ],
  [
    'many locals',
    `(func (export "f") (param i32) (result i32) (local ${'i32 i64 '.repeat(100)}) (local i64)
    (loop $l (local.set 101 (i32.add (local.get 101) (i32.const 1))) (br_if $l (i32.lt_u (local.get 101) (local.get 0)))) (local.get 101))`,
    20,
  ],
];

describe.each(MODES)('%s: results are unchanged', (mode) => {
  test.each(CASES)('%s', async (_name, fields, argument) => {
    const wat = `(module ${fields} (func (export "spin") (loop $l (br $l))))`;
    const plain = new WebAssembly.Instance(new WebAssembly.Module(await assemble(wat))).exports['f'];
    const guest = await metered(wat, mode);
    expect(typeof plain === 'function' && plain(argument)).toBe(guest.call('f', argument));
    if (mode === 'exact') expect(guest.used()).toBeGreaterThan(0n);
    expect(() => guest.call('spin')).toThrow('unreachable');
  });

  test('the older exception encoding', () => {
    // f: try i32 (throw 0) catch 0 (i32.const 7) end
    const body = [0, 0x06, 0x7f, 0x08, 0, 0x07, 0, 0x41, 7, 0x0b, 0x0b];
    const bytes = new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...[1, 8, 2, 0x60, 0, 0, 0x60, 0, 1, 0x7f], // types: () -> (), () -> i32
      ...[3, 2, 1, 1], // a function
      ...[13, 3, 1, 0, 0], // a tag
      ...[7, 5, 1, 1, 0x66, 0, 0], // exported as f
      ...[10, body.length + 2, 1, body.length, ...body],
    ]);
    expect(attach(bytes, mode).call('f')).toBe(7);
  });

  test('traps are the same', async () => {
    const wat =
      '(module (memory 1) (func (export "f") (param i32) (result i32) (loop $l (br_if $l (i32.const 0))) (i32.load (local.get 0))))';
    const guest = await metered(wat, mode);
    expect(() => guest.call('f', 1_000_000)).toThrow('memory access out of bounds');
  });
});

describe.each(MODES)('%s: growth', (mode) => {
  const MEMORIES = `(module (memory $a 1) (memory $b i64 2)
    (func (export "a") (param i32) (result i32) (memory.grow $a (local.get 0)))
    (func (export "b") (param i64) (result i64) (memory.grow $b (local.get 0)))
    (func (export "sizes") (result i32) (i32.add (memory.size $a) (i32.wrap_i64 (memory.size $b)))))`;

  test('the host is asked, with the numbers of the instance and the memory', async () => {
    const guest = await metered(MEMORIES, mode);
    expect(guest.call('a', 3)).toBe(1);
    expect(guest.call('b', 4n)).toBe(2n);
    expect(guest.call('sizes')).toBe(10);
    expect(guest.host.growths).toEqual([
      { instance: 7, index: 0, current: 1n, delta: 3n },
      { instance: 7, index: 1, current: 2n, delta: 4n },
    ]);
  });

  test('a refusal answers -1 and nothing grows', async () => {
    const guest = await metered(MEMORIES, mode);
    guest.host.allowGrowth = false;
    expect(guest.call('a', 3)).toBe(-1);
    expect(guest.call('b', -1n)).toBe(-1n);
    expect(guest.call('sizes')).toBe(3);
    expect(guest.host.growths[1]).toEqual({ instance: 7, index: 1, current: 2n, delta: 2n ** 64n - 1n });
  });

  test('tables too', async () => {
    const wat = `(module (table $t 1 externref) (func (export "f") (param externref i32) (result i32) (table.grow $t (local.get 0) (local.get 1)))
      (func (export "get") (param i32) (result externref) (table.get $t (local.get 0))))`;
    const guest = await metered(wat, mode);
    const value = {};
    expect(guest.call('f', value, 2)).toBe(1);
    expect(guest.call('get', 2)).toBe(value);
    guest.host.allowGrowth = false;
    expect(guest.call('f', value, 2)).toBe(-1);
    expect(guest.host.growths).toHaveLength(2);
  });

  test('costs as much as it grows by', async () => {
    const guest = await metered(MEMORIES, mode, new TestHost(1_000_000n));
    guest.call('a', 0);
    const nothing = guest.used();
    guest.call('a', 10);
    expect(guest.used() - nothing).toBe(nothing + 10n);
  });
});
