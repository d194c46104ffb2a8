import { describe, expect, test } from 'vitest';
import { BodyScanner } from '../../../src/engine/metering/body-scanner.ts';
import { Additions } from '../../../src/engine/metering/additions.ts';
import { scanCode } from '../../../src/engine/metering/code-section.ts';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { readLayout } from '../../../src/engine/metering/module-layout.ts';
import { ARGUMENTS } from './fuzz/differential.ts';
import { generateModule, STEPS } from './fuzz/generator.ts';
import { Random } from './fuzz/random.ts';
import { assemble, attach, type Metered, metered, MODES, TestHost } from './metered.ts';

/** As many instructions that cost something. */
const work = (units: number): string => '(drop (i32.const 1))'.repeat(units);

/** `f` is what is looked at; `g` is there to be called. */
const module = (code: string, others = ''): string =>
  `(module ${others} (func $g (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
    (func $f (export "f") (param i32) (result i32) ${code}))`;

const BOUNDED: readonly (readonly [string, string])[] = [
  ['straight code', module('(local.get 0)')],
  ['an if with both arms', module('(if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2)))')],
  ['an if without else', module(`(if (local.get 0) (then ${work(50)})) (i32.const 1)`)],
  ['branches out of blocks', module('(block (br_if 0 (local.get 0)) (return (i32.const 3))) (i32.const 1)')],
  ['a br_table', module('(block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 1)))) (i32.const 2)')],
  ['calls of calls', module('(call $g (call $g (call $g (local.get 0))))')],
  ['an exception that is caught', module('(block (try_table (catch_all 0) (throw $e))) (i32.const 1)', '(tag $e)')],
  ['memory that does not grow', module('(i32.load (local.get 0))', '(memory 1)')],
  ['a division that may trap', module('(i32.div_s (i32.const 1) (local.get 0))')],
  ['code behind a return', module('(return (i32.const 1)) (drop (call $g (i32.const 1)))')],
  ['work just below the bound', module(`${work(9_000)} (i32.const 1)`)],
];

const UNBOUNDED: readonly (readonly [string, string])[] = [
  ['a loop', module('(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0)')],
  ['a loop in what is called', module('(call $l) (local.get 0)', '(func $l (loop (br 0)))')],
  ['recursion', module('(call $f (local.get 0))')],
  [
    'recursion through others',
    module('(call $h (local.get 0))', '(func $h (param i32) (result i32) (call $f (local.get 0)))'),
  ],
  ['recursion below', module('(call $r) (local.get 0)', '(func $r (if (i32.const 0) (then (call $r))))')],
  ['a call of an import', module('(call $i) (local.get 0)', '(import "" "i" (func $i))')],
  ['an import in what is called', module('(call $h) (local.get 0)', '(import "" "i" (func $i)) (func $h (call $i))')],
  [
    'a call through a table',
    module('(call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))', '(table 1 funcref)'),
  ],
  [
    'a call by reference',
    module(
      '(call_ref $t (local.get 0) (ref.func $g))',
      '(type $t (func (param i32) (result i32))) (elem declare func $g)',
    ),
  ],
  ['a tail call', module('(return_call $g (local.get 0))')],
  ['growth of the memory', module('(memory.grow (local.get 0))', '(memory 1)')],
  ['growth of a table', module('(table.grow (ref.null func) (local.get 0))', '(table 1 funcref)')],
  ['a fill', module('(memory.fill (i32.const 0) (i32.const 0) (local.get 0)) (i32.const 1)', '(memory 1)')],
  ['a copy', module('(memory.copy (i32.const 0) (i32.const 0) (local.get 0)) (i32.const 1)', '(memory 1)')],
  ['too much work', module(`${work(11_000)} (i32.const 1)`)],
  ['too much work in one of two arms', module(`(if (local.get 0) (then ${work(11_000)})) (i32.const 1)`)],
  [
    'too much work by calls',
    `(module (func $f0 ${work(10)}) ${Array.from({ length: 12 }, (_, at) => `(func $f${at + 1} (call $f${at}) (call $f${at}))`).join('')}
      (func (export "f") (call $f12)))`,
  ],
];

describe.each(MODES)('%s', (mode) => {
  test.each(BOUNDED)('bounded: %s', async (_name, text) => {
    expect(meterModule(await assemble(text), { mode }).bounded).toEqual(['f']);
  });

  test.each(UNBOUNDED)('not bounded: %s', async (_name, text) => {
    expect(meterModule(await assemble(text), { mode }).bounded).toEqual([]);
  });

  test('each exported function by itself, under all of its names', async () => {
    const text = `(module (import "" "i" (func $i)) (export "i" (func $i)) (memory (export "m") 1)
      (func $s (export "spin") (loop (br 0))) (func $n (export "one") (export "two")) (start $s))`;
    expect(meterModule(await assemble(text), { mode }).bounded).toEqual(['one', 'two']);
  });

  test('names that differ in a mark of the encoding are two names', async () => {
    const text = `(module (func (export "f") (loop (br 0))) (func (export "\u{feff}f")))`;
    expect(meterModule(await assemble(text), { mode }).bounded).toEqual(['\u{feff}f']);
  });

  test('what a bounded function uses is below the bound, whatever is called how often', async () => {
    const tree = Array.from({ length: 9 }, (_, at) => `(func $f${at + 1} (call $f${at}) (call $f${at}))`).join('');
    const text = `(module (func $f0 ${work(10)}) ${tree} (func (export "f") (call $f9)))`;
    const guest = await metered(text, mode);
    guest.call('f');
    expect(meterModule(await assemble(text), { mode }).bounded).toEqual(['f']);
    expect(guest.used()).toBeGreaterThan(5_000n);
    expect(guest.used()).toBeLessThanOrEqual(10_000n);
  });
});

/** The exported functions of a module that use no more than so much. */
function boundedBy(bytes: Uint8Array, most: number): readonly string[] {
  const layout = readLayout(bytes);
  const scanner = new BodyScanner(layout, new Additions(layout));
  scanCode(layout, scanner);
  const isBounded = scanner.graph.bounded(most);
  const first = layout.spaces.importedFunctions;
  return [...layout.exportedFunctions].filter(([, index]) => isBounded[index - first] === 1).map(([name]) => name);
}

test('random functions never use more than they are said to', () => {
  let looked = 0;
  for (let seed = 0; seed < 150; seed += 1) {
    const bytes = generateModule(new Random(seed), { quiet: seed % 2 === 0 });
    for (const most of [30, 60, 120, 400]) {
      for (const mode of MODES) {
        for (const name of boundedBy(bytes, most)) {
          looked += 1;
          expect(largestUse(bytes, mode, name)).toBeLessThanOrEqual(BigInt(most));
        }
      }
    }
  }
  expect(looked).toBeGreaterThan(100);
}, 30_000);

/** The most that one of several calls has used. A trap may come first, which is no more. */
function largestUse(bytes: Uint8Array, mode: (typeof MODES)[number], name: string): bigint {
  let most = 0n;
  for (const args of ARGUMENTS) {
    const host = new TestHost(1_000_000n, 1_000_000n);
    let guest: Metered | undefined;
    let before = 0n;
    try {
      guest = attach(bytes, mode, host, { i: { f: (one: number) => one } });
      before = guest.used();
      const steps = guest.exports['g0'];
      if (steps instanceof WebAssembly.Global) steps.value = STEPS;
      guest.call(name, ...args);
    } catch {
      // Whether it traps, or its start function does, is not what is looked at.
    }
    const used = (guest?.used() ?? 0n) - before;
    if (used > most) most = used;
  }
  return most;
}
