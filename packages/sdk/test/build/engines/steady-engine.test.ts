/** That builds are the same bytes is tested with real components in `equal-bytes.test.ts`. Here: which engines are taken. */
import { readFile } from 'node:fs/promises';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { steadyEngine } from '../../../src/build/engines/steady-engine.ts';

const ENGINE = new URL(
  '../lib/starlingmonkey_embedding.wasm',
  import.meta.resolve('@bytecodealliance/componentize-js'),
);

test('the real engine is still one, with two functions more, and takes nothing more from outside', async () => {
  const engine = await readFile(ENGINE);
  const steady = steadyEngine(engine);
  const [before, after] = [new WebAssembly.Module(engine), new WebAssembly.Module(new Uint8Array(steady))];
  expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
  expect(WebAssembly.Module.exports(after)).toEqual(WebAssembly.Module.exports(before));
  // Its calls lead elsewhere already.
  expect(() => steadyEngine(steady)).toThrow(/reads a clock or a seed at 0 places/);
});

test('another engine is refused', async () => {
  const wasi = '(import "wasi_snapshot_preview1"';
  const clock = `${wasi} "clock_time_get" (func (param i32 i64 i32) (result i32)))`;
  const random = `${wasi} "random_get" (func (param i32 i32) (result i32)))`;
  for (const imports of ['', clock, `${clock} ${random}`]) {
    const module = await parse(`(module ${imports} (func (export "f")))`);
    expect(() => steadyEngine(module)).toThrow(expect.objectContaining({ code: 'AIRSSYS_BUILD_ENGINE' }));
  }
});
