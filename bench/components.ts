import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operationsInterface, type EngineName } from '@airssys/model';
import { buildComponent, defaultCacheDir } from '@airssys/sdk/build';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';

export const ENGINES: readonly EngineName[] = ['quickjs', 'starlingmonkey'];
export const CACHE_DIR: string = defaultCacheDir(import.meta.dirname);

export interface BuiltComponent {
  readonly component: Uint8Array;
  readonly interfaceName: string;
}

export const buildCalculator = (engine: EngineName): Promise<BuiltComponent> => buildFixture('calculator.ts', engine);

export const buildWorkloads = (engine: EngineName): Promise<BuiltComponent> => buildFixture('workloads.ts', engine);

export const buildIo = (engine: EngineName): Promise<BuiltComponent> => buildFixture('io.ts', engine);

export const buildBouncing = (engine: EngineName): Promise<BuiltComponent> => buildFixture('bouncing.ts', engine);

/** The first or the second version of what updates are measured on. */
export const buildNumbers = (version: number): Promise<BuiltComponent> =>
  buildFixture(`numbers-${version}.ts`, 'quickjs');

async function buildFixture(file: string, engine: EngineName): Promise<BuiltComponent> {
  const { component, manifest } = await buildComponent({
    entry: join(import.meta.dirname, 'fixtures', file),
    engine,
    outDir: false,
  });
  return { component, interfaceName: operationsInterface(manifest.component) };
}

/** A component with one function, written in WebAssembly. */
export async function compiledAdder(): Promise<BuiltComponent> {
  const interfaceName = 'bench:adder/operations@1.0.0';
  const component = await parse(`(component
    (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func $add (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $i "add")))
    (instance $operations (export "add" (func $add)))
    (export "${interfaceName}" (instance $operations)))`);
  return { component, interfaceName };
}

/** What `buildBouncing` makes, written in WebAssembly. */
export const compiledBouncing = async (): Promise<Uint8Array> =>
  await parse(await readFile(join(import.meta.dirname, 'fixtures', 'bouncing.wat'), 'utf8'));

/** A component that asks its host for the time, as often as it is told. */
export async function hostCaller(): Promise<BuiltComponent> {
  const interfaceName = 'bench:host-caller/operations@1.0.0';
  const component = await parse(`(component
    (import "airssys:core/host-services@1.0.0" (instance $host (export "current-time-millis" (func (result u64)))))
    (alias export $host "current-time-millis" (func $now))
    (core func $now' (canon lower (func $now)))
    (core module $m
      (import "host" "now" (func $now (result i64)))
      (func (export "repeat") (param i32) (result i64)
        (local $last i64)
        (loop $again
          (local.set $last (call $now))
          (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get $last)))
    (core instance $i (instantiate $m (with "host" (instance (export "now" (func $now'))))))
    (func $repeat (param "times" u32) (result u64) (canon lift (core func $i "repeat")))
    (instance $operations (export "repeat" (func $repeat)))
    (export "${interfaceName}" (instance $operations)))`);
  return { component, interfaceName };
}
