import { describe, expect, test } from 'vitest';
import { metered, MODES, TestHost } from './metered.ts';

const COUNTDOWN = `(module (func (export "f") (param i32) (result i32)
  (loop $l (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0))) (local.get 0)))`;

describe.each(MODES)('%s: code that runs without end is stopped', (mode) => {
  test.each([
    ['an endless loop', '(module (func (export "f") (loop $l (br $l))))'],
    ['a loop around a loop that does nothing', '(module (func (export "f") (loop $o (loop $i) (br $o))))'],
    ['a branch out of an inner loop head', '(module (func (export "f") (loop $o (loop $i (br $o)))))'],
    ['a br_table', '(module (func (export "f") (loop $l (br_table $l $l (i32.const 0)))))'],
    ['a branch on null', '(module (func (export "f") (loop $l (block (br_on_null $l (ref.null func)) (drop)))))'],
    ['a tail call to itself', '(module (func $f (export "f") (return_call $f)))'],
    ['tail calls in a circle', '(module (func $f (export "f") (return_call $g)) (func $g (return_call $f)))'],
    [
      'indirect tail calls',
      '(module (table funcref (elem $f)) (func $f (export "f") (return_call_indirect (i32.const 0))))',
    ],
    [
      'tail calls by reference',
      '(module (type $t (func)) (elem declare func $f) (func $f (export "f") (type $t) (return_call_ref $t (ref.func $f))))',
    ],
    [
      'a loop of throw and catch',
      '(module (tag $e) (func (export "f") (loop $l (block $h (try_table (catch $e $h) (throw $e))) (br $l))))',
    ],
    [
      'a tree of calls',
      `(module ${Array.from({ length: 60 }, (_, i) => `(func $f${i} (call $f${i + 1}) (call $f${i + 1}))`).join('')}
      (func $f60) (func (export "f") (call $f0)))`,
    ],
  ])('%s', async (_name, wat) => {
    const guest = await metered(wat, mode);
    expect(() => guest.call('f')).toThrow(WebAssembly.RuntimeError);
    expect(guest.host.budget).toBe(0n);
    expect(guest.cell?.fuelLeft).toBeLessThan(0n);
  });

  test('recursion that the stack would allow', async () => {
    const guest = await metered('(module (func $f (export "f") (call $f)))', mode, new TestHost(1000n, 100n));
    expect(() => guest.call('f')).toThrow('unreachable');
  });

  test('the start function', async () => {
    const host = new TestHost();
    await expect(metered('(module (func $s (loop $l (br $l))) (start $s))', mode, host)).rejects.toThrow('unreachable');
    expect(host.budget).toBe(0n);
  });

  test('catch_all does not swallow it', async () => {
    const wat = `(module (func $g (loop $l (br $l))) (func (export "f") (result i32)
      (block $h (try_table (catch_all $h) (call $g))) (i32.const 1)))`;
    const guest = await metered(wat, mode);
    expect(() => guest.call('f')).toThrow('unreachable');
  });

  test('and stays stopped when it is called again', async () => {
    const guest = await metered(COUNTDOWN, mode, new TestHost(100n, 100n));
    expect(() => guest.call('f', 1000)).toThrow('unreachable');
    expect(() => guest.call('f', 1)).toThrow('unreachable');
  });
});

describe.each(MODES)('%s: slices', (mode) => {
  test('debt is kept to the unit: the use does not depend on the slice', async () => {
    const uses = await Promise.all(
      [1n, 2n, 7n, 1000n, 1_000_000n].map(async (slice) => {
        const guest = await metered(COUNTDOWN, mode, new TestHost(1_000_000n, slice));
        guest.call('f', 100);
        return guest.used();
      }),
    );
    expect(new Set(uses).size).toBe(1);
  });

  test('a grant smaller than the debt is followed by another', async () => {
    const wat = '(module (memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000))))';
    const guest = await metered(wat, mode, new TestHost(10_000n, 10n));
    guest.call('f');
    expect(guest.host.refills).toBeGreaterThanOrEqual(100);
    expect(guest.cell?.fuelLeft).toBeGreaterThanOrEqual(0n);
  });

  test('the first charge asks for a slice', async () => {
    const guest = await metered(COUNTDOWN, mode);
    expect(guest.host.refills).toBe(0);
    guest.call('f', 1);
    expect(guest.host.refills).toBe(1);
  });

  test('the host can take an unused slice back', async () => {
    const guest = await metered(COUNTDOWN, mode);
    guest.call('f', 1);
    if (guest.cell !== undefined) guest.cell.fuelLeft = 0n;
    guest.call('f', 1);
    expect(guest.host.refills).toBe(2);
  });
});

describe.each(MODES)('%s: bulk instructions are paid for before they run', (mode) => {
  test.each([
    ['memory.fill', '(memory.fill (i32.const 0) (i32.const 1) (local.get 0))'],
    ['memory.copy', '(memory.copy (i32.const 0) (i32.const 8) (local.get 0))'],
    ['memory.init', '(memory.init $d (i32.const 0) (i32.const 0) (local.get 0))'],
    ['table.fill', '(table.fill $t (i32.const 0) (ref.null func) (local.get 0))'],
    ['table.copy', '(table.copy (i32.const 0) (i32.const 1) (local.get 0))'],
    ['table.init', '(table.init $e (i32.const 0) (i32.const 0) (local.get 0))'],
    ['array.new', '(drop (array.new $a (i32.const 1) (local.get 0)))'],
    ['array.new_default', '(drop (array.new_default $a (local.get 0)))'],
    ['array.new_data', '(drop (array.new_data $a $d (i32.const 0) (local.get 0)))'],
    ['array.fill', '(array.fill $a (global.get $g) (i32.const 0) (i32.const 1) (local.get 0))'],
    ['array.copy', '(array.copy $a $a (global.get $g) (i32.const 0) (global.get $g) (i32.const 1) (local.get 0))'],
    ['array.init_data', '(array.init_data $a $d (global.get $g) (i32.const 0) (i32.const 0) (local.get 0))'],
  ])('%s', async (_name, instruction) => {
    const wat = `(module (type $a (array (mut i8))) (memory 1) (table $t 500 funcref)
      (global $g (ref $a) (array.new_default $a (i32.const 500)))
      (data $d "${'x'.repeat(500)}") (elem $e func ${'$f '.repeat(500)})
      (func $f (export "f") (param i32) ${instruction}))`;
    const guest = await metered(wat, mode, new TestHost(10_000n));
    const start = guest.used();
    guest.call('f', 0);
    const none = guest.used() - start;
    guest.call('f', 400);
    expect(guest.used() - start).toBe(none + none + 400n);
    const before = guest.host.budget;
    expect(() => guest.call('f', -1)).toThrow(); // 2^32 - 1: the fuel ends before the instruction looks at its bounds
    expect(before > 0n && guest.host.budget === 0n).toBe(true);
  });

  test('the length of a 64-bit memory is saturated', async () => {
    const wat =
      '(module (memory i64 1) (func (export "f") (param i64) (memory.fill (i64.const 0) (i32.const 1) (local.get 0))))';
    const guest = await metered(wat, mode);
    expect(() => guest.call('f', -1n)).toThrow('unreachable');
    expect(guest.cell?.fuelLeft).toBeLessThan(-(2n ** 61n));
  });
});

test('fast: a conditional region of any size is paid for when it runs', async () => {
  const big = '(local.set 0 (i32.add (local.get 0) (i32.const 1)))'.repeat(500);
  const wat = `(module (func (export "f") (param i32) (loop $l (if (local.get 0) (then ${big})) (br_if $l (i32.const 0)))))`;
  const guest = await metered(wat, 'fast');
  guest.call('f', 0);
  const skipped = guest.used();
  guest.call('f', 1);
  expect(skipped).toBeLessThan(100n);
  expect(guest.used() - skipped).toBeGreaterThanOrEqual(2000n);
});

test('fast: small functions are paid for by their callers, at each call', async () => {
  const wat = `(module (func $small (result i32) ${'(i32.const 1) (drop) '.repeat(20)} (i32.const 1))
    (func (export "one") (loop $l (drop (call $small)) (br_if $l (i32.const 0))))
    (func (export "two") (loop $l (drop (call $small)) (drop (call $small)) (br_if $l (i32.const 0)))))`;
  const guest = await metered(wat, 'fast');
  guest.call('one');
  const one = guest.used();
  guest.call('two');
  expect(guest.used() - one).toBe(one + 23n); // 1 for the call, 1 for entering, 21 instructions
});

test('fast: small functions are free also in a module that has a state', async () => {
  const wat = `(module (memory 1) (global $g (mut i32) (i32.const 0)) (func (export "f") (result i32)
    (global.set $g (i32.add (global.get $g) (i32.const 1))) (i32.store (i32.const 8) (global.get $g)) (i32.load (i32.const 8))))`;
  const guest = await metered(wat, 'fast', new TestHost(0n));
  expect([guest.call('f'), guest.call('f'), guest.call('f')]).toEqual([1, 2, 3]);
  expect([guest.hooks === undefined, guest.used()]).toEqual([false, 0n]);
});
