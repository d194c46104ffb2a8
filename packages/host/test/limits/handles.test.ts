/** Handles of resources, which live in the host's heap. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions } from '../../src/index.ts';
import { OPS, run, testHost, trapOf } from '../components.ts';

/** Makes objects of its own: `keep` holds on to its handles, `drop` gives each up at once; each object is another. */
const MAKER = `(component
  (type $r (resource (rep i32)))
  (core func $new (canon resource.new $r))
  (core func $drop (canon resource.drop $r))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (global $made (mut i32) (i32.const 0))
    (func $make (result i32)
      (global.set $made (i32.add (global.get $made) (i32.const 1)))
      (call $new (global.get $made)))
    (func (export "keep") (param i32) (result i32)
      (loop $l (drop (call $make)) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0)))
      (global.get $made))
    (func (export "drop") (param i32) (result i32)
      (loop $l (call $drop (call $make)) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0)))
      (global.get $made)))
  (core instance $i (instantiate $m
    (with "" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
  (func $keep (param "count" u32) (result u32) (canon lift (core func $i "keep")))
  (func $drop_all (param "count" u32) (result u32) (canon lift (core func $i "drop")))
  (instance $ops (export "keep" (func $keep)) (export "drop" (func $drop_all)))
  (export "${OPS}" (instance $ops)))`;

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  const maker = async (limits: InstanceOptions['limits']): Promise<ComponentInstance> =>
    await (await testHost().load(await parse(MAKER), 'maker')).instantiate({ isolation, limits });

  test('as many are there at once as is allowed, over all calls', async () => {
    const instance = await maker({ maxHandles: 100 });
    expect(await run(instance, 'keep', 60)).toMatchObject({ value: 60 });
    expect(await run(instance, 'drop', 60)).toMatchObject({ value: 120 });
    expect(await run(instance, 'keep', 40)).toMatchObject({ value: 160 });
    const trap = await trapOf(run(instance, 'keep', 1));
    expect([trap.kind, trap.code]).toEqual(['handle-limit', 'AIRSSYS_TRAP_HANDLE_LIMIT']);
    expect(trap.message).toBe('The instance has more than 100 handles, in test:guest/ops@1.0.0#keep');
  });

  test('any number can be made and dropped', async () => {
    const instance = await maker({ maxHandles: 100 });
    for (const made of [1_000, 2_000, 3_000]) {
      expect(await run(instance, 'drop', 1_000)).toMatchObject({ value: made });
    }
  });

  test('a flood of them ends long before the host has no room', async () => {
    expect((await trapOf(run(await maker({}), 'keep', 1e9))).kind).toBe('handle-limit');
  });
});
