/** The runner of the conformance suites, on a small corpus of our own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackageJSON } from 'node:module';
import { componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { buildComponent } from '@airssys/sdk/build';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const corpus = mkdtempSync(join(tmpdir(), 'airssys-corpus-'));
afterAll(() => rmSync(corpus, { recursive: true, force: true }));

interface Case {
  readonly name: string;
  readonly reason: string;
}

interface Report {
  readonly suites: Readonly<
    Record<
      string,
      {
        readonly passed: number;
        readonly failed: number;
        readonly skipped: readonly Case[];
        readonly failures: readonly Case[];
        readonly notes?: readonly Case[];
      }
    >
  >;
}

function run(...suites: string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly report: Report;
} {
  const json = join(corpus, 'report.json');
  const args = [join(root, 'conformance/run.ts'), ...suites, '--corpus', corpus, '--json', json];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, report: JSON.parse(readFileSync(json, 'utf8')) as Report };
}

function write(file: string, content: string | Uint8Array): void {
  const path = join(corpus, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

test('a suite whose folder is missing is skipped, and said to be', () => {
  const { status, stdout, report } = run('sightglass');
  expect(status).toBe(0);
  expect(stdout).toContain('skipped 1: the corpus folder');
  expect(report.suites['sightglass']).toMatchObject({ passed: 0, failed: 0, skipped: [{ name: 'whole suite' }] });
});

/** Says hello, as a component: with the adapter of jco around it. */
async function hello(): Promise<Uint8Array> {
  const jco = findPackageJSON('@bytecodealliance/jco', import.meta.url) ?? '';
  const adapter = readFileSync(join(jco, '../lib/wasi_snapshot_preview1.command.wasm'));
  const program = await parse(`(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1) (data (i32.const 8) "\\10\\00\\00\\00\\06\\00\\00\\00hello\\n")
    (func (export "_start") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))))`);
  return await componentNew(program, [['wasi_snapshot_preview1', adapter]]);
}

test('components: a program is run, with what it may want and with nothing', async () => {
  for (const [name, expected] of [
    ['hello', 'hello\n'],
    ['other', 'good-bye\n'],
  ] as const) {
    write(`components/${name}.wasm`, await hello());
    write(`components/${name}.stdout.expected`, expected);
  }
  const { status, report } = run('components');
  rmSync(join(corpus, 'components'), { recursive: true });
  expect(status).toBe(1);
  expect(report.suites['components']).toMatchObject({
    passed: 5,
    failed: 1,
    failures: [{ name: 'other.wasm, run', reason: 'another stdout than expected: "hello\\n"' }],
    notes: [{ name: 'hello.wasm, run', reason: 'ended with 0' }],
  });
});

test('components: each is made ready for calls, or refused by a documented error', async () => {
  const entry = join(root, 'bench/fixtures/calculator.ts');
  const { component } = await buildComponent({ entry, engine: 'quickjs', outDir: false });
  write('components/built.wasm', component);
  write('components/cut.wasm', component.subarray(0, 5000));
  const wats = {
    shared: '(component (core module (memory 1 2 shared)))',
    calls: `(component (import "x:y/z" (instance $z (export "f" (func)))) (core func $f (canon lower (func $z "f")))
      (core module $m (import "" "f" (func $f)) (start $f))
      (core instance (instantiate $m (with "" (instance (export "f" (func $f)))))))`,
    traps: '(component (core module $m (func $f unreachable) (start $f)) (core instance (instantiate $m)))',
  };
  for (const [name, wat] of Object.entries(wats)) write(`components/${name}.wasm`, await parse(wat));
  const { status, report } = run('components');
  const result = report.suites['components'];
  expect(status).toBe(1);
  expect(result).toMatchObject({ passed: 8, failed: 2, skipped: [] });
  expect(result?.failures.map(({ name }) => name)).toEqual(['traps.wasm, fast', 'traps.wasm, exact']);
  expect(result?.notes?.map(({ name, reason }) => [name, reason.split(':').slice(0, 2).join(':')])).toEqual([
    ['calls.wasm, fast', 'calls x:y/z#f while it starts'],
    ['calls.wasm, exact', 'calls x:y/z#f while it starts'],
    ['cut.wasm, fast', 'refused: AIRSSYS_ENGINE_INVALID_COMPONENT'],
    ['cut.wasm, exact', 'refused: AIRSSYS_ENGINE_INVALID_COMPONENT'],
    ['shared.wasm, fast', 'refused: AIRSSYS_ENGINE_UNSUPPORTED'],
    ['shared.wasm, exact', 'refused: AIRSSYS_ENGINE_UNSUPPORTED'],
  ]);
});

/** Reads `text.input`, computes for a while between the marks, and writes what it has read. */
const PROGRAM = `(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "bench" "start" (func $start)) (import "bench" "end" (func $end))
  (memory (export "memory") 1) (data (i32.const 0) "text.input") (data (i32.const 32) "\\00\\01\\00\\00\\40\\00\\00\\00")
  (func (export "_start") (local $i i32)
    (if (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 10) (i32.const 0) (i64.const 2) (i64.const 0)
      (i32.const 0) (i32.const 16)) (then unreachable))
    (drop (call $read (i32.load (i32.const 16)) (i32.const 32) (i32.const 1) (i32.const 20)))
    (call $start)
    (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100000))))
    (call $end)
    (i32.store (i32.const 36) (i32.load (i32.const 20)))
    (drop (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 24)))))`;

describe('sightglass', () => {
  test('programs are run plain, fast and exact, and must write what is expected', async () => {
    const program = await parse(PROGRAM);
    for (const [name, expected] of [
      ['good', 'a text\n'],
      ['bad', 'another\n'],
    ] as const) {
      write(`sightglass/${name}/benchmark.wasm`, program);
      write(`sightglass/${name}/text.input`, 'a text\n');
      write(`sightglass/${name}/benchmark.stdout.expected`, expected);
      write(`sightglass/${name}/benchmark.stderr.expected`, '');
    }
    write('sightglass/trap/benchmark.wasm', program); // there is nothing that it could open
    write('sightglass/none/README', '');
    const { status, report } = run('sightglass');
    expect(status).toBe(1);
    expect(report.suites['sightglass']).toMatchObject({
      passed: 2,
      failed: 4,
      skipped: [{ name: 'none', reason: 'there is no benchmark.wasm' }],
      failures: [
        { name: 'bad', reason: 'another stdout than expected: "a text\\n"' },
        { name: 'bad, sandboxed', reason: 'another stdout than expected: "a text\\n"' },
        { name: 'trap', reason: 'RuntimeError: unreachable' },
        { name: 'trap, sandboxed', reason: expect.stringContaining('it ended with') },
      ],
      notes: [
        { name: 'good', reason: expect.stringMatching(/^plain [\d.]+ ms, fast [\d.]+×, exact [\d.]+×$/) },
        // It takes its file for granted.
        { name: 'good, sandboxed', reason: expect.stringMatching(/^without grants: .*unreachable/) },
      ],
    });
  });
});

test('spec: a module that does what is asserted, with fuel and with too little', async () => {
  const wat = `(module (func (export "f") (param i32) (result i32)
    (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 0))
    (func (export "g") (loop $l (br_if $l (i32.const 0))) unreachable))`;
  write('spec/own/own.wasm', await parse(wat));
  const invoke = (field: string, ...values: string[]): object => ({
    type: 'invoke',
    field,
    args: values.map((value) => ({ type: 'i32', value })),
  });
  const expected = [{ type: 'i32', value: '0' }];
  const commands = [
    { type: 'module', line: 1, filename: 'own.wasm' },
    { type: 'assert_return', line: 2, action: invoke('f', '1000'), expected },
    { type: 'assert_trap', line: 3, action: invoke('g'), text: 'unreachable' },
    { type: 'assert_return', line: 4, action: invoke('f', '7'), expected: [{ type: 'i32', value: '1' }] },
  ];
  write('spec/own/own.json', JSON.stringify({ commands }));
  const { status, report } = run('spec');
  expect(status).toBe(0);
  // The last one is wrong without metering already.
  expect(report.suites['spec']).toMatchObject({ passed: 2, failed: 0, skipped: [{ name: 'own:4 assert_return' }] });
  expect(report.suites['spec-starved']?.passed).toBeGreaterThanOrEqual(10);
  expect(report.suites['spec-starved']?.failed).toBe(0);
});

test('modules: published ones make the same bytes metered and not', () => {
  const { status, report } = run('modules');
  expect(report.suites['modules']).toMatchObject({ passed: 12, failed: 0, skipped: [] });
  expect(status).toBe(0);
});

test('fuel: functions of published modules use what they use in wasmtime', ({ skip }) => {
  const { status, report } = run('fuel-wasmtime');
  const result = report.suites['fuel-wasmtime'];
  const whole = result?.skipped.find(({ name }) => name === 'whole suite');
  if (whole !== undefined) skip(whole.reason);
  expect(result?.failures).toEqual([]);
  const functions = result?.notes?.map(({ reason }) => Number.parseInt(reason, 10)) ?? [];
  expect(functions).toHaveLength(4);
  expect(functions.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(200);
  expect(status).toBe(0);
});
