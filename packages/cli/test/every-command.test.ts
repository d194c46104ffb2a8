/**
 * What holds for each command, read off the program: help with an example within 80 columns, an error in words, and a JSON
 * document for scripts. A command that is not in the table fails the first test.
 */
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNodes, commandTree } from '../src/completion/command-tree.ts';
import { processIo } from '../src/io.ts';
import { createProgram } from '../src/program.ts';
import { airssys, type Outcome } from './support/command.ts';
import { HostProcess } from './support/host-process.ts';
import { link } from './support/link-component.ts';
import { type Project, sampleProject } from './support/project.ts';
import { SILENT } from '../../../test/http-component.ts';

interface Row {
  /** Arguments of a mistake that users make, and what they are told. */
  readonly error: readonly [args: string, exit: number, says: RegExp];
  /**
   * Arguments of a call that goes well, and what is in its document. Rows are run in their order. `SERVER` is the address of one
   * that has the component.
   */
  readonly json: readonly [args: string, document: unknown];
  /** Arguments of a command that is to be run before that. */
  readonly before?: string;
  /** Goes on until it is told to end: when it has printed this. */
  readonly stays?: string;
  /** Is told which host: {@link HostProcess}. */
  readonly asksHost?: boolean;
}

const PIPELINE = `[pipeline]
name = "line"

[source]
topic = "orders.*"

[[stage]]
component = "demo:sample"
operation = "greet"
`;

const SAMPLE_TEST = `import { expect, mount, test } from '@airssys/testing';

test('greets', async () => {
  const sample = await mount('../src/sample.ts');
  expect(await sample.greet('Ada')).toBe('Hello, Ada');
});
`;

const NO_FILE = /^error AIRSSYS_CLI_USAGE: .*gone/;
const NO_HOST = /^error AIRSSYS_CLI_HOST: No host answers/;
const running = { id: 'demo:sample', state: 'running' };

const TABLE: Readonly<Record<string, Row>> = {
  new: {
    error: ['', 2, /^error AIRSSYS_CLI_USAGE: /],
    json: ['made --template minimal --no-install --no-git', { template: 'minimal' }],
  },
  build: {
    error: ['gone.ts', 2, /^error AIRSSYS_BUILD_MISSING_FILE: There is no file gone\.ts/],
    json: ['src/sample.ts --engine quickjs --no-lock', { id: 'demo:sample@1.2.3', engine: 'quickjs' }],
  },
  check: {
    error: ['gone.ts', 2, /^error AIRSSYS_BUILD_MISSING_FILE: /],
    json: ['src/sample.ts', { errors: 0 }],
  },
  test: {
    error: ['--everything', 2, /^error AIRSSYS_CLI_USAGE: Unknown option '--everything'/],
    json: ['sample', { success: true, numPassedTests: 1 }],
  },
  run: {
    error: ['dist/sample.wasm nothing', 2, /^error AIRSSYS_SANDBOX_OPERATION_UNKNOWN: /],
    json: ['dist/sample.wasm greet Ada --record greet.jsonl', { value: 'Hello, Ada' }],
  },
  replay: {
    error: ['gone.jsonl', 2, /^error AIRSSYS_RECORDING_INVALID: .*gone/],
    json: ['greet.jsonl', { difference: null }],
  },
  fuzz: {
    error: ['dist/sample.wasm --calls none', 2, /^error AIRSSYS_CLI_USAGE: --calls cannot be 'none'/],
    json: ['dist/sample.wasm --operation greet --runs 3', { findings: [] }],
  },
  serve: {
    error: ['gone.wasm', 2, NO_FILE],
    json: ['silent.wasm --port 0', { url: expect.stringContaining('http://127.0.0.1:') }],
    stays: '"url"',
  },
  inspect: {
    error: ['gone.wasm', 2, NO_FILE],
    json: ['dist/sample.wasm', { file: 'dist/sample.wasm' }],
  },
  sign: {
    error: ['dist/sample.wasm', 2, /^error AIRSSYS_CLI_USAGE: A component and a key are needed/],
    json: ['--new-key release.key', { privateKey: 'release.key', publicKey: 'release.key.pub' }],
  },
  verify: {
    error: ['gone.wasm --key release.key.pub', 2, NO_FILE],
    before: 'sign dist/sample.wasm --key release.key --output signed.wasm',
    json: ['signed.wasm --key release.key.pub', { signed: true }],
  },
  publish: {
    error: ['dist/sample.wasm', 2, /^error AIRSSYS_CLI_USAGE: A place and a component are needed/],
    json: ['--npm dist/sample.wasm --dry-run', { dryRun: true }],
  },
  pull: {
    error: ['dist/sample.wasm', 2, /^error AIRSSYS_CLI_USAGE: dist\/sample\.wasm is a file/],
    json: ['SERVER/sample.wasm --output pulled.wasm', { file: 'pulled.wasm' }],
  },
  'audit verify': {
    error: ['gone.log', 2, /^error AIRSSYS_AUDIT_IO: /],
    json: ['audit.log', { intact: true }],
  },
  'wit add': {
    error: ['gone.wit', 2, NO_FILE],
    json: ['rates.wit', { packages: expect.any(Array) }],
  },
  'wit diff': {
    error: ['gone.wit rates.wit', 2, NO_FILE],
    json: ['rates.wit rates.wit', { changes: [] }],
  },
  'wit print': {
    error: ['gone.wit', 2, NO_FILE],
    json: ['rates.wit', { packages: expect.any(Array) }],
  },
  compose: {
    error: ['gone.wasm --output whole.wasm', 2, NO_FILE],
    json: ['shop.wasm --with rates.wasm --output whole.wasm', { component: 'whole.wasm' }],
  },
  pipeline: {
    error: ['gone.toml', 2, NO_FILE],
    json: ['line.toml', { name: 'line' }],
  },
  dev: {
    error: ['gone.ts', 2, /^error AIRSSYS_BUILD_MISSING_FILE: /],
    json: ['src/sample.ts --allow clock', { event: 'begin' }],
    stays: '"swapped"',
  },
  doctor: {
    error: ['--everything', 2, /^error AIRSSYS_CLI_USAGE: Unknown option '--everything'/],
    json: ['', { ok: true }],
  },
  explain: {
    error: ['trap_out_of_feul', 2, /^error AIRSSYS_CLI_USAGE: There is no code trap_out_of_feul/],
    json: ['wit_type_any', { code: 'AIRSSYS_WIT_TYPE_ANY' }],
  },
  completion: {
    error: ['tcsh', 2, /^error AIRSSYS_CLI_USAGE: .*'tcsh'/],
    json: ['bash', { shell: 'bash' }],
  },
  host: {
    error: [`--data ${'a'.repeat(120)}`, 2, /^error AIRSSYS_CONFIG_INVALID: No socket can have a path/],
    json: ['--data hosted', { pid: expect.any(Number) }],
    stays: '"pid"',
  },
  install: {
    error: ['dist/sample.wasm --data none', 2, NO_HOST],
    json: ['dist/sample.wasm --allow clock', running],
    asksHost: true,
  },
  ps: { error: ['--data none', 2, NO_HOST], json: ['', [expect.objectContaining(running)]], asksHost: true },
  call: {
    error: ['demo:sample greet --data none', 2, NO_HOST],
    json: ['demo:sample greet Ada', { value: 'Hello, Ada' }],
    asksHost: true,
  },
  logs: { error: ['--data none', 2, NO_HOST], json: ['--last 1', { level: 'info' }], asksHost: true },
  events: {
    error: ['--last never', 2, /^error AIRSSYS_CLI_USAGE: --last/],
    json: ['--last 1', { component: 'demo:sample' }],
    asksHost: true,
  },
  update: {
    error: ['demo:sample gone.wasm', 2, NO_FILE],
    json: ['demo:sample signed.wasm --strategy stop-start', { component: expect.objectContaining(running) }],
    asksHost: true,
  },
  rollback: { error: ['demo:sample --data none', 2, NO_HOST], json: ['demo:sample', running], asksHost: true },
  stop: { error: ['demo:sample --data none', 2, NO_HOST], json: ['demo:sample', { state: 'stopped' }], asksHost: true },
  start: { error: ['demo:sample --data none', 2, NO_HOST], json: ['demo:sample', running], asksHost: true },
  uninstall: {
    error: ['demo:sample --data none', 2, NO_HOST],
    before: 'stop demo:sample',
    json: ['demo:sample', { state: 'uninstalled' }],
    asksHost: true,
  },
};

const tree = commandTree(createProgram(processIo(), () => {}));
const nodes = allNodes(tree).filter(({ path }) => path.length > 0 && path.at(-1) !== 'help');
const nameOf = ({ path }: { readonly path: readonly string[] }): string => path.join(' ');

const server = createServer();
let address = '';
let project: Project;
/** Undefined until it has started. */
let host: HostProcess | undefined;
beforeAll(async () => {
  project = await sampleProject('every-command');
  project.write(
    'package.json',
    JSON.stringify({ name: 'every', type: 'module', dependencies: { '@airssys/sdk': '*' } }),
  );
  project
    .write('shop.wasm', await link('acme:rates/exchange@1.0.0', 'acme:shop/api@1.0.0'))
    .write('rates.wasm', await link('acme:clock/now@1.0.0', 'acme:rates/exchange@1.0.0'))
    .write('line.toml', PIPELINE)
    .write('test/sample.test.ts', SAMPLE_TEST);
  project.write('silent.wasm', await parse(SILENT)).write('audit.log', '');
  project.write(
    'rates.wit',
    'package acme:rates@1.0.0;\n\ninterface rates {\n  rate: func(currency: string) -> f64;\n}\n',
  );
  const bytes = readFileSync(project.path('dist/sample.wasm'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.on('request', (_request, response) => response.end(bytes));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens at a port
  host = await new HostProcess().start();
}, 240_000);
afterAll(async () => {
  server.close();
  await host?.[Symbol.asyncDispose]();
});

const split = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

/** Of one that stays: it is told to end when it has printed what is waited for. */
function endAt(text: string): (child: ChildProcess) => void {
  let printed = '';
  // Once: a second signal ends it on the spot.
  let isTold = false;
  return (child) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (isTold || !printed.includes(text)) return;
      isTold = true;
      child.kill('SIGTERM');
    });
  };
}

function argsOf({ asksHost }: Row, text: string): readonly string[] {
  const words = split(text.replace('SERVER', address));
  return asksHost ? [...words, '--data', host?.dataDir ?? ''] : words;
}

async function document(name: string, row: Row): Promise<Outcome> {
  const args = argsOf(row, `${name} ${row.json[0]} --json`);
  return await project.run(args, row.stays === undefined ? {} : { onStart: endAt(row.stays) });
}

it('every command is in the table', () => {
  const leaves = nodes.filter(({ commands }) => commands.length === 0);
  expect(Object.keys(TABLE).sort()).toEqual(leaves.map(nameOf).sort());
});

describe.each(nodes.map((node) => [nameOf(node), node] as const))('airssys %s', (name, node) => {
  it('has help with an example, within 80 columns', async () => {
    const { code, stdout, stderr } = await airssys([...node.path, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: airssys .*\n\n[A-Z]/);
    expect(stdout).toContain(`$ airssys ${name}`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(node.options.filter(({ description }) => description === '')).toEqual([]);
  });

  it('takes no option that it does not know', async () => {
    const { code, stderr } = await airssys([...node.path, '--jsn']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error AIRSSYS_CLI_USAGE: (Unknown option '--jsn'|Missing required argument|Required option)/,
    );
    expect(stderr).toContain(`hint: `);
    expect(stderr.replaceAll(/\n {6}/g, ' ')).toContain(`airssys ${name} --help says more.`);
  });
});

// In the order of the table: some go on with what those before them have made.
describe.each(Object.entries(TABLE))('airssys %s', (name, row) => {
  it('tells an error in words, and as a document', async () => {
    const [args, exit, says] = row.error;
    const told = await project.run([...split(name), ...split(args)]);
    expect([told.code, told.stdout]).toEqual([exit, '']);
    expect(told.stderr).toMatch(says);
    expect(told.stderr).toMatch(/^hint: /m);
    expect(told.stderr).not.toMatch(/^ {4}at /m);
    const { code, stdout, stderr } = await project.run([...split(name), ...split(args), '--json']);
    expect([code, stderr]).toEqual([exit, '']);
    const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string; readonly hint: string } };
    expect(told.stderr).toContain(`error ${error.code}: `);
    expect(error.hint).not.toBe('');
  });

  it('prints a document', async () => {
    if (row.before !== undefined) await project.run(argsOf(row, row.before));
    const { code, stdout, stderr } = await document(name, row);
    expect([code, stderr]).toEqual([0, '']);
    const [first = '', ...more] = stdout.trimEnd().split('\n');
    if (row.stays === undefined) expect(more).toEqual([]);
    expect(JSON.parse(first)).toEqual(
      Array.isArray(row.json[1]) ? row.json[1] : expect.objectContaining(row.json[1] as object),
    );
  });
});
