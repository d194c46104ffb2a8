/** Programs of WASI preview 1, written as text. */
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import type { LoadedComponent } from '../../src/index.ts';
import { testHost } from '../components.ts';

const FUNCTIONS: Readonly<Record<string, string>> = {
  fd_read: '(param i32 i32 i32 i32) (result i32)',
  fd_write: '(param i32 i32 i32 i32) (result i32)',
  args_sizes_get: '(param i32 i32) (result i32)',
  clock_time_get: '(param i32 i64 i32) (result i32)',
  poll_oneoff: '(param i32 i32 i32 i32) (result i32)',
  proc_exit: '(param i32)',
};

/** A program whose `_start` is this. It can call `$fd_read` and so on, and `$print`, which writes bytes of its memory. */
export async function program(start: string, fields = ''): Promise<Uint8Array> {
  const imports = Object.entries(FUNCTIONS).map(
    ([name, type]) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${type}))`,
  );
  return await parse(`(module ${imports.join('\n')}
    (memory (export "memory") 2)
    (func $print (param $at i32) (param $length i32)
      (i32.store (i32.const 0) (local.get $at))
      (i32.store (i32.const 4) (local.get $length))
      (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (call $proc_exit (i32.const 1)))))
    ${fields}
    (func (export "_start") ${start}))`);
}

/** The same, loaded by a host of the test's own. */
export async function loaded(start: string, fields?: string): Promise<LoadedComponent> {
  return await testHost().load(await program(start, fields), 'program');
}

/** Reads standard input to its end, and writes all of it to standard output. */
export const COPY = `
  (loop $more
    (i32.store (i32.const 16) (i32.const 65536))
    (i32.store (i32.const 20) (i32.const 4096))
    (if (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)) (then (call $proc_exit (i32.const 1))))
    (if (i32.load (i32.const 24)) (then
      (call $print (i32.const 65536) (i32.load (i32.const 24)))
      (br $more))))`;

/** Sleeps for so many milliseconds. */
export const sleep = (ms: number): string => `
  (i64.store (i32.const 128) (i64.const 0))
  (i32.store8 (i32.const 136) (i32.const 0))
  (i32.store (i32.const 144) (i32.const 1))
  (i64.store (i32.const 152) (i64.const ${ms * 1_000_000}))
  (i64.store (i32.const 160) (i64.const 0))
  (i32.store16 (i32.const 168) (i32.const 0))
  (drop (call $poll_oneoff (i32.const 128) (i32.const 256) (i32.const 1) (i32.const 320)))`;
