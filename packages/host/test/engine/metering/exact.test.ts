import { expect, test } from 'vitest';
import { metered } from './metered.ts';

/** Bodies of a function of one `i32`, and what wasmtime 49 uses for a call, by argument. */
const CASES: readonly (readonly [name: string, body: string, fuel: Readonly<Record<number, bigint>>])[] = [
  [
    'a block left early, code after it',
    '(block $a (br_if $a (local.get 0)) (drop (i32.const 1)) (drop (i32.const 2))) (drop (i32.const 3))',
    { 0: 6n, 1: 4n },
  ],
  [
    'a branch past an outer block',
    '(block $a (block $b (br_if $a (local.get 0)) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3))',
    { 0: 6n, 1: 4n },
  ],
  [
    'a branch past two blocks of three',
    '(block $a (block $b (block $c (br_if $b (local.get 0)) (br_if $a (i32.eqz (local.get 0)))) (drop (i32.const 1)) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3))',
    { 0: 7n, 1: 5n },
  ],
  [
    'return out of nested blocks',
    '(block (block (if (local.get 0) (then (return))) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3))',
    { 0: 6n, 1: 3n },
  ],
  [
    'if without else',
    '(if (local.get 0) (then (drop (i32.const 1)) (drop (i32.const 2)))) (drop (i32.const 3))',
    { 0: 4n, 1: 6n },
  ],
  [
    'if and else, one of them leaving',
    '(block $a (if (local.get 0) (then (br $a)) (else (drop (i32.const 1)))) (drop (i32.const 2)) (drop (i32.const 4))) (drop (i32.const 3))',
    { 0: 7n, 1: 5n },
  ],
  [
    'unreachable code',
    '(block $a (br $a) (drop (i32.const 1)) (loop (br 0)) (if (i32.const 1) (then) (else))) (drop (i32.const 3))',
    { 0: 3n },
  ],
  [
    'a loop that goes on from its middle',
    '(loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (block (br_if $l (i32.gt_s (local.get 0) (i32.const 3))) (drop (i32.const 9))) (drop (i32.const 8))) (drop (i32.const 7))',
    { 0: 12n, 9: 52n },
  ],
  [
    'loops in loops',
    '(local i32) (loop $o (local.set 1 (i32.const 5)) (loop $i (local.set 1 (i32.sub (local.get 1) (i32.const 1))) (br_if $i (local.get 1))) (drop (i32.const 1)) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $o (local.get 0))) (drop (i32.const 2))',
    { 1: 41n, 4: 158n },
  ],
  [
    'an inner loop that continues the outer',
    '(loop $o (loop $i (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $o (i32.rem_s (local.get 0) (i32.const 3))) (br_if $i (local.get 0))) (drop (i32.const 1))) (drop (i32.const 2))',
    { 1: 13n, 9: 81n },
  ],
  [
    'a loop that is left by a branch',
    '(block $out (loop $l (br_if $out (i32.eqz (local.get 0))) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br $l))) (drop (i32.const 2))',
    { 0: 5n, 5: 45n },
  ],
  [
    'br_table to three places',
    '(block $a (block $b (block $c (br_table $a $b $c (local.get 0)) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3)) (drop (i32.const 3))) (drop (i32.const 4))',
    { 0: 4n, 1: 6n, 2: 7n },
  ],
  [
    'an interpreter',
    '(local i32) (loop $l (block $add (block $sub (block $end (br_table $add $sub $end (i32.rem_u (local.get 0) (i32.const 3)))) (return)) (local.set 1 (i32.sub (local.get 1) (i32.const 2))) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br $l)) (local.set 1 (i32.add (local.get 1) (i32.const 1))) (local.set 0 (i32.add (local.get 0) (i32.const 1))) (br $l))',
    { 0: 31n, 1: 18n, 2: 5n },
  ],
  [
    'a branch on null',
    '(block $a (drop (br_on_null $a (ref.null func))) (drop (i32.const 1))) (drop (i32.const 2))',
    { 0: 4n },
  ],
  [
    'calls',
    '(if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))) (drop (i32.const 1)))) (drop (i32.const 2))',
    { 0: 4n, 5: 49n },
  ],
  [
    'tail calls',
    '(if (local.get 0) (then (return_call $f (i32.sub (local.get 0) (i32.const 1))))) (drop (i32.const 2))',
    { 0: 4n, 5: 39n },
  ],
  [
    'throw and catch in one function',
    '(block $h (try_table (catch $e $h) (if (local.get 0) (then (throw $e))) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3))',
    { 0: 7n, 1: 6n },
  ],
  [
    'a bulk instruction in a loop',
    '(loop $l (memory.fill (i32.const 0) (i32.const 0) (local.get 0)) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0)))',
    { 1: 12n, 4: 51n },
  ],
];

test.each(CASES)('exact: %s', async (_name, body, fuel) => {
  const guest = await metered(`(module (memory 1) (tag $e) (func $f (export "f") (param i32) ${body}))`, 'exact');
  for (const [argument, expected] of Object.entries(fuel)) {
    const before = guest.used();
    guest.call('f', Number(argument));
    expect([argument, guest.used() - before]).toEqual([argument, expected]);
  }
});

test.each(CASES.filter(([, body]) => !body.includes('$e')))(
  'exact, with no tag in the module: %s',
  async (_name, body, fuel) => {
    const guest = await metered(`(module (memory 1) (func $f (export "f") (param i32) ${body}))`, 'exact');
    for (const [argument, expected] of Object.entries(fuel)) {
      const before = guest.used();
      guest.call('f', Number(argument));
      expect([argument, guest.used() - before]).toEqual([argument, expected]);
    }
  },
);

test.each(CASES)('fast pays at least as much, and within bounds: %s', async (_name, body, fuel) => {
  const guest = await metered(
    `(module (memory 1) (tag $e) (func $f (export "f") (param i32) ${body}) (func (loop $l (br $l))))`,
    'fast',
  );
  for (const [argument, expected] of Object.entries(fuel)) {
    const before = guest.used();
    guest.call('f', Number(argument));
    const used = guest.used() - before;
    expect(used === 0n || used >= expected).toBe(true); // nothing where `f` is small and called by the host
    expect(used).toBeLessThanOrEqual(expected * 10n);
  }
});
