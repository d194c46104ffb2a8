/** A program of WASI preview 1 that copies a file, as a component: what a file costs through WASI 0.2. */
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';

/** Copies `/in` to `/out`, 64 KiB at a time. */
const COPY = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 64) "inout")
  (func (export "_start") (local $in i32) (local $out i32)
    (if (call $open (i32.const 3) (i32.const 1) (i32.const 64) (i32.const 2)
          (i32.const 0) (i64.const 2) (i64.const 2) (i32.const 0) (i32.const 32)) (then unreachable))
    (local.set $in (i32.load (i32.const 32)))
    (if (call $open (i32.const 3) (i32.const 1) (i32.const 66) (i32.const 3)
          (i32.const 9) (i64.const 64) (i64.const 64) (i32.const 0) (i32.const 32)) (then unreachable))
    (local.set $out (i32.load (i32.const 32)))
    (i32.store (i32.const 0) (i32.const 65536))
    (loop $more
      (i32.store (i32.const 4) (i32.const 65536))
      (if (call $read (local.get $in) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
      (i32.store (i32.const 4) (i32.load (i32.const 8)))
      (if (i32.load (i32.const 8)) (then
        (if (call $write (local.get $out) (i32.const 0) (i32.const 1) (i32.const 12)) (then unreachable))
        (br $more))))))`;

export async function copyProgram(): Promise<Uint8Array> {
  const jco = findPackageJSON('@bytecodealliance/jco', import.meta.url);
  if (jco === undefined) throw new Error('@bytecodealliance/jco is not installed');
  const adapter = await readFile(join(dirname(jco), 'lib/wasi_snapshot_preview1.command.wasm'));
  return await componentNew(await parse(COPY), [['wasi_snapshot_preview1', adapter]]);
}
