import { describe, expect, test } from 'vitest';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { assemble, metered, TestHost } from './metered.ts';

const JUMP_BACK = 118;
const LEAVE_LOOP = 119;
const RETURN = 120;

/**
 * An interpreter as a compiler makes it of a `switch` in a loop. The instructions of its programs are bytes: 0 to 117 compute, each
 * something else; 118 jumps back to the start while the sum is below `limit`; 119 leaves the loop by falling out of it, 120
 * returns from within. Each has some hundred bytes of code, of which most does not run.
 */
function interpreter(targets = 121, padding = 12): string {
  const cases = Array.from({ length: targets }, (_, index) => index);
  const work = (index: number): string => {
    const unused = `(if (i32.eq (local.get $sum) (i32.const -77)) (then ${'(local.set $sum (i32.mul (local.get $sum) (i32.const 1234567)))'.repeat(padding)}))`;
    if (index === JUMP_BACK)
      return `${unused} (br_if $next (i32.ge_s (local.get $sum) (local.get $limit))) (local.set $pc (i32.const 0)) (br $next)`;
    if (index === LEAVE_LOOP) return `${unused} (br $left (i32.const 5))`;
    if (index === RETURN) return `${unused} (return (i32.sub (i32.const 0) (local.get $sum)))`;
    const inner = `(local.set $count (i32.const ${index % 4})) (loop $again (local.set $sum (i32.add (local.get $sum) (i32.const ${index})))
      (br_if $next (i32.eqz (local.get $count))) (local.set $count (i32.sub (local.get $count) (i32.const 1))) (br $again))`;
    return `${unused} ${inner}`;
  };
  const labels = cases.map((index) => `$case${index}`).join(' ');
  const blocks = cases
    .toReversed()
    .map((index) => `(block $case${index}`)
    .join(' ');
  const arms = cases.map((index) => `) ${work(index)} (br $next)`).join('\n');
  return `(module (memory (export "program") 1)
    (func (export "run") (param $limit i32) (result i32) (local $pc i32) (local $sum i32) (local $count i32)
      (block $left (result i32)
        (loop $next
          (block $unknown
            (local.set $count (i32.load8_u (local.get $pc)))
            (local.set $pc (i32.add (local.get $pc) (i32.const 1)))
            ${blocks} (br_table ${labels} $unknown (local.get $count))
            ${arms}))
        (i32.const 1000000)) (i32.add (local.get $sum))))`;
}

const PROGRAMS: Readonly<Record<string, readonly number[]>> = {
  'computes and returns': [1, 2, 3, 40, 117, RETURN],
  'jumps back, an odd number of instructions': [7, 9, JUMP_BACK, RETURN],
  'jumps back, an even number of instructions': [7, 9, 11, JUMP_BACK, RETURN],
  'leaves the loop in the first place': [LEAVE_LOOP],
  'leaves the loop in the second place': [3, LEAVE_LOOP],
  'meets an unknown instruction': [3, 4, 200],
  'meets an unknown instruction at once': [201],
};

function answers(exports: WebAssembly.Exports): readonly unknown[] {
  const { program, run } = exports;
  if (!(program instanceof WebAssembly.Memory) || typeof run !== 'function') throw new TypeError('not the interpreter');
  return Object.values(PROGRAMS).flatMap((code) => {
    new Uint8Array(program.buffer).fill(0).set(code);
    return [0, 1, 1_000].map((limit): unknown => run(limit));
  });
}

describe("an interpreter's main loop", async () => {
  const original = await assemble(interpreter());

  test('is written out twice, in fast mode', () => {
    const lengthOf = (mode: 'fast' | 'exact'): number => meterModule(original, { mode }).bytes.length;
    expect(original.length).toBeGreaterThan(16_384);
    expect(lengthOf('fast')).toBeGreaterThan(1.9 * original.length);
    expect(lengthOf('exact')).toBeLessThan(1.9 * original.length);
  });

  test('does the same after it', async () => {
    const plain = new WebAssembly.Instance(new WebAssembly.Module(original));
    const expected = answers(plain.exports);
    expect(new Set(expected).size).toBeGreaterThan(7);
    expect(answers((await metered(interpreter(), 'fast')).exports)).toEqual(expected);
  });

  test.each([
    ['an even number of instructions', [0, 4, JUMP_BACK, 0]],
    ['an odd number of instructions', [0, JUMP_BACK, 0]],
    ['two instructions', [0, JUMP_BACK]],
    ['one instruction', [JUMP_BACK]],
  ])('is stopped when its fuel is used up: %s', async (_name, program) => {
    const host = new TestHost(100_000n);
    const guest = await metered(interpreter(), 'fast', host);
    const memory = guest.exports['program'];
    if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('no memory');
    new Uint8Array(memory.buffer).set(program);
    expect(() => guest.call('run', 2 ** 31 - 1)).toThrow(WebAssembly.RuntimeError);
    expect(host.granted).toBe(100_000n);
  });

  test('stays as it is where it has few targets', async () => {
    const small = await assemble(interpreter(90, 20));
    expect(small.length).toBeGreaterThan(16_384);
    expect(meterModule(small, { mode: 'fast' }).bytes.length).toBeLessThan(1.9 * small.length);
  });
});
