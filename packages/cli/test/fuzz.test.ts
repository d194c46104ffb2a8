import { readFileSync } from 'node:fs';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Outcome } from './support/command.ts';
import { Project } from './support/project.ts';
import { runVitest, VITEST_CONFIG } from './support/vitest.ts';

vi.setConfig({ testTimeout: 240_000 });

const OUT = 'test/fragile.fuzz.test.ts';

let project: Project;
beforeAll(() => {
  project = new Project('fuzz').fixture('fragile.ts').write('vitest.config.mjs', VITEST_CONFIG);
});

interface Document {
  readonly inputs: number;
  readonly interrupted: boolean;
  readonly findings: readonly {
    readonly operation: string;
    readonly kind: string;
    readonly calls: readonly string[];
  }[];
}

const documentOf = ({ stdout }: Outcome): Document => JSON.parse(stdout) as Document; // the command's own

test('each fault is found, made small and written as a test that fails until it is mended', async () => {
  const drawn = ['--seed', '1', '--max-fuel', '30_000_000'];
  const found = await project.run(['fuzz', 'src/fragile.ts', '--runs', '1600', ...drawn, '--out', OUT, '--json']);
  expect(found).toMatchObject({ code: 1, stderr: '' });
  const findings = documentOf(found).findings.map(({ operation, kind, calls }) => [operation, kind, ...calls]);
  expect(findings.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))).toEqual([
    ['average', 'guest-error', `component.average([${Array(23).fill(0).join(',')}])`],
    ['countDown', 'out-of-fuel', 'component.countDown(60007)'],
    ['twice', 'invalid-result', 'component.twice(128)'],
  ]);

  const failing = await runVitest(project.dir);
  expect(failing.stdout).toContain('3 failed (3)');
  expect(failing.stderr).toContain('expected the call not to end in a trap, but it ended in out-of-fuel');
  expect(failing.stderr).toContain('an unlucky number of items');

  const source = readFileSync(project.path('src/fragile.ts'), 'utf8');
  const mended = source
    .replace('items.length === 23', 'items.length > Number.MAX_SAFE_INTEGER')
    .replace('at < 0', 'at > from')
    .replace('value * 2', '(value * 2) % 256');
  project.write('src/fragile.ts', mended);
  expect(await runVitest(project.dir)).toMatchObject({ code: 0, stdout: expect.stringContaining('3 passed (3)') });

  const again = await project.run(['fuzz', 'src/fragile.ts', '--runs', '600', ...drawn]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing found') });
});

test('calls in a row find what one call leaves behind for the next', async () => {
  const names = ['--operation', 'open', '--operation', 'close'];
  const flags = ['--calls', '8', '--runs', '200', '--seed', '1'];
  const { code, stdout } = await project.run(['fuzz', 'src/fragile.ts', ...names, ...flags]);
  expect(code).toBe(1);
  expect(stdout.replace(/in [\d.]+ m?s,/, 'in <time>,')).toMatchInlineSnapshot(`
    "1. close: guest-error
       close threw Error: too many are open
         at close (src/fragile.ts:49:36)
       component.open()
       component.open()
       component.close()

    200 inputs for open, close in <time>, seed 1: 1 finding
    Write them as tests with --out test/NAME.fuzz.test.ts
    "
  `);
  const alone = await project.run(['fuzz', 'src/fragile.ts', ...names, '--runs', '200']);
  expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('2 inputs for open, close') });
});

/** Traps from 4,711 on, and where it is given a number from 9 on. */
const FOREIGN = `(component
  (core module $m
    (func (export "count") (param i32) (result i32)
      (if (i32.ge_u (local.get 0) (i32.const 4711)) (then (unreachable))) (i32.const 1))
    (func (export "pick") (param i32 i64) (result i32)
      (if (i32.and (local.get 0) (i64.ge_u (local.get 1) (i64.const 9))) (then (unreachable))) (i32.const 1)))
  (core instance $i (instantiate $m))
  (func $count (param "to" u32) (result u32) (canon lift (core func $i "count")))
  (func $pick (param "from" (option u64)) (result u32) (canon lift (core func $i "pick")))
  (instance $face (export "count" (func $count)) (export "pick" (func $pick)))
  (export "acme:demo/face@1.0.0" (instance $face)))`;

test('a component of another toolchain is called by its WIT', async () => {
  project.write('foreign.wasm', await parse(FOREIGN));
  const out = 'test/foreign.fuzz.test.ts';
  const found = await project.run(['fuzz', 'foreign.wasm', '--runs', '400', '--seed', '1', '--json', '--out', out]);
  expect(documentOf(found).findings).toMatchObject([
    { operation: 'acme:demo/face@1.0.0#count', kind: 'unreachable' },
    { operation: 'acme:demo/face@1.0.0#pick', kind: 'unreachable' },
  ]);
  expect(documentOf(found).findings.map(({ calls }) => calls)).toEqual([
    ["component.$.instance.callExport('acme:demo/face@1.0.0', 'count', [4711])"],
    ["component.$.instance.callExport('acme:demo/face@1.0.0', 'pick', [9n])"],
  ]);
  expect(readFileSync(project.path(out), 'utf8')).toContain("mount('../foreign.wasm'");
});

test('Ctrl-C ends the search, and what was found is told', async () => {
  // Once: a second one would end it on the spot.
  let isTold = false;
  const { code, stdout } = await project.run(['fuzz', 'foreign.wasm', '--seconds', '600', '--seed', '1'], {
    onStart: (child) =>
      child.stderr?.on('data', (text: Buffer) => {
        if (isTold || !text.includes('found: ')) return;
        isTold = true;
        child.kill('SIGINT');
      }),
  });
  expect(code).toBe(130);
  expect(stdout).toMatch(/1\. acme:demo\/face@1\.0\.0#(count|pick): unreachable/);
  expect(stdout).toMatch(/Interrupted: [^]*seed 1/);
});

test('what cannot be meant is refused', async () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { code, stderr } = await project.run(['fuzz', 'src/fragile.ts', ...args]);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused('--seed', '-1')).toContain("--seed cannot be '-1'");
  expect(await refused('--out', 'src/fragile.ts')).toContain('There is a file src/fragile.ts already');
  expect(await refused('--operation', 'averge')).toContain('Did you mean average?');
});
