import { describe, expect, test } from 'vitest';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { MeteringError } from '../../../src/engine/metering/metering-error.ts';
import { assemble, MODES } from './metered.ts';

/** A bit of everything. */
const RICH = `(module
  (type $s (sub (struct (field i32)))) (type $a (array (mut i8)))
  (import "a" "f" (func $i (param i32) (result f64))) (import "a" "t" (table 1 funcref)) (import "a" "m" (memory 1 2))
  (tag $e (param i32)) (global $g (mut i64) (i64.const -1)) (global (ref null $a) (array.new_default $a (i32.const 4)))
  (memory $m i64 1) (table $t 3 (ref null func) (ref.null func))
  (export "g" (global $g)) (start $start) (elem (i32.const 0) $start $f) (elem declare funcref (ref.func $f)) (data (i32.const 1) "abc") (data $d "xyz")
  (func $start (local f32 i64) (drop (call $i (i32.const 1))) (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3)))
  (func $f (export "f") (param i32) (result i32) (local v128)
    (block $h (result i32) (try_table (catch $e $h)
      (loop $l (br_table $l $l 1 (local.get 0))) (local.set 1 (v128.load (i32.const 0)))
      (drop (memory.grow $m (i64.const 1))) (drop (table.grow $t (ref.null func) (i32.const 1)))
      (drop (call_indirect (param i32) (result i32) (i32.const 1) (i32.const 0)))
      (array.copy $a $a (array.new_default $a (i32.const 3)) (i32.const 0) (array.new_default $a (i32.const 3)) (i32.const 0) (i32.const 1))
      (if (ref.test (ref $s) (ref.null any)) (then (throw $e (i32.const 1))) (else (global.set $g (i64.const 1))))) (local.get 0))))`;

/** Whatever the bytes, there is our own error, or a result that V8 judges like the original. Anything else is thrown. */
function sameVerdict(bytes: Uint8Array<ArrayBuffer>, mode: 'fast' | 'exact'): boolean {
  try {
    return WebAssembly.validate(Uint8Array.from(meterModule(bytes, { mode }).bytes)) === WebAssembly.validate(bytes);
  } catch (error) {
    if (error instanceof MeteringError) return true;
    throw error;
  }
}

function flip(bytes: Uint8Array<ArrayBuffer>, bit: number): Uint8Array<ArrayBuffer> {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

describe.each(MODES)('%s: bytes that are no module', (mode) => {
  test('the module used here is a good one', async () => {
    const bytes = await assemble(RICH);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(WebAssembly.validate(Uint8Array.from(meterModule(bytes, { mode }).bytes))).toBe(true);
  });

  test('cut off anywhere: the result is valid just where the original was', async () => {
    const bytes = await assemble(RICH);
    const cuts = Array.from({ length: bytes.length }, (_, length) => bytes.slice(0, length));
    expect(cuts.filter((cut) => !sameVerdict(cut, mode)).map((cut) => cut.length)).toEqual([]);
  });

  test('every bit flipped: the same', async () => {
    const bytes = await assemble(RICH);
    const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => bit);
    expect(bits.filter((bit) => !sameVerdict(flip(bytes, bit), mode))).toEqual([]);
  });

  test.each([
    ['nothing', [], 'AIRSSYS_ENGINE_INVALID_MODULE', 0],
    ['a component', [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0], 'AIRSSYS_ENGINE_INVALID_MODULE', 4],
    ['a section past the end', [...header(), 1, 0x7f], 'AIRSSYS_ENGINE_INVALID_MODULE', 10],
    ['an unknown section', [...header(), 99, 0], 'AIRSSYS_ENGINE_UNSUPPORTED', 8],
    ['sections out of order', [...header(), 3, 1, 0, 1, 1, 0], 'AIRSSYS_ENGINE_INVALID_MODULE', 11],
    ['four billion types', [...header(), 1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f], 'AIRSSYS_ENGINE_INVALID_MODULE', 15],
    [
      'four billion functions without bodies',
      [...header(), 3, 5, 0xff, 0xff, 0xff, 0xff, 0x0f],
      'AIRSSYS_ENGINE_INVALID_MODULE',
      15,
    ],
    ['an unknown opcode', code(0xf7), 'AIRSSYS_ENGINE_UNSUPPORTED', 23],
    ['an unknown vector opcode', code(0xfd, 0x9a, 0x01), 'AIRSSYS_ENGINE_UNSUPPORTED', 23],
    ['an unknown prefix number', code(0xfc, 0x63), 'AIRSSYS_ENGINE_UNSUPPORTED', 23],
    ['an unknown label', code(0x0c, 9), 'AIRSSYS_ENGINE_INVALID_MODULE', 23],
    ['code after the end', code(0x0b), 'AIRSSYS_ENGINE_INVALID_MODULE', 24],
    ['else without if', code(0x05), 'AIRSSYS_ENGINE_INVALID_MODULE', 23],
  ])('%s', (_name, bytes, codeName, offset) => {
    expect(() => meterModule(new Uint8Array(bytes), { mode })).toThrow(
      expect.objectContaining({ name: 'MeteringError', code: codeName, offset, hint: expect.any(String) }),
    );
  });

  test.each([['memory', '(module (memory 1 2 shared))']])('a shared %s is refused by name', async (what, wat) => {
    const bytes = await assemble(wat);
    expect(() => meterModule(bytes, { mode })).toThrow(`not supported: shared ${what}`);
  });
});

function header(): number[] {
  return [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
}

/** A module of one function without parameters, with this before the `end` of its body. */
function code(...instructions: number[]): number[] {
  const body = [0, ...instructions, 0x0b];
  return [...header(), 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, body.length + 2, 1, body.length, ...body];
}
