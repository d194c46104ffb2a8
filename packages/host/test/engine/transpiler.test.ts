import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { readyTranspiler, transpile, type TranspileRequest } from '../../src/engine/transpiler.ts';
import { run, temporaryDirectory, testHost, written } from '../components.ts';

const CORE = '(func (export "run") (result i32) (i32.const 42))';

test('bytes that are no valid component', async () => {
  const bytes = await written({ core: CORE });
  const host = testHost();
  for (const broken of [bytes.slice(0, 60), bytes.with(70, 0xff), new Uint8Array([...bytes, 99, 1, 0])]) {
    await expect(host.load(broken, 'broken')).rejects.toMatchObject({
      code: expect.stringMatching(/^AIRSSYS_ENGINE_/),
    });
  }
});

test('what is said of one', async () => {
  const bytes = await written({ core: CORE });
  const cut = new Uint8Array([...bytes.slice(0, 8), 1, 1, 0]);
  await expect(transpile({ bytes: cut, suspendingImports: [], metering: 'fast' }, 'broken')).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_INVALID_COMPONENT',
    message: expect.stringContaining('broken is not a valid component'),
  });
});

test('a failure does not spoil the next one, nor one at the same time', async () => {
  const bytes = await written({ core: CORE });
  const request: TranspileRequest = { bytes, suspendingImports: [], metering: 'fast' };
  const bad: TranspileRequest = { bytes: bytes.with(60, 0xff), suspendingImports: ['nonsense'], metering: 'fast' };
  const results = await Promise.allSettled([
    transpile(bad, 'bad'),
    transpile(request, 'good'),
    transpile(bad, 'bad'),
    transpile(request, 'good'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
});

test('a thread that was started ahead has the next component, and no other', async () => {
  const bytes = await written({ core: CORE });
  const request: TranspileRequest = { bytes, suspendingImports: [], metering: 'fast' };
  readyTranspiler();
  readyTranspiler();
  const bad = transpile({ ...request, bytes: bytes.with(60, 0xff) }, 'bad');
  const results = await Promise.allSettled([bad, transpile(request, 'good')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  readyTranspiler();
  expect((await transpile(request, 'next')).modules.length).toBe(1);
});

test('a thread that was started ahead keeps no process alive', async () => {
  const program = "import { ComponentHost } from '@airssys/host'; new ComponentHost().warmUp();";
  const started = ['--input-type=module', '--eval', program];
  // Where the package is found by its name.
  const running = promisify(execFile)(process.execPath, started, { cwd: import.meta.dirname, timeout: 20_000 });
  await expect(running).resolves.toEqual({ stdout: '', stderr: '' });
});

test('a component that keeps the transpiler busy is given up, and the thread with it', async () => {
  const bytes = await written({ core: CORE });
  await expect(transpile({ bytes, suspendingImports: [], metering: 'fast' }, 'slow', 1)).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_TRANSPILE',
    message: 'slow could not be prepared: the transpiler was not done after 1 ms',
  });
  expect((await transpile({ bytes, suspendingImports: [], metering: 'fast' }, 'next')).modules.length).toBe(1);
});

test('what is beyond the transpiler is told by its reason', async () => {
  const core = `(tag $e) ${CORE}`;
  await expect(testHost().load(await written({ core }), 'thrower')).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_TRANSPILE',
    message: 'thrower could not be prepared: exceptions proposal not enabled',
  });
});

test('what V8 does not compile is refused by our own error', async () => {
  const core = `(table 4294967295 funcref) ${CORE}`;
  await expect(testHost().load(await written({ core }), 'table')).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_UNSUPPORTED',
    message: expect.stringContaining('table cannot be compiled: initial table size'),
  });
});

test('a transpiler that has panicked is not used again: the next component is prepared as if nothing had been', async () => {
  const panicking = await parse(`(component
    (import "module" (core module $m (export "f" (func)))) (core instance $i (instantiate $m))
    (func (export "run") (canon lift (core func $i "f"))))`);
  const host = testHost({ cacheDir: temporaryDirectory() });
  for (const value of [1, 2]) {
    await expect(host.load(panicking, 'panic')).rejects.toMatchObject({
      code: 'AIRSSYS_ENGINE_TRANSPILE',
      message: expect.stringContaining('unreachable'),
    });
    const loaded = await host.load(await written({ core: CORE.replace('42', String(value)) }), 'good');
    expect(await run(await loaded.instantiate())).toMatchObject({ value });
  }
});

test('garbage-collected types are refused, since no limit counts them', async () => {
  const core = `(type $a (array (mut i32))) ${CORE} (func (result i32) (array.len (array.new_default $a (i32.const 1))))`;
  await expect(testHost().load(await written({ core }), 'collector')).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_UNSUPPORTED',
    message: 'collector uses garbage-collected types, whose memory cannot be limited',
  });
});

test('shared memory is refused', async () => {
  const core = `(memory 1 1 shared) ${CORE}`;
  await expect(written({ core }).then(async (bytes) => await testHost().load(bytes))).rejects.toMatchObject({
    code: 'AIRSSYS_ENGINE_UNSUPPORTED',
    message: expect.stringMatching(/^not supported: shared memory \(at byte \d+\)$/),
    hint: 'Build the component without this WebAssembly feature.',
    data: { offset: expect.any(Number) },
  });
});

test('a component without imports needs none', async () => {
  const loaded = await testHost().load(await written({ core: CORE }));
  expect([loaded.imports, loaded.exports, loaded.manifest]).toEqual([
    [],
    [{ name: 'test:guest/ops@1.0.0', kind: 'instance' }],
    undefined,
  ]);
  expect(await run(await loaded.instantiate())).toMatchObject({ value: 42 });
});
