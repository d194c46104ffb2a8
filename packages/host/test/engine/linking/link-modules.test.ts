import { describe, expect, test } from 'vitest';
import { readModuleName, moduleName, originOf, functionNames } from '../../../src/engine/module-name.ts';
import { assemble, MODES } from '../metering/metered.ts';
import { type ChainPart, linkChain, observeApart, observeLinked } from './chain.ts';

/** Text of modules, and where their imports come from. */
type Written = readonly (readonly [wat: string, imports?: ChainPart['imports']])[];

const chain = async (parts: Written): Promise<readonly ChainPart[]> =>
  await Promise.all(parts.map(async ([wat, imports = {}]) => ({ bytes: await assemble(`(module ${wat})`), imports })));

const OWNER = `(memory (export "m") 1 3) (table (export "t") 8 funcref)
  (global (export "base") i32 (i32.const 1024)) (global (export "sp") (mut i32) (i32.const 4096))
  (type $ii (func (param i32) (result i32)))
  (func $twice (export "twice") (type $ii) (i32.mul (local.get 0) (i32.const 2)))
  (func (export "through") (param i32 i32) (result i32) (call_indirect (type $ii) (local.get 0) (local.get 1)))
  (elem (i32.const 1) $twice) (data (i32.const 8) "owner")`;
const TAKEN = {
  'o.m': '0 m',
  'o.t': '0 t',
  'o.base': '0 base',
  'o.sp': '0 sp',
  'o.twice': '0 twice',
  'o.glue': 'glue',
};
const IMPORTS = `(import "o" "glue" (func $glue (param i32) (result i32))) (import "o" "twice" (func $twice (param i32) (result i32)))
  (import "o" "m" (memory 1)) (import "o" "t" (table $t 2 funcref)) (import "o" "base" (global $base i32))
  (import "o" "sp" (global $sp (mut i32)))`;

const CASES: Readonly<Record<string, Written>> = {
  'functions, memory, table and globals of another': [
    [OWNER],
    [
      `${IMPORTS} (global $own i32 (i32.add (global.get $base) (i32.const 16))) (global (export "n") (mut i64) (i64.const 5))
      (func $f (export "f") (param i32) (result i32) (global.set $sp (i32.sub (global.get $sp) (i32.const 16)))
        (i32.store (global.get $own) (local.get 0)) (i32.add (call $twice (i32.load (global.get $own))) (call $glue (global.get $sp))))
      (func $g (param i32) (result i32) (i32.load8_u (i32.add (global.get $base) (local.get 0))))
      (elem (i32.const 2) $f $g) (elem (table $t) (i32.add (i32.const 1) (i32.const 3)) func $glue $twice) (data (global.get $base) "part")`,
      TAKEN,
    ],
  ],
  'a table that a later module fills for an earlier one': [
    [
      `(type $t (func (param i32) (result i32))) (table (export "imports") 1 1 funcref)
      (func (export "0") (type $t) (call_indirect (type $t) (local.get 0) (i32.const 0)))`,
    ],
    [
      '(import "env" "0" (func $f (param i32) (result i32))) (func (export "run") (param i32) (result i32) (call $f (local.get 0)))',
      { 'env.0': '0 0' },
    ],
    [
      '(import "shim" "imports" (table 1 1 funcref)) (import "actual" "0" (func $f (param i32) (result i32))) (elem (i32.const 0) $f)',
      { 'shim.imports': '0 imports', 'actual.0': 'glue' },
    ],
  ],
  'functions that are exported once more': [
    ['(func (export "a") (result i32) (i32.const 1)) (global (export "g") (mut i32) (i32.const 3))'],
    [
      `(import "x" "a" (func $a (result i32))) (import "x" "g" (global $g (mut i32))) (import "x" "h" (func $h (param i32) (result i32)))
      (export "b" (func $a)) (export "c" (global $g)) (export "h" (func $h))`,
      { 'x.a': '0 a', 'x.g': '0 g', 'x.h': 'glue' },
    ],
    [
      '(import "y" "b" (func $b (result i32))) (import "y" "c" (global $c (mut i32))) (func (export "d") (result i32) (i32.add (call $b) (global.get $c)))',
      { 'y.b': '1 b', 'y.c': '1 c' },
    ],
  ],
  'passive and declared segments, and code that names them': [
    [
      `${OWNER} (data $d "passive") (elem $e func $twice) (func (export "early") (memory.init $d (i32.const 100) (i32.const 0) (i32.const 7))
      (table.init $e (i32.const 5) (i32.const 0) (i32.const 1)) (data.drop $d) (elem.drop $e))`,
    ],
    [
      `${IMPORTS} (data $d "other") (elem $e funcref (ref.func $glue) (ref.null func) (item ref.func $twice)) (elem declare func $late)
      (elem (table $t) (i32.const 3) funcref (ref.func $twice) (ref.null func))
      (func $late (export "late") (memory.init $d (i32.const 200) (i32.const 1) (i32.const 4)) (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 3))
        (table.copy $t $t (i32.const 4) (i32.const 0) (i32.const 3)) (table.fill $t (i32.const 7) (ref.func $late) (i32.const 1))
        (table.set $t (i32.const 6) (ref.null func)) (elem.drop $e) (data.drop $d))
      (func (export "size") (result i32) (i32.add (table.size $t) (table.grow $t (ref.null func) (i32.const 2))))
      (func (export "isNull") (param i32) (result i32) (ref.is_null (table.get $t (local.get 0))))`,
      TAKEN,
    ],
  ],
  'types inside of code': [
    [
      `${OWNER} (type $many (func (param i32 i64) (result i64 i32)))
      (func (export "multi") (param i32 i64) (result i64 i32) (local.get 0) (local.get 1) (block (type $many) (drop) (drop) (local.get 1) (local.get 0)))`,
    ],
    [
      `${IMPORTS} (type $pair (func (param i32) (result i32 i32))) (type $one (func (param i32) (result i32)))
      (elem declare func $own) (table $typed 2 (ref null $one)) (elem (table $typed) (i32.const 0) (ref null $one) (ref.func $own))
      (global $held (mut (ref null $one)) (ref.null $one))
      (func $own (type $one) (i32.add (local.get 0) (i32.const 9)))
      (func (export "block") (param i32) (result i32) (local.get 0) (block (type $pair) (i32.const 4)) (i32.mul))
      (func (export "ref") (param i32) (result i32) (local $r (ref null $one)) (local.set $r (ref.func $own))
        (global.set $held (select (result (ref null $one)) (local.get $r) (ref.null $one) (local.get 0)))
        (call_ref $one (local.get 0) (ref.as_non_null (global.get $held))))
      (func (export "tail") (param i32) (result i32) (return_call_indirect (type $one) (local.get 0) (i32.const 1)))
      (func (export "typed") (param i32) (result i32) (call_indirect $typed (type $one) (local.get 0) (i32.const 0)))
      (func (export "null") (param i32) (result i32) (call_indirect $typed (type $one) (local.get 0) (i32.const 1)))`,
      TAKEN,
    ],
  ],
  'every kind of access to the memory': [
    [OWNER],
    [
      `${IMPORTS} (func (export "f") (param i32) (result i32) (local $v v128)
        (memory.fill (i32.const 32) (local.get 0) (i32.const 9)) (memory.copy (i32.const 64) (i32.const 8) (i32.const 24))
        (v128.store offset=300 (i32.const 4) (v128.load32_splat (i32.const 64)))
        (local.set $v (v128.load8_lane 3 (i32.const 9) (v128.load (i32.const 64))))
        (v128.store16_lane 1 (i32.const 400) (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get $v) (local.get $v)))
        (drop (i32.atomic.rmw.add (i32.const 512) (i32.const 7)))
        (i32.add (memory.size) (memory.grow (i32.const 1))))
      (func (export "beyond") (result i64) (i64.load offset=70000 (i32.const 262144)))
      (func (export "zero") (param i32) (result i32) (i32.div_s (i32.const 5) (i32.const 0)))`,
      TAKEN,
    ],
  ],
  'the start function of the last': [
    [OWNER],
    [
      `${IMPORTS} (start $s) (func $s (i32.store (global.get $base) (call $glue (i32.load (i32.const 8)))) (global.set $sp (i32.const 7)))
      (data (i32.const 8) "\\01\\02\\03\\04")`,
      TAKEN,
    ],
  ],
  'a start function that traps': [
    [OWNER],
    [`${IMPORTS} (start $s) (func $s (drop (call $glue (i32.const 1))) unreachable)`, TAKEN],
  ],
  'a memory named twice': [
    [OWNER],
    [
      `(import "o" "m" (memory $a 1)) (import "o" "m" (memory $b 1))
      (func (export "f") (param i32) (result i32) (i32.store $b (i32.const 40) (local.get 0)) (memory.copy $a $b (i32.const 44) (i32.const 40) (i32.const 4))
        (memory.fill $b (i32.const 48) (i32.const 1) (i32.const 2)) (i32.add (i32.load $a offset=4 (i32.const 40)) (memory.size $b)))
      (data (memory $b) (i32.const 52) "second")`,
      TAKEN,
    ],
  ],
  'a table that code fills at the start': [
    [OWNER],
    [
      `${IMPORTS} (type $one (func (param i32) (result i32))) (table $own 3 (ref $one) (ref.func $twice))
      (func (export "f") (param i32) (result i32) (call_indirect $own (type $one) (local.get 0) (i32.const 2)))`,
      TAKEN,
    ],
  ],
};

describe.each(MODES)('%s: once they are one they compute, trap and use what they did', (mode) => {
  test.each(Object.entries(CASES))('%s', async (_name, written) => {
    const parts = await chain(written);
    expect(parts.every(({ bytes }) => WebAssembly.validate(bytes))).toBe(true);
    const linked = linkChain(parts);
    expect(linked).toBeDefined();
    if (linked === undefined) return;
    const apart = observeApart(parts, mode);
    const whole = observeLinked(linked, mode);
    expect(whole.events).toEqual(apart.events);
    expect(apart.events.length).toBeGreaterThan(1);
    if (mode === 'exact') expect(whole.fuel).toEqual(apart.fuel);
  });
});

test('exact: what wasmtime takes for each instantiation is taken once for all', async () => {
  const parts = await chain(CASES['functions, memory, table and globals of another'] ?? []);
  const [own] = observeApart(parts, 'exact').fuel;
  expect(own).toBeGreaterThan(1n);
  const linked = linkChain(parts);
  expect(linked && observeLinked(linked, 'exact').fuel[0]).toBe(own);
});

describe('stay apart', () => {
  const EARLY = '(memory (export "m") 1) (func $s) (start $s)';
  test.each<readonly [string, Written]>([
    ['two memories', [[OWNER], ['(memory 1)']]],
    ['a start function before the last', [[EARLY], ['(import "o" "m" (memory 1))', { 'o.m': '0 m' }]]],
    [
      'a segment of data that does not fit',
      [[OWNER], ['(import "o" "m" (memory 1)) (data (i32.const 65533) "four")', TAKEN]],
    ],
    [
      'a segment of a table that does not fit',
      [[OWNER], ['(import "o" "t" (table 1 funcref)) (func $f) (elem (i32.const 8) $f)', TAKEN]],
    ],
    ['a segment at a place below zero', [[OWNER], ['(import "o" "m" (memory 1)) (data (i32.const -1) "x")', TAKEN]]],
    [
      'a segment whose place is a matter of a global that changes',
      [
        [
          '(memory (export "m") 1) (global (export "sp") (mut i32) (i32.const 0)) (global (export "base") i64 (i64.const 0))',
        ],
        ['(import "o" "base" (global i64)) (memory i64 1) (data (global.get 0) "x")', TAKEN],
      ],
    ],
    [
      'a memory with 64-bit addresses and data',
      [['(memory (export "m") i64 1) (data (i64.const 0) "x")'], ['(func (export "f"))']],
    ],
    ['exceptions', [['(tag (export "e"))'], ['(func (export "f"))']]],
    ['exceptions of another', [['(tag (export "e"))'], ['(import "o" "e" (tag))', { 'o.e': '0 e' }]]],
    ['code that catches', [['(func (export "f") (block $h (try_table (catch_all $h))))'], ['(func)']]],
    ['types in a group', [['(rec (type $a (func)) (type $b (func (param (ref null $a)))))'], ['(func)']]],
    ['structures', [['(type (struct (field i32)))'], ['(func)']]],
    ['what nobody gives', [['(func (export "a"))'], ['(import "o" "b" (func))']]],
    ['an import of another kind', [['(func (export "a"))'], ['(import "o" "a" (global i32))', { 'o.a': '0 a' }]]],
    [
      'an import of another type',
      [
        ['(func (export "a"))'],
        ['(import "o" "a" (func (param i32))) (func (call 0 (i32.const 1)))', { 'o.a': '0 a' }],
      ],
    ],
    ['a memory of the glue', [['(import "o" "m" (memory 1))', { 'o.m': 'glue' }], ['(func)']]],
    ['a module that comes later', [['(import "o" "a" (func))', { 'o.a': '1 a' }], ['(func (export "a"))']]],
  ])('%s', async (_name, written) => {
    const parts = await chain(written);
    expect(parts.every(({ bytes }) => WebAssembly.validate(bytes))).toBe(true);
    expect(linkChain(parts)).toBeUndefined();
  });
});

/** A module of one function whose code is given, with another function in front of it. */
const moduleOf = (code: readonly number[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[1, 4, 1, 0x60, 0, 0],
    ...[3, 2, 1, 0],
    ...[10, code.length + 4, 1, code.length + 2, 0, ...code, 0x0b],
  ]);

describe('INVARIANT: no module reaches what only its neighbours have', () => {
  const CLOSED =
    '(func) (func) (global (mut i32) (i32.const 0)) (memory 1) (table 1 funcref) (data "x") (elem funcref (ref.null func))';
  test.each([
    ['a function', [0x10, 1]],
    ['a reference to a function', [0xd2, 1, 0x1a]],
    ['a global', [0x23, 0, 0x1a]],
    ['the memory', [0x3f, 0, 0x1a]],
    ['a table', [0xfc, 16, 0, 0x1a]],
    ['a type', [0x02, 1, 0x0b]],
    ['a segment of data', [0xfc, 9, 0]],
    ['a segment of a table', [0xfc, 13, 0]],
  ])('%s', async (_name, code) => {
    const bytes = moduleOf(code);
    for (const parts of [
      [
        { bytes: await assemble(`(module ${CLOSED})`), imports: {} },
        { bytes, imports: {} },
      ],
      [
        { bytes, imports: {} },
        { bytes: await assemble(`(module ${CLOSED})`), imports: {} },
      ],
    ]) {
      expect(linkChain(parts)).toBeUndefined();
    }
  });
});

test('the functions are told as what they were, and have their names', async () => {
  const parts = await chain([
    ['(func $a (export "a")) (func (export "b"))'],
    [
      '(import "x" "b" (func $imported)) (import "x" "g" (func (param i32) (result i32))) (func $c) (func)',
      { 'x.b': '0 b', 'x.g': 'glue' },
    ],
  ]);
  const linked = linkChain(parts);
  if (linked === undefined) throw new TypeError('not linked');
  const identity = { number: linked.parts, functions: 5 };
  expect(readModuleName(moduleName(identity))).toEqual(identity);
  expect(Array.from({ length: 6 }, (_, index) => originOf(index, identity))).toEqual([
    undefined, // the glue's
    { module: 0, functionIndex: 0 },
    { module: 0, functionIndex: 1 },
    { module: 1, functionIndex: 2 },
    { module: 1, functionIndex: 3 },
    undefined, // the metering's
  ]);
  const names = [...functionNames(linked.bytes, 5)].map(([index, name]) => [index, new TextDecoder().decode(name)]);
  expect(names).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
});
