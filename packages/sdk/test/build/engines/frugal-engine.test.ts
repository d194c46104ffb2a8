/** What comes of it is tested with real components in `limits/garbage.test.ts` of the host. Here: which engines are taken. */
import { readFile } from 'node:fs/promises';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { frugalEngine } from '../../../src/build/engines/frugal-engine.ts';

const ENGINE = new URL(
  '../lib/starlingmonkey_embedding.wasm',
  import.meta.resolve('@bytecodealliance/componentize-js'),
);

test('the real engine is still one, with the same imports and exports', async () => {
  const engine = await readFile(ENGINE);
  const frugal = frugalEngine(engine);
  const [before, after] = [new WebAssembly.Module(engine), new WebAssembly.Module(new Uint8Array(frugal))];
  expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
  expect(WebAssembly.Module.exports(after)).toEqual(WebAssembly.Module.exports(before));
  // Its sizes are others already.
  expect(() => frugalEngine(frugal)).toThrow(/sets sizes of its heap at 0 places/);
});

test('another engine is refused', async () => {
  const module = await parse('(module (func (export "f")))');
  expect(() => frugalEngine(module)).toThrow(expect.objectContaining({ code: 'AIRSSYS_BUILD_ENGINE' }));
});
