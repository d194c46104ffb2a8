/** What the runtime does is tested with real components everywhere. Here: how it is found, and what it is made of. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { findRuntime, pureRuntime, withoutWasi } from '../../../src/build/engines/quickjs-runtime.ts';
import { readCoreModule, signatureOf } from '../../../src/build/wasm/core-module.ts';

const CLOCKS = `
  (import "wasi_snapshot_preview1" "reset_adapter_state" (func))
  (import "wasi:random/insecure-seed@0.2.9" "insecure-seed" (func (param i32)))
  (import "wasi:clocks/monotonic-clock@0.2.0" "now" (func (result i64)))
  (import "wasi:clocks/wall-clock@0.2.0" "now" (func (param i32)))`;

const small = (imports: string): string => `(module ${imports}
  (import "env" "memory" (memory 1)) (import "env" "__stack_pointer" (global (mut i32)))
  (import "wasi:cli/exit@0.2.0" "exit" (func (param i32)))
  (func (export "seed") (result i64) (call 1 (i32.const 8)) (i64.load (i32.const 16)))
  (func (export "now") (result i64) (call 2))
  (func (export "leave") (call 4 (i32.const 1))))`;

test('the real runtime is found, and imports nothing of WASI any more', async () => {
  const module = readCoreModule(await pureRuntime());
  expect(module.imports.map(({ module: name }) => name).filter((name) => /^wasi|^local:/.test(name))).toEqual([]);
  expect(signatureOf(module, 'wit_dylib_push_u64')).toBe('iI>');
  expect(WebAssembly.validate((await pureRuntime()) as Uint8Array<ArrayBuffer>)).toBe(true);
});

test('what reads seeds and clocks answers zeros, all else ends in a trap', async () => {
  const bytes = withoutWasi(await parse(small(CLOCKS)));
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Uint8Array(memory.buffer).fill(7);
  const env: Record<string, WebAssembly.ImportValue> = {
    memory,
    __stack_pointer: new WebAssembly.Global({ value: 'i32', mutable: true }, 0),
  };
  // The linker leads these imports to the exports of the same names.
  const own =
    (name: string) =>
    (...args: unknown[]): unknown => {
      const fn = exports[name];
      return typeof fn === 'function' ? fn(...args) : undefined;
    };
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    expect(from).toBe('env');
    if (kind === 'function') env[name] = own(name);
  }
  const { exports } = new WebAssembly.Instance(module, { env });
  const call = (name: string): unknown => own(name)();
  expect(call('seed')).toBe(0n);
  expect(call('now')).toBe(0n);
  expect([...new Uint8Array(memory.buffer, 7, 18)]).toEqual([7, ...Array.from({ length: 16 }, () => 0), 7]);
  expect(() => call('leave')).toThrow('unreachable');
});

test('another runtime is refused', async () => {
  const refusals = [
    () => findRuntime(new Uint8Array(100)),
    () => findRuntime(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 200)),
  ];
  for (const refused of refusals) {
    expect(refused).toThrow(expect.objectContaining({ code: 'AIRSSYS_BUILD_ENGINE' }));
  }
  const another = await parse('(module (import "wasi:cli/exit@0.2.0" "exit" (func (param i32))))');
  expect(() => withoutWasi(another)).toThrow('its runtime reads 0 clocks and seeds');
});
