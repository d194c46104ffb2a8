import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { HOST, OPS, testHost } from '../components.ts';

/** Calls its import with a variant's discriminant and the i64 that all of its cases share. */
const CALLER = `(component
  (import "${HOST}" (instance $host
    (type $t (variant (case "a" s8) (case "b" s32) (case "c" u32) (case "d" u16) (case "e" u64) (case "f" s64) (case "g" string)))
    (export "v" (type $v (eq $t)))
    (export "take" (func (param "it" $v)))))
  (core module $memory (memory (export "memory") 1) (data (i32.const 8) "text"))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $bytes))
  (core func $take (canon lower (func $host "take") (memory $bytes)))
  (core module $m (import "host" "take" (func $take (param i32 i64 i32)))
    (func (export "run") (param i32 i64) (call $take (local.get 0) (local.get 1) (i32.const 4))))
  (core instance $i (instantiate $m (with "host" (instance (export "take" (func $take))))))
  (func $run (param "case" u32) (param "bits" u64) (canon lift (core func $i "run")))
  (instance $ops (export "run" (func $run)))
  (export "${OPS}" (instance $ops)))`;

test('a host function gets the integers of a variant with their signs', async () => {
  const got: unknown[] = [];
  const take = { call: (_: unknown, it: never) => void got.push(it) };
  const host = testHost({ services: [{ interface: HOST, immediate: { take }, waiting: {} }] });
  const instance = await (await host.load(await parse(CALLER), 'caller')).instantiate();
  const extended = 2n ** 64n - 1n; // some callers extend the sign, others fill with zeros
  for (const [tag, bits] of [
    [0, 0xffff_ffffn],
    [0, extended - 0x7fn],
    [1, 0x8000_0000n],
    [1, extended],
    [2, 0xffff_ffffn],
    [2, extended],
    [3, 0xffffn],
    [4, extended],
    [5, extended],
    [6, 8n],
  ]) {
    await instance.callExport(OPS, 'run', [tag, bits]);
  }
  expect(got).toEqual([
    { tag: 'a', val: -1 },
    { tag: 'a', val: -128 },
    { tag: 'b', val: -(2 ** 31) },
    { tag: 'b', val: -1 },
    { tag: 'c', val: 2 ** 32 - 1 },
    { tag: 'c', val: 2 ** 32 - 1 },
    { tag: 'd', val: 0xffff },
    { tag: 'e', val: extended },
    { tag: 'f', val: -1n },
    { tag: 'g', val: 'text' },
  ]);
});
