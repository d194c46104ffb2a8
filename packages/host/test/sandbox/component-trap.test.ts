/** The traps of the component model: what a component may not do at its boundary, done by real components. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { instantiate } from '../../src/sandbox/instantiate.ts';
import { Governor } from '../../src/sandbox/governor.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { classifyTrap, type TrapKind } from '../../src/sandbox/trap.ts';
import { CACHE_DIR, HOST, OPS, testHost, trapOf } from '../components.ts';

const OPTIONS = '(memory $mem) (realloc (core func $lib "realloc"))';
const LIBRARY = `
  (core module $lib (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
  (core instance $lib (instantiate $lib))
  (alias core export $lib "memory" (core memory $mem))`;
const EXPORTED = `(instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops))`;

/** `run` answers with what lies at `at`: two words that `core` has put to 0 and 4. */
function answering(type: string, pointer: number, length: number, at = 0): string {
  return `(component ${LIBRARY}
    (core module $m (import "lib" "memory" (memory 1))
      (data (i32.const 16) "\\ff\\ff\\ff\\00\\01\\00\\00\\00") ;; a string of one byte, far away
      (func (export "run") (result i32)
        (i32.store (i32.const 0) (i32.const ${pointer})) (i32.store (i32.const 4) (i32.const ${length})) (i32.const ${at})))
    (core instance $i (instantiate $m (with "lib" (instance $lib))))
    (func $run (result ${type}) (canon lift (core func $i "run") ${OPTIONS})) ${EXPORTED})`;
}

/** `run` answers with a flat value. */
function flat(type: string, value: number): string {
  return `(component
    (core module $m (func (export "run") (result i32) (i32.const ${value})))
    (core instance $i (instantiate $m))
    (func $run (result ${type}) (canon lift (core func $i "run"))) ${EXPORTED})`;
}

/** `run` calls the host's `f` with these words. */
function calling(type: string, ...words: readonly number[]): string {
  return `(component
    (import "${HOST}" (instance $host (export "f" (func (param "a" ${type})))))
    ${LIBRARY}
    (core func $f (canon lower (func $host "f") ${OPTIONS}))
    (core module $m (import "host" "f" (func $f (param ${words.map(() => 'i32').join(' ')})))
      (func (export "run") (result i32) (call $f ${words.map((word) => `(i32.const ${word})`).join(' ')}) (i32.const 0)))
    (core instance $i (instantiate $m (with "host" (instance (export "f" (func $f))))))
    (func $run (result u32) (canon lift (core func $i "run"))) ${EXPORTED})`;
}

/** `run` does something with a handle that it was never given. */
function forging(builtin: 'drop' | 'rep', handle: number): string {
  const result = builtin === 'drop' ? '' : '(result i32)';
  return `(component (type $r (resource (rep i32))) (core func $f (canon resource.${builtin} $r))
    (core module $m (import "host" "f" (func $f (param i32) ${result}))
      (func (export "run") (result i32) (call $f (i32.const ${handle})) ${builtin === 'drop' ? '(i32.const 0)' : ''}))
    (core instance $i (instantiate $m (with "host" (instance (export "f" (func $f))))))
    (func $run (result u32) (canon lift (core func $i "run"))) ${EXPORTED})`;
}

/** `run` calls the host once it has returned. */
const LEAVING = `(component
  (import "${HOST}" (instance $host (export "f" (func (param "a" u32)))))
  (core func $f (canon lower (func $host "f")))
  (core module $m (import "host" "f" (func $f (param i32)))
    (func (export "post") (param i32) (call $f (i32.const 1))) (func (export "run") (result i32) (i32.const 1)))
  (core instance $i (instantiate $m (with "host" (instance (export "f" (func $f))))))
  (func $run (result u32) (canon lift (core func $i "run") (post-return (core func $i "post")))) ${EXPORTED})`;

/** `run` waits for any of no events. */
const WAITING = `(component
  (core func $new (canon waitable-set.new))
  (core module $m (import "" "new" (func $new (result i32)))
    (func (export "run") (result i32) (i32.or (i32.const 2) (i32.shl (call $new) (i32.const 4))))
    (func (export "callback") (param i32 i32 i32) (result i32) unreachable))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
  (func $run async (result u32) (canon lift (core func $i "run") async (callback (core func $i "callback")))) ${EXPORTED})`;

const BEYOND = 70_000;

const TRAPS: readonly (readonly [TrapKind, string, string])[] = [
  ['invalid-char', 'a surrogate', flat('char', 0xd800)],
  ['invalid-char', 'beyond Unicode', flat('char', 0x110000)],
  ['invalid-char', 'to the host', calling('char', 0xd800)],
  ['invalid-discriminant', 'bool', flat('bool', 2)],
  ['invalid-discriminant', 'result', flat('(result)', 7)],
  ['invalid-discriminant', 'option', answering('(option u32)', 7, 0)],
  ['invalid-discriminant', 'to the host', calling('(option u32)', 9, 1)],
  ['string-out-of-bounds', 'its start', answering('string', BEYOND, 5)],
  ['string-out-of-bounds', 'its end', answering('string', 65_530, 100)],
  ['string-out-of-bounds', 'its length has no sign', answering('string', 100, -1)],
  ['string-out-of-bounds', 'to the host', calling('string', BEYOND, 5)],
  ['string-out-of-bounds', 'to the host, its address has no sign', calling('string', -8, 4)],
  ['string-out-of-bounds', 'to the host, its length has no sign', calling('string', 8, -1)],
  ['list-out-of-bounds', 'numbers', answering('(list u32)', 65_532, 2)],
  ['list-out-of-bounds', 'bytes', answering('(list u8)', 65_532, 5)],
  ['list-out-of-bounds', 'strings', answering('(list string)', 65_528, 2)],
  ['list-out-of-bounds', 'more than any memory has', answering('(list u64)', 0, -1)],
  ['list-out-of-bounds', 'numbers, to the host', calling('(list u32)', 65_532, 2)],
  ['list-out-of-bounds', 'strings, to the host', calling('(list string)', 65_528, 2)],
  ['string-out-of-bounds', 'in a list', answering('(list string)', 16, 1)],
  ['pointer-out-of-bounds', 'where the result lies', answering('string', 0, 0, 65_533)],
  ['misaligned-pointer', 'numbers', answering('(list u32)', 1, 2)],
  ['misaligned-pointer', 'strings, to the host', calling('(list string)', 2, 1)],
  ['invalid-handle', 'dropped', forging('drop', 99)],
  ['invalid-handle', 'zero', forging('drop', 0)],
  ['invalid-handle', 'used', forging('rep', 99)],
  ['invalid-value', 'more than its type holds', calling('u8', 900)],
  ['cannot-leave', 'from post-return', LEAVING],
  ['deadlock', 'waiting for nothing', WAITING],
];

test.each(TRAPS)('%s: %s', async (kind, _name, text) => {
  const host = testHost({ services: [{ interface: HOST, immediate: { f: { call: () => undefined } }, waiting: {} }] });
  const loaded = await host.load(await parse(text), 'guest');
  const instance = await loaded.instantiate();
  const trap = await trapOf(instance.callExport(OPS, 'run', []));
  expect([trap.kind, trap.message]).toEqual([kind, expect.stringContaining(kind)]);
  expect(instance.state).toBe('trapped');
});

describe('what lies just inside', () => {
  test.each([
    ['a string at the end', answering('string', 65_531, 5), '\0\0\0\0\0'],
    ['an empty string beyond it', answering('string', 65_536, 0), ''],
    ['numbers', answering('(list u32)', 65_528, 2), new Uint32Array(2)],
    ['strings', answering('(list string)', 65_520, 2), ['', '']],
  ])('%s', async (_name, text, value) => {
    const instance = await (await testHost().load(await parse(text), 'guest')).instantiate();
    expect(await instance.callExport(OPS, 'run', [])).toMatchObject({ value });
  });
});

test('cannot-enter: an instance that has trapped, which the sandbox gives up before anybody could', async () => {
  const engine = new Engine({ cacheDir: CACHE_DIR, metering: 'fast', suspendingImports: [] });
  // The text makes it a function of which the glue keeps account, as it does of most (plain-exports.ts).
  const text = `(component (core module $m (memory (export "memory") 1) (func (export "run") (result i32) unreachable))
    (core instance $i (instantiate $m))
    (func $run (result string) (canon lift (core func $i "run") (memory (core memory $i "memory"))))
    (instance $ops (export "run" (func $run))) (export "${OPS}" (instance $ops)))`;
  const compiled = await engine.compile(await parse(text), 'x');
  const governor = new Governor(DEFAULT_LIMITS);
  const { exports } = await instantiate({
    component: compiled,
    imports: {},
    limits: DEFAULT_LIMITS,
    governor,
    onLimit: () => {
      throw new Error('no limit is near');
    },
  });
  const ops = exports[OPS] as { run(): Promise<unknown> };
  const ends = [await ops.run().catch(classifyTrap), await ops.run().catch(classifyTrap)];
  expect(ends).toEqual(['unreachable', 'cannot-enter']);
});
