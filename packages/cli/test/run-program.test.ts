/** Programs of other toolchains: core modules of WASI preview 1, and components with `wasi:cli/run`. */
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { airssys, type Outcome } from './support/command.ts';

/** Copies its standard input to its output, then the file that its first argument names, and ends with an exit code of 1 without one. */
const COPY = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $copy (param $from i32)
    (loop $more
      (i32.store (i32.const 0) (i32.const 1024))
      (i32.store (i32.const 4) (i32.const 1024))
      (if (call $read (local.get $from) (i32.const 0) (i32.const 1) (i32.const 8)) (then (call $exit (i32.const 1))))
      (i32.store (i32.const 4) (i32.load (i32.const 8)))
      (if (i32.load (i32.const 8)) (then
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
        (br $more)))))
  (func $length (param $text i32) (result i32) (local $end i32)
    (local.set $end (local.get $text))
    (loop $l (if (i32.load8_u (local.get $end)) (then
      (local.set $end (i32.add (local.get $end) (i32.const 1))) (br $l))))
    (i32.sub (local.get $end) (local.get $text)))
  (func (export "_start") (local $name i32)
    (call $copy (i32.const 0))
    (drop (call $sizes (i32.const 16) (i32.const 20)))
    (if (i32.lt_u (i32.load (i32.const 16)) (i32.const 2)) (then (call $exit (i32.const 1))))
    (drop (call $args (i32.const 32) (i32.const 128)))
    (local.set $name (i32.load (i32.const 36)))
    (if (call $open (i32.const 3) (i32.const 1) (local.get $name) (call $length (local.get $name))
          (i32.const 0) (i64.const 2) (i64.const 2) (i32.const 0) (i32.const 24))
      (then (call $exit (i32.const 1))))
    (call $copy (i32.load (i32.const 24)))))`;

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'airssys-program-'));
  await writeFile(join(dir, 'copy.wasm'), await parse(COPY));
  await writeFile(join(dir, 'a.txt'), 'from the file\n');
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

async function run(stdin: string, ...args: readonly string[]): Promise<Outcome> {
  return await airssys(['run', join(dir, 'copy.wasm'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    onStart: (child) => child.stdin?.end(stdin),
  });
}

test('a program has the standard streams, its arguments, and the files that it is granted', async () => {
  const mount = ['--mount', `/=${dir}`];
  expect(await run('from me\n', ...mount, '--allow', 'filesystem.read:/a.txt', '--', 'a.txt')).toMatchObject({
    code: 0,
    stdout: 'from me\nfrom the file\n',
    stderr: '',
  });
  // Without the grant it cannot open the file, and says so by its exit code.
  expect(await run('from me\n', ...mount, '--audit', '--', 'a.txt')).toMatchObject({
    code: 1,
    stdout: 'from me\n',
    stderr: expect.stringMatching(/DENIED.*filesystem\.read.*\/a\.txt/) as string,
  });
});

test('its exit code is the command’s', async () => {
  expect(await run('')).toMatchObject({ code: 1, stdout: '', stderr: '' });
});

test('what was used can be told, beside its own output', async () => {
  const { stdout, stderr } = await run('x'.repeat(100_000), '--usage');
  expect(stdout).toBe('x'.repeat(100_000));
  expect(stderr).toMatch(/^used: /);
});

test('it ends though nobody ends its standard input', async () => {
  const outcome = await airssys(['run', join(dir, 'copy.wasm'), '--timeout', '300ms'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('AIRSSYS_TRAP_DEADLINE');
});

test('a document is refused: the output is the program’s', async () => {
  const { code, stdout } = await run('', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'AIRSSYS_CLI_USAGE' } });
});
