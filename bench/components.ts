import { join } from 'node:path';
import { operationsInterface, type EngineName } from '@airssys/model';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';

export const ENGINES: readonly EngineName[] = ['quickjs', 'starlingmonkey'];
export const CACHE_DIR: string = defaultCacheDir(import.meta.dirname);

export interface BuiltCalculator {
  readonly component: Uint8Array;
  readonly interfaceName: string;
}

export async function buildCalculator(engine: EngineName): Promise<BuiltCalculator> {
  const { component, manifest } = await buildComponent({
    entry: join(import.meta.dirname, 'fixtures/calculator.ts'),
    engine,
    outDir: false,
  });
  return { component, interfaceName: operationsInterface(manifest.component) };
}

/** A component with one function, written in WebAssembly. */
export async function compiledAdder(): Promise<BuiltCalculator> {
  const interfaceName = 'bench:adder/operations@1.0.0';
  const component = await parse(`(component
    (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func $add (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "add")))
    (instance $operations (export "add" (func $add)))
    (export "${interfaceName}" (instance $operations)))`);
  return { component, interfaceName };
}
