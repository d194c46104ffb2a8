import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { withPlainExports } from '../../src/engine/plain-exports.ts';
import { transpile } from '../../src/engine/transpiler.ts';
import { OPS, testHost, trapOf } from '../components.ts';

const MODULE = `(core module $m
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "wide") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
  (func (export "pick") (param i32 f32 f64 i32 i32) (result f64)
    (select (f64.promote_f32 (local.get 1)) (local.get 2) (local.get 0)))
  (func (export "byte") (param i32) (result i32) (local.get 0))
  (func (export "nothing"))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "spin") (loop (br 0)))
  (global $freed (mut i32) (i32.const 0))
  (func (export "free") (param i32) (global.set $freed (i32.add (global.get $freed) (local.get 0))))
  (func (export "freed") (result i32) (global.get $freed)))`;

const LIFTED = `
  (func $add (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "add")))
  (func $wide (param "a" u64) (param "b" s64) (result u64) (canon lift (core func $i "wide")))
  (func $pick (param "a" bool) (param "b" f32) (param "c" f64) (param "d" char) (param "e" u8) (result f64)
    (canon lift (core func $i "pick")))
  (func $byte (param "a" u8) (result u8) (canon lift (core func $i "byte")))
  (func $nothing (canon lift (core func $i "nothing")))
  (func $divide (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "divide")))
  (func $spin (canon lift (core func $i "spin")))
  (func $freeing (param "a" u32) (result u32)
    (canon lift (core func $i "byte") (post-return (core func $i "free"))))
  (func $freed (result u32) (canon lift (core func $i "freed")))`;

const NAMES = ['add', 'wide', 'pick', 'byte', 'nothing', 'divide', 'spin', 'freeing', 'freed'];
const EXPORTS = `(instance $ops ${NAMES.map((name) => `(export "${name}" (func $${name}))`).join(' ')})
  (export "${OPS}" (instance $ops))`;

const PURE = `(component ${MODULE} (core instance $i (instantiate $m)) ${LIFTED} ${EXPORTS})`;

/** The functions that are called directly: each is one line that calls the core function. */
const directly = (glue: string): string[] =>
  [...withPlainExports(glue).matchAll(/^ *(?:async )?function (\w+)\([\w, ]*\) \{ .*\}$/gm)]
    .map(([, name = '']) => name)
    .filter((name) => NAMES.includes(name));

test('functions of numbers are called directly, unless something is to be done after them', async () => {
  const { glue } = await transpile({ bytes: await parse(PURE), suspendingImports: [], metering: 'fast' }, 'pure');
  expect(directly(glue)).toEqual(expect.arrayContaining(['add', 'wide', 'pick', 'nothing', 'divide', 'spin']));
  expect(directly(glue)).not.toContain('freeing');
});

test('a component that imports functions keeps all of its bookkeeping', async () => {
  const importing = PURE.replace(
    '(component',
    `(component (import "now" (func $now)) (core func $lowered (canon lower (func $now)))
      (core module $user (import "" "now" (func)) (func (export "go") (call 0)))
      (core instance $user (instantiate $user (with "" (instance (export "now" (func $lowered))))))
      (func $go (canon lift (core func $user "go"))) (export "go" (func $go))`,
  );
  const { glue } = await transpile(
    { bytes: await parse(importing), suspendingImports: [], metering: 'fast' },
    'importing',
  );
  expect(withPlainExports(glue)).toBe(glue);
});

test('they answer, trap and are stopped as ever', async () => {
  const loaded = await testHost().load(await parse(PURE), 'pure');
  const make = async () => await loaded.instantiate({ limits: { timeoutMs: 100 } });
  const instance = await make();
  const call = async (name: string, ...args: unknown[]): Promise<unknown> => {
    const outcome = await instance.callExport(OPS, name, args);
    return outcome.ok ? outcome.value : outcome;
  };
  expect(await call('add', 2 ** 31 - 1, 1)).toBe(-(2 ** 31));
  expect(await call('wide', 2n ** 64n - 2n, 1n)).toBe(2n ** 64n - 1n);
  expect(await call('pick', true, 0.5, 7, 'a', 1)).toBe(0.5);
  expect(await call('pick', false, 0.5, 7, '😀', 1)).toBe(7);
  expect(await call('byte', 255)).toBe(255);
  expect(await call('nothing')).toBeUndefined();
  expect(await call('freeing', 5)).toBe(5);
  expect(await call('freed')).toBe(5);
  expect(await trapOf(instance.callExport(OPS, 'divide', [1, 0]))).toMatchObject({ kind: 'integer-division-by-zero' });
  await expect(instance.callExport(OPS, 'add', [1, 2])).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  expect(await trapOf((await make()).callExport(OPS, 'spin', []))).toMatchObject({ kind: 'deadline' });
});
