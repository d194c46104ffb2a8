/** One module for each feature of WebAssembly that V8 runs: `f` of an `i32`. */
export interface Feature {
  readonly name: string;
  /** The fields of the module. */
  readonly wat: string;
  readonly argument: number;
  readonly result: number;
  /** What wasmtime 49 uses for the call. */
  readonly fuel: bigint;
}

const F = '(func (export "f") (param i32) (result i32)';

export const FEATURES: readonly Feature[] = [
  {
    name: 'sign extension and saturating truncation',
    wat: `${F} (i32.add (i32.extend8_s (local.get 0)) (i32.trunc_sat_f32_s (f32.const 1e10))))`,
    argument: 255,
    result: 2 ** 31 - 2,
    fuel: 6n,
  },
  {
    name: 'several results',
    wat: `(func $two (param i32) (result i32 i32) (local.get 0) (i32.const 3))
      ${F} (call $two (local.get 0)) (block (param i32 i32) (result i32) (i32.mul)))`,
    argument: 5,
    result: 15,
    fuel: 7n,
  },
  {
    name: 'bulk memory',
    wat: `(memory 1) (data $d "abcdef") (data $unused "g")
      ${F} (memory.init $d (i32.const 8) (i32.const 1) (i32.const 4)) (memory.copy (i32.const 16) (i32.const 8) (i32.const 4))
      (memory.fill (i32.const 18) (local.get 0) (i32.const 1)) (data.drop $unused) (i32.load (i32.const 16)))`,
    argument: 1,
    result: 0x65016362,
    fuel: 25n,
  },
  {
    name: 'reference types',
    wat: `(table $t 2 funcref) (table $x 1 externref) (elem $e func $g) (elem $unused func $g) (func $g (result i32) (i32.const 9))
      ${F} (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $unused)
      (drop (table.grow $x (ref.null extern) (i32.const 2))) (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 1))
      (i32.add (call_indirect $t (result i32) (i32.const 1)) (table.size $x)))`,
    argument: 0,
    result: 12,
    fuel: 23n,
  },
  {
    name: 'vectors',
    wat: `(memory 1) ${F} (local v128)
      (local.set 1 (i8x16.swizzle (i32x4.splat (local.get 0)) (v128.const i8x16 3 2 1 0 3 2 1 0 3 2 1 0 3 2 1 0)))
      (v128.store (i32.const 0) (i16x8.add (local.get 1) (local.get 1)))
      (v128.store32_lane 1 (i32.const 16) (local.get 1)) (i32.add (i32.load (i32.const 4)) (i32.load (i32.const 16))))`,
    argument: 0x01020304,
    result: 0x0c090603,
    fuel: 19n,
  },
  {
    name: 'relaxed vectors',
    wat: `${F} (i32x4.extract_lane 2 (i32x4.relaxed_laneselect (i32x4.splat (local.get 0)) (i32x4.splat (i32.const 1)) (i32x4.splat (i32.const -1)))))`,
    argument: 7,
    result: 7,
    fuel: 9n,
  },
  {
    name: 'tail calls',
    wat: `(type $t (func (param i32 i32) (result i32))) (table funcref (elem $down))
      (func $down (type $t) (if (result i32) (local.get 0)
        (then (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 2)) (i32.const 0)))
        (else (local.get 1))))
      ${F} (return_call $down (local.get 0) (i32.const 0)))`,
    argument: 100,
    result: 200,
    fuel: 1108n,
  },
  {
    name: 'exceptions',
    wat: `(tag $e (param i32)) (func $g (param i32) (throw $e (i32.add (local.get 0) (i32.const 1))))
      ${F} (block $h (result i32 exnref) (try_table (result i32) (catch_ref $e $h) (throw $e (local.get 0))) (ref.null exn)) (drop))`,
    argument: 4,
    result: 4,
    fuel: 4n,
  },
  {
    name: 'exceptions thrown again',
    wat: `(tag $e (param i32))
      ${F} (block $outer (result i32) (try_table (result i32) (catch $e $outer)
        (block $inner (result i32 exnref) (try_table (result i32) (catch_ref $e $inner) (throw $e (local.get 0))) (ref.null exn))
        (throw_ref))))`,
    argument: 6,
    result: 6,
    fuel: 6n,
  },
  {
    name: 'several memories',
    wat: `(memory $a 1) (memory $b 1) ${F} (i32.store $b (i32.const 4) (local.get 0))
      (memory.copy $a $b (i32.const 0) (i32.const 4) (i32.const 4)) (i32.load8_u $a (i32.const 0)))`,
    argument: 77,
    result: 77,
    fuel: 14n,
  },
  {
    name: '64-bit memories',
    // With a maximum: V8 13 copies the whole memory whenever it grows.
    wat: `(memory i64 1 100) ${F} (memory.fill (i64.const 8) (local.get 0) (i64.const 4)) (drop (memory.grow (i64.const 1)))
      (i32.add (i32.load (i64.const 8)) (i32.wrap_i64 (memory.size))))`,
    argument: 1,
    result: 0x01010103,
    fuel: 17n,
  },
  {
    name: '64-bit tables',
    wat: `(table $t i64 1 funcref) ${F} (drop (table.grow $t (ref.null func) (i64.const 2)))
      (table.fill $t (i64.const 0) (ref.null func) (i64.const 3)) (i32.wrap_i64 (table.size $t)))`,
    argument: 0,
    result: 3,
    fuel: 15n,
  },
  {
    name: 'typed references',
    wat: `(type $t (func (param i32) (result i32))) (elem declare func $g) (func $g (type $t) (i32.add (local.get 0) (i32.const 1)))
      ${F} (local (ref null $t)) (local.set 1 (ref.func $g))
      (block $none (drop (br_on_null $none (local.get 1))) (return (i32.const 5))) (i32.const 6))`,
    argument: 4,
    result: 5,
    fuel: 6n,
  },
  {
    name: 'garbage-collected types',
    wat: `(type $s (sub (struct (field (mut i32))))) (type $d (sub $s (struct (field (mut i32)) (field i8)))) (type $a (array (mut (ref null $s))))
      ${F} (local (ref null $a)) (local.set 1 (array.new_default $a (i32.const 3)))
      (array.set $a (local.get 1) (i32.const 1) (struct.new $d (local.get 0) (i32.const 2)))
      (struct.get_s $d 1 (ref.cast (ref $d) (array.get $a (local.get 1) (i32.const 1)))))`,
    argument: 8,
    result: 2,
    fuel: 18n,
  },
  {
    name: 'unboxed integers and casts that branch',
    wat: `(type $s (struct))
      ${F} (block $is (result (ref i31)) (drop (br_on_cast $is anyref (ref i31) (ref.i31 (local.get 0)))) (return (i32.const -1))) (i31.get_s))`,
    argument: 21,
    result: 21,
    fuel: 5n,
  },
  {
    name: 'arrays in bulk',
    wat: `(type $a (array (mut i8))) (data $d "\\01\\02\\03\\04")
      ${F} (local (ref $a) (ref $a)) (local.set 1 (array.new_data $a $d (i32.const 0) (i32.const 4))) (local.set 2 (array.new $a (i32.const 7) (i32.const 5)))
      (array.copy $a $a (local.get 2) (i32.const 1) (local.get 1) (i32.const 0) (i32.const 3)) (array.fill $a (local.get 1) (i32.const 0) (local.get 0) (i32.const 2))
      (i32.add (array.get_u $a (local.get 2) (i32.const 3)) (array.get_u $a (local.get 1) (i32.const 1))))`,
    argument: 10,
    result: 13,
    fuel: 41n,
  },
  {
    name: 'extended constants',
    wat: `(global $g i32 (i32.add (i32.const 20) (i32.mul (i32.const 2) (i32.const 11)))) ${F} (i32.add (global.get $g) (local.get 0)))`,
    argument: 1,
    result: 43,
    fuel: 4n,
  },
  {
    name: 'atomics on memory that is not shared',
    wat: `(memory 1) ${F} (atomic.fence) (drop (i32.atomic.rmw.add (i32.const 8) (local.get 0)))
      (drop (i32.atomic.rmw.cmpxchg (i32.const 8) (local.get 0) (i32.const 9))) (i32.atomic.load (i32.const 8)))`,
    argument: 6,
    result: 9,
    fuel: 11n,
  },
];
