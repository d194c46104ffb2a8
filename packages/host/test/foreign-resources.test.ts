/** Resources of a component of another toolchain: `callExport`, with WIT's names and without a manifest. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeEach, expect, test } from 'vitest';
import type { CallOutcome, ComponentInstance } from '../src/index.ts';
import { testHost, trapOf } from './components.ts';

const OPS = 'test:foreign/ops@1.0.0';

/** Counters: an object is its number. The destructor counts how many were dropped, `spin` keeps it busy first. */
const COUNTERS = `(component
  (core module $d
    (global $n (export "n") (mut i32) (i32.const 0))
    (global $spin (export "spin") (mut i32) (i32.const 0))
    (func (export "dtor") (param i32)
      (loop $again
        (global.set $spin (i32.sub (global.get $spin) (i32.const 1)))
        (br_if $again (i32.gt_s (global.get $spin) (i32.const 0))))
      (global.set $n (i32.add (global.get $n) (i32.const 1)))))
  (core instance $d (instantiate $d))
  (alias core export $d "dtor" (core func $dtor))
  (type $counter (resource (rep i32) (dtor (core func $dtor))))
  (core func $new (canon resource.new $counter))
  (core func $drop (canon resource.drop $counter))
  (core func $rep (canon resource.rep $counter))
  (core module $m
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (import "" "rep" (func $rep (param i32) (result i32)))
    (import "d" "n" (global $n (mut i32)))
    (import "d" "spin" (global $spin (mut i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "value") (param i32) (result i32) (local.get 0))
    (func (export "sum") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "eat") (param i32) (result i32) (local $value i32)
      (local.set $value (call $rep (local.get 0)))
      (call $drop (local.get 0))
      (local.get $value))
    (func (export "dropped") (result i32) (global.get $n))
    (func (export "busy") (param i32) (global.set $spin (local.get 0)))
    (func (export "boom") (param i32) unreachable))
  (core instance $m (instantiate $m
    (with "" (instance (export "new" (func $new)) (export "drop" (func $drop)) (export "rep" (func $rep))))
    (with "d" (instance $d))))
  (func $make (param "value" u32) (result (own $counter)) (canon lift (core func $m "make")))
  (func $value (param "self" (borrow $counter)) (result u32) (canon lift (core func $m "value")))
  (func $sum (param "self" (borrow $counter)) (param "other" (borrow $counter)) (result u32)
    (canon lift (core func $m "sum")))
  (func $eat (param "counter" (own $counter)) (result u32) (canon lift (core func $m "eat")))
  (func $dropped (result u32) (canon lift (core func $m "dropped")))
  (func $busy (param "rounds" u32) (canon lift (core func $m "busy")))
  (func $boom (param "self" (borrow $counter)) (canon lift (core func $m "boom")))
  (component $shim
    (import "counter" (type $counter (sub resource)))
    (import "make" (func $make (param "value" u32) (result (own $counter))))
    (import "value" (func $value (param "self" (borrow $counter)) (result u32)))
    (import "sum" (func $sum (param "self" (borrow $counter)) (param "other" (borrow $counter)) (result u32)))
    (import "eat" (func $eat (param "counter" (own $counter)) (result u32)))
    (import "dropped" (func $dropped (result u32)))
    (import "busy" (func $busy (param "rounds" u32)))
    (import "boom" (func $boom (param "self" (borrow $counter))))
    (export $c "counter" (type $counter))
    (export "[constructor]counter" (func $make) (func (param "value" u32) (result (own $c))))
    (export "[method]counter.value" (func $value) (func (param "self" (borrow $c)) (result u32)))
    (export "[method]counter.sum-with" (func $sum)
      (func (param "self" (borrow $c)) (param "other" (borrow $c)) (result u32)))
    (export "[method]counter.boom" (func $boom) (func (param "self" (borrow $c))))
    (export "[static]counter.dropped" (func $dropped) (func (result u32)))
    (export "eat" (func $eat) (func (param "counter" (own $c)) (result u32)))
    (export "busy" (func $busy) (func (param "rounds" u32))))
  (instance $ops (instantiate $shim
    (with "counter" (type $counter)) (with "make" (func $make)) (with "value" (func $value)) (with "sum" (func $sum))
    (with "eat" (func $eat)) (with "dropped" (func $dropped)) (with "busy" (func $busy)) (with "boom" (func $boom))))
  (export "${OPS}" (instance $ops)))`;

let instance: ComponentInstance;
const outcome = async (name: string, ...args: readonly unknown[]): Promise<CallOutcome> =>
  await instance.callExport(OPS, name, args);
const call = async (name: string, ...args: readonly unknown[]): Promise<unknown> => {
  const found = await outcome(name, ...args);
  return found.ok ? found.value : found.error;
};
const make = async (value: number): Promise<AsyncDisposable> =>
  (await call('[constructor]counter', value)) as AsyncDisposable; // a handle

beforeEach(async () => {
  const loaded = await testHost().load(await parse(COUNTERS), 'counters');
  instance = await loaded.instantiate();
});

test('constructors, methods, statics and disposal', async () => {
  const [a, b] = [await make(3), await make(4)];
  expect(await call('[method]counter.value', a)).toBe(3);
  expect(await call('[method]counter.sum-with', a, b)).toBe(7);
  await a[Symbol.asyncDispose]();
  await a[Symbol.asyncDispose]();
  expect(await call('[static]counter.dropped')).toBe(1);
  await expect(call('[method]counter.value', a)).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_HANDLE' });
});

test('what the component has taken over is refused, and drops in its own time', async () => {
  const handle = await make(9);
  expect(await call('eat', handle)).toBe(9);
  expect(await call('[static]counter.dropped')).toBe(1);
  await expect(call('[method]counter.value', handle)).rejects.toMatchObject({
    code: 'AIRSSYS_SANDBOX_HANDLE',
    message: 'This handle of Counter was given up before',
  });
  await handle[Symbol.asyncDispose]();
  expect(await call('[static]counter.dropped')).toBe(1);
});

test('a destructor has the limits of a call, whoever runs it', async () => {
  const handle = await make(1);
  await call('busy', 2_000_000);
  await handle[Symbol.asyncDispose]();
  expect(instance.usage.fuel).toBeGreaterThan(2_000_000);
  await call('busy', 1_000_000);
  expect(await call('eat', await make(1))).toBe(1);
  await call('busy', 2_000_000_000);
  const last = await make(1);
  const trap = await trapOf(instance.callExport(OPS, 'eat', [last], { timeoutMs: 50 }));
  expect(trap.kind).toBe('deadline');
});

test('a trap of a method, and handles of another instance', async () => {
  const handle = await make(1);
  const loaded = await testHost().load(await parse(COUNTERS), 'counters');
  const other = await loaded.instantiate();
  await expect(other.callExport(OPS, '[method]counter.value', [handle])).rejects.toMatchObject({
    code: 'AIRSSYS_SANDBOX_HANDLE',
    message: `${OPS}#[method]counter.value cannot take a handle of Counter of instance ${instance.id}`,
  });
  expect((await trapOf(call('[method]counter.boom', handle))).kind).toBe('unreachable');
  await handle[Symbol.asyncDispose]();
  await expect(call('[static]counter.dropped')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
});

test('what is no function of a resource is unknown', async () => {
  for (const name of [
    '[method]counter.constructor',
    '[static]counter.name',
    '[constructor]other',
    '[method]counter.to-string',
  ]) {
    await expect(call(name, await make(1))).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' });
  }
});
