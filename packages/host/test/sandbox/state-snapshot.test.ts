import { describe, expect, test } from 'vitest';
import { StateSnapshot } from '../../src/sandbox/state-snapshot.ts';
import { MODES, metered } from '../engine/metering/metered.ts';

describe.each(MODES)('%s: a snapshot', (mode) => {
  const snapshotOf = async (
    wat: string,
  ): Promise<Awaited<ReturnType<typeof metered>> & { snapshot?: StateSnapshot }> => {
    const guest = await metered(wat, mode);
    const snapshot = StateSnapshot.take([guest]);
    return Object.assign(guest, snapshot && { snapshot });
  };

  test('puts back memories and mutable globals of every number type, exported or not', async () => {
    const guest = await snapshotOf(`(module
      (memory 1) (global $a (mut i32) (i32.const 1)) (global $b (mut i64) (i64.const -2))
      (global $c (mut f64) (f64.const -0)) (global $d (mut f32) (f32.const 0.5)) (global $r (mut funcref) (ref.null func))
      (data (i32.const 8) "abc")
      (func $f (export "change") (param i32) (loop $l
        (i32.store8 (i32.add (local.get 0) (i32.const 8)) (i32.const 122))
        (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (global.set $a (i32.const 7)) (global.set $b (i64.const 8)) (global.set $c (f64.const 9)) (global.set $d (f32.const 1))
        (global.set $r (ref.func $f)))
      (func (export "read") (result i32 i64 f64 f32 i32 i32)
        (global.get $a) (global.get $b) (global.get $c) (global.get $d) (ref.is_null (global.get $r)) (i32.load (i32.const 8))))`);
    const before = guest.call('read');
    expect(before).toEqual([1, -2n, -0, 0.5, 1, 0x636261]);
    guest.call('change', 2);
    expect(guest.call('read')).not.toEqual(before);
    expect(guest.snapshot?.restore()).toBe(true);
    expect(guest.call('read')).toEqual(before);
    expect(guest.snapshot?.bytes).toBe(65_536);
  });

  test("INVARIANT: is not put back once it is forgotten: the memory may be another one's", async () => {
    const guest = await snapshotOf(
      '(module (memory 1) (func (export "set") (i32.store (i32.const 4) (i32.const 9))) (func (export "get") (result i32) (i32.load (i32.const 4))))',
    );
    guest.call('set');
    guest.snapshot?.forget();
    expect(guest.snapshot?.restore()).toBe(false);
    expect([guest.call('get'), guest.snapshot?.bytes]).toEqual([9, 0]);
  });

  test('is not put back over a memory that has grown', async () => {
    const guest = await snapshotOf('(module (memory 1) (func (export "grow") (drop (memory.grow (i32.const 1)))))');
    guest.call('grow');
    expect(guest.snapshot?.restore()).toBe(false);
  });

  test.each([
    ['table.set', '(table.set 0 (i32.const 0) (ref.null func))'],
    ['table.fill', '(table.fill 0 (i32.const 0) (ref.null func) (i32.const 1))'],
    ['table.copy', '(table.copy 0 0 (i32.const 0) (i32.const 1) (i32.const 1))'],
    ['table.init', '(table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 1))'],
    ['table.grow', '(drop (table.grow 0 (ref.null func) (i32.const 1)))'],
    ['elem.drop', '(elem.drop 0)'],
    ['data.drop', '(data.drop 0)'],
  ])('is not taken of a module with %s', async (_name, code) => {
    const guest = await snapshotOf(
      `(module (memory 1) (table 2 funcref) (elem funcref (ref.null func)) (data "x") (func (export "f") ${code}))`,
    );
    expect(guest.snapshot).toBeUndefined();
  });

  test('is not taken of a module with a global that JavaScript cannot read', async () => {
    const guest = await snapshotOf('(module (global (mut v128) (v128.const i64x2 1 2)) (func (export "f")))');
    expect(guest.snapshot).toBeUndefined();
  });
});
