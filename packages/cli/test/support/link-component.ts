import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** Calls `get` of the interface that it imports, and exports what it got and one. */
export const link = async (imported: string, exported: string): Promise<Uint8Array> =>
  await parse(`(component
    (import "${imported}" (instance $given (export "get" (func (result u32)))))
    (core func $get (canon lower (func $given "get")))
    (core module $m (import "given" "get" (func $get (result i32)))
      (func (export "get") (result i32) (i32.add (call $get) (i32.const 1))))
    (core instance $gives (export "get" (func $get)))
    (core instance $i (instantiate $m (with "given" (instance $gives))))
    (func $got (result u32) (canon lift (core func $i "get")))
    (instance $api (export "get" (func $got)))
    (export "${exported}" (instance $api)))`);
