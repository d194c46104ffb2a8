/** Streams within a component: they live in the host's heap, and need no call of the host. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions } from '../../src/index.ts';
import { OPS, run, testHost, trapOf } from '../components.ts';

/** `copy` writes elements of no size to itself, and reads them; `open` makes streams. */
const STREAMS = `(component
  (core module $memory (memory (export "memory") 1))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $bytes))
  (type $s (stream))
  (core func $new (canon stream.new $s))
  (core func $write (canon stream.write $s async (memory $bytes)))
  (core func $read (canon stream.read $s async (memory $bytes)))
  (core module $m
    (import "" "new" (func $new (result i64)))
    (import "" "write" (func $write (param i32 i32 i32) (result i32)))
    (import "" "read" (func $read (param i32 i32 i32) (result i32)))
    (func (export "copy") (param $count i32) (result i32) (local $ends i64)
      (local.set $ends (call $new))
      (drop (call $write
        (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))) (i32.const 0) (local.get $count)))
      (i32.shr_u (call $read (i32.wrap_i64 (local.get $ends)) (i32.const 0) (local.get $count)) (i32.const 4)))
    (func (export "open") (param i32) (result i32)
      (loop $l (drop (call $new)) (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if $l (local.get 0)))
      (i32.const 1)))
  (core instance $i (instantiate $m
    (with "" (instance (export "new" (func $new)) (export "write" (func $write)) (export "read" (func $read))))))
  (func $copy (param "count" u32) (result u32) (canon lift (core func $i "copy")))
  (func $open (param "count" u32) (result u32) (canon lift (core func $i "open")))
  (instance $ops (export "copy" (func $copy)) (export "open" (func $open)))
  (export "${OPS}" (instance $ops)))`;

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  const streams = async (limits: InstanceOptions['limits'] = {}): Promise<ComponentInstance> =>
    await (await testHost().load(await parse(STREAMS), 'streams')).instantiate({ isolation, limits });

  test('elements without a size are counted before the host makes values of them', async () => {
    expect(await run(await streams(), 'copy', 10)).toMatchObject({ value: 10, usage: { bytesOut: 640 } });
    const trap = await trapOf(run(await streams(), 'copy', 2 ** 28 - 1));
    expect(trap.kind).toBe('bytes-out-limit');
  });

  test('a flood of streams ends at the limit of handles', async () => {
    expect(await run(await streams({ maxHandles: 100 }), 'open', 10)).toMatchObject({ value: 1 });
    expect((await trapOf(run(await streams({ maxHandles: 100 }), 'open', 100))).kind).toBe('handle-limit');
    expect((await trapOf(run(await streams(), 'open', 1e9))).kind).toBe('handle-limit');
  });
});
