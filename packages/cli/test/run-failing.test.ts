import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { formatUsage } from '../src/report/numbers.ts';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('run-failing');
});

const NOTHING = {
  fuel: 0,
  memoryBytes: 0,
  durationMs: 0,
  hostCalls: 0,
  bytesIn: 0,
  bytesOut: 0,
  logBytes: 0,
  droppedLogBytes: 0,
  refusedGrowths: 0,
};

const WASM = 'dist/sample.wasm';
const run = async (...args: readonly string[]): Promise<string> => await project.show('run', WASM, ...args);

describe('a component that fails', () => {
  it('shows its own error with causes and places, and nothing that drives a terminal', async () => {
    expect(await run('fail')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: fail threw TypeError: it does not \\x1b[31mwork
          at fail (src/sample.ts:76:17)
        caused by SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)
          at fail (src/sample.ts:74:12)
      used: <usage>
      hint: The operation threw. Catch the error there, or declare it with @throws.

      "
    `);
    const { code, stdout } = await project.run(['run', WASM, 'fail', '--json']);
    expect(code).toBe(1);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      error: {
        code: 'AIRSSYS_TRAP_GUEST_ERROR',
        data: { kind: 'guest-error', guestError: { name: 'TypeError', cause: { name: 'SyntaxError' } } },
      },
      logs: [{ level: 'error' }],
    });
  });

  it('is stopped by its limits', async () => {
    expect(await run('spin', '--timeout', '0.2s')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_DEADLINE: spin was stopped after <time>
      used: <usage>
      hint: Raise it with --timeout, or look for a loop or a wait that does not end.

      "
    `);
    expect(await run('spin', '--max-fuel', '50_000_000')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_OUT_OF_FUEL: spin used up its 50,000,000 units of fuel
      used: <usage>
      hint: Raise it with --max-fuel, or look for a loop that does not end.

      "
    `);
    expect(await run('greet', 'Ada', '--max-bytes-in', '2')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_BYTES_IN_LIMIT: greet was given more than 2 bytes
      used: <usage>
      hint: Raise it with --max-bytes-in, or hand the data over in parts.

      "
    `);
    expect(await run('config', '--env', `MODE=${'x'.repeat(50)}`, '--max-bytes-out', '40')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_BYTES_OUT_LIMIT: config gave more than 40 bytes to the host
      used: <usage>
      hint: Raise it with --max-bytes-out, or answer in parts.

      "
    `);
    expect(await run('fill', '64', '--max-memory', '8MiB')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_MEMORY_LIMIT: fill needed more memory than its limit allows
          at <anonymous> (src/sample.ts:88:64)
          at fill (src/sample.ts:88:41)
      used: <usage>
      hint: Raise it with --max-memory, or process the data in parts.

      "
    `);
    expect(await run('add', '1', '2', '--max-memory', '64KiB')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_MEMORY_LIMIT: The component needs more than its limit allows
        to start (memory-limit)
      used: <usage>
      hint: Raise it with --max-memory, or process the data in parts.

      "
    `);
  });

  it('is stopped by Ctrl-C, in whatever it does', async () => {
    for (const delayMs of [150, 300, 900]) {
      const { code, signal, stdout, stderr } = await project.run(['run', WASM, 'spin', '--timeout', '60s'], {
        onStart: (child) => setTimeout(() => child.kill('SIGINT'), delayMs),
      });
      // While Node is still loading the command, the signal does what it does to any process.
      const isEarly = signal === 'SIGINT';
      expect({ code, stdout }).toEqual({ code: isEarly ? null : 130, stdout: '' });
      expect(stderr.includes('error AIRSSYS_TRAP_CANCELLED')).toBe(!isEarly);
    }
  });
});

it('says what it used, of what there is any', () => {
  expect(formatUsage(NOTHING)).toBe('0 fuel, 0 B memory, 0 ms, 0 host calls, 0 B in, 0 B out');
  expect(
    formatUsage({ ...NOTHING, hostCalls: 1, bytesIn: 2048, bytesOut: 5, logBytes: 10, droppedLogBytes: 1024 }),
  ).toBe('0 fuel, 0 B memory, 0 ms, 1 host call, 2 KiB in, 5 B out, 10 B logged, 1 KiB of the log dropped');
});

describe('a component that answers, and fails to shut down', () => {
  const GRUMPY = ['run', 'src/grumpy.ts', '--engine', 'quickjs', '--timeout', '300ms'];
  beforeAll(() => void project.fixture('grumpy.ts'));

  it('has answered all the same', async () => {
    expect(await project.show(...GRUMPY, 'add', '1', '2', '--audit')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      3

      --- stderr
      audit: the component asked for nothing
      error AIRSSYS_TRAP_DEADLINE: shutdown was stopped after <time>
      used: <usage>
      hint: Raise it with --timeout, or look for a loop or a wait that does not end.

      "
    `);
    const { code, stdout, stderr } = await project.run([...GRUMPY, 'add', '1', '2', '--json']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      value: 3,
      usage: { hostCalls: 0 },
      error: { code: 'AIRSSYS_TRAP_DEADLINE', message: expect.stringContaining('shutdown was stopped') },
      logs: [],
    });
  });

  it('and has much to say, of which the latest is kept', async () => {
    const chat = [...GRUMPY, '--timeout', '5s', '--allow', 'clock', '--json', '--audit', 'chat', '10007'];
    const { stdout } = await project.run(chat);
    const document = JSON.parse(stdout) as Record<string, unknown>; // asserted below
    expect(document).toMatchObject({ value: 10_007, droppedLogs: 7, droppedAudit: 7 });
    expect(document['logs']).toHaveLength(10_000);
    expect(document['logs']).toMatchObject({ 0: { message: 'line 7' }, 9_999: { message: 'line 10006' } });
    expect(document['audit']).toMatchObject({ 0: { sequence: 8 }, 9_999: { sequence: 10_007 } });
  });
});

it('a manifest that was tampered with is bad input', async () => {
  const bytes = readFileSync(project.path(WASM));
  const at = bytes.indexOf('"stateful":false');
  expect(at).toBeGreaterThan(0);
  bytes.write('"stateful":"no!"', at);
  project.write('dist/tampered.wasm', bytes);
  const told = await project.show('run', 'dist/tampered.wasm', 'add', '1', '2');
  expect(told).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_MANIFEST_INVALID: The component's manifest cannot be read:
      component.stateful is not a boolean: there is "no!"
    hint: Build the component again with this version of airssys.

    "
  `);
  expect(await project.show('inspect', 'dist/tampered.wasm')).toBe(told);
});

describe('a component of another toolchain', () => {
  const COMPILED = `(component
    (core module $m
      (func $"check\\1b[31m" (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
      (func $fib (param i32) (result i32) (call 0 (local.get 0)) (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (func (export "run") (result i32) (call $fib (i32.const 3))))
    (core instance $i (instantiate $m))
    (func $run (result u32) (canon lift (core func $i "run")))
    (instance $ops (export "run" (func $run))) (export "test:guest/ops@1.0.0" (instance $ops)))`;

  it('shows the functions that were running', async () => {
    project.write('compiled.wasm', await parse(COMPILED));
    expect(await project.show('run', 'compiled.wasm', 'test:guest/ops@1.0.0#run')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP: test:guest/ops@1.0.0#run trapped: unreachable (unreachable)
          at check[31m (module 0, function 0)
          at fib (module 0, function 1), 4 times
          at run (module 0, function 2)
      used: <usage>
      docs: airssys explain AIRSSYS_TRAP

      "
    `);
    const { code, stdout } = await project.run(['run', 'compiled.wasm', 'test:guest/ops@1.0.0#run', '--json']);
    expect(code).toBe(1);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      error: {
        code: 'AIRSSYS_TRAP',
        data: {
          kind: 'unreachable',
          frames: [
            { kind: 'wasm', name: 'check[31m', functionIndex: 0, module: 0 },
            { name: 'fib', functionIndex: 1 },
            { name: 'fib' },
            { name: 'fib' },
            { name: 'fib' },
            { name: 'run', functionIndex: 2 },
          ],
        },
      },
    });
  });
});
