/** A host that is operated: by commands in processes of their own, over its control socket. */
import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { airssys, shown } from './support/command.ts';
import { HostProcess } from './support/host-process.ts';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
let first: string;
let second: string;

beforeAll(async () => {
  project = await sampleProject('operate');
  first = project.path('dist/sample.wasm');
  const source = readFileSync(project.path('src/sample.ts'), 'utf8');
  project.write('src/sample.ts', source.replace("version: '1.2.3'", "version: '1.3.0'").replaceAll('Hello', 'Welcome'));
  const { code, stderr } = await project.run(['build', '--engine', 'quickjs', '--no-lock', '--out-dir', 'next']);
  if (code !== 0) throw new Error(stderr);
  second = project.path('next/sample.wasm');
}, 120_000);

/** Exit code and output, without what differs from run to run. */
const show = async (host: HostProcess, ...args: readonly string[]): Promise<string> =>
  shown(await host.run(args), host.dataDir)
    .replaceAll(/\d\d:\d\d:\d\d/g, '<clock>')
    .replaceAll(/process \d+/g, 'process <pid>')
    .replaceAll(/\d+ (s|min)$/gm, '<age>');

test('a component is installed, called, watched, updated, rolled back and taken off', async () => {
  await using host = await new HostProcess().start();
  expect(await show(host, 'ps')).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    no components
    "
  `);
  expect(await show(host, 'install', first, '--label', 'tier=web', '--allow', 'clock')).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    demo:sample 1.2.3 is running
    "
  `);
  expect(await show(host, 'call', 'demo:sample', 'greet', 'Ada')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    "Hello, Ada"
    "
  `);
  expect(await show(host, 'ps')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    COMPONENT    VERSION  STATE    INSTANCES  FOR
    demo:sample  1.2.3    running  1          <time>
    "
  `);
  expect(await show(host, 'update', 'demo:sample', second)).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    demo:sample 1.3.0 is running
    "
  `);
  expect(await show(host, 'call', 'demo:sample', 'greet', 'Ada')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    "Welcome, Ada"
    "
  `);
  expect(await show(host, 'rollback', 'demo:sample')).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    demo:sample 1.2.3 is running
    "
  `);
  expect(await show(host, 'call', 'demo:sample', 'greet', 'Ada')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    "Hello, Ada"
    "
  `);
  expect(await show(host, 'logs', 'demo:sample', '--last', '1')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    <clock> demo:sample info  greeting name=Ada
    "
  `);
  expect(await show(host, 'stop', 'demo:sample')).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    demo:sample 1.2.3 is stopped
    "
  `);
  expect(await show(host, 'uninstall', 'demo:sample')).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    demo:sample is uninstalled
    "
  `);
  expect(await show(host, 'ps')).toMatchInlineSnapshot(`
    "exit 0
    --- stderr
    no components
    "
  `);
  expect(await show(host, 'events', 'demo:sample', '--last', '3')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    <clock> demo:sample running → stopping (stop)
    <clock> demo:sample stopping → stopped (stop)
    <clock> demo:sample stopped → uninstalled (uninstall)
    "
  `);
});

test('documents tell programs the same', async () => {
  await using host = await new HostProcess().start();
  expect(await host.json('ps')).toEqual([]);
  const access = ['--mount', `/data=${project.dir}`, '--allow', 'filesystem.read:/data/*'];
  const installed = await host.json('install', first, '--no-start', '--label', 'tier=web', '--env', 'A=1', ...access);
  expect(installed).toMatchObject({ id: 'demo:sample', state: 'installed', version: '1.2.3', labels: { tier: 'web' } });
  expect(await host.json('start', 'demo:sample')).toMatchObject({ state: 'running' });
  expect(await host.json('call', 'demo:sample', 'add', '1', '2')).toMatchObject({ value: 3, usage: { hostCalls: 0 } });
  expect(await host.json('update', 'demo:sample', second, '--dry-run')).toMatchObject({
    component: { version: '1.2.3' },
  });
  expect(await host.json('call', 'demo:sample', 'read', '/data/package.json')).toMatchObject({
    value: expect.stringContaining('"name":"operate"'),
  });
  expect(await host.json('ps', '--label', 'tier=web', '--state', 'running')).toHaveLength(1);
  expect(await host.json('ps', 'other*')).toEqual([]);
  expect(await host.json('ps', '--may', 'network')).toEqual([]);
  expect(host.lines.filter((line) => 'event' in line).length).toBe(4);
  // Each strategy, and what it does not go with.
  for (const strategy of ['stop-start', 'rolling']) {
    const of = [second, '--strategy', strategy, '--allow-breaking'];
    expect(await host.json('update', 'demo:sample', ...of)).toMatchObject({ component: { version: '1.3.0' } });
    expect(await host.json('rollback', 'demo:sample')).toMatchObject({ version: '1.2.3', state: 'running' });
  }
  const demanding = await host.run(['update', 'demo:sample', second, '--migrate']);
  expect([demanding.code, demanding.stderr]).toEqual([1, expect.stringContaining('AIRSSYS_UPDATE_MIGRATE')]);
});

describe('a host comes back', () => {
  test.each([
    ['SIGKILL', null],
    ['SIGTERM', 0],
    ['SIGINT', 0],
  ] as const)('after %s, with what ran in it', async (signal, code) => {
    await using host = await new HostProcess().start();
    await host.json('install', first);
    expect(await host.end(signal)).toBe(code);
    // Lines are broken where the path, whose length is the machine's, does not leave room.
    const text = (await show(host, 'ps')).replaceAll(/\s+/g, ' ');
    expect(text).toContain('error AIRSSYS_CLI_HOST: No host answers at <dir>/control.sock');
    await host.start();
    expect(await host.json('ps')).toMatchObject([{ id: 'demo:sample', state: 'running' }]);
    expect(await host.json('call', 'demo:sample', 'add', '1', '2')).toMatchObject({ value: 3 });
  });
});

test('events and logs are followed as they come, until Ctrl-C', async () => {
  await using host = await new HostProcess().start();
  await host.json('install', first, '--no-start');
  let output = '';
  const following = host.run(['events', '--follow', '--json'], {
    onStart(child) {
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('"to":"running"')) child.kill('SIGINT');
      });
    },
  });
  // The command has begun when it has told of what was.
  while (!output.includes('"to":"installed"')) await new Promise((resolve) => setTimeout(resolve, 20));
  await host.json('start', 'demo:sample');
  expect((await following).code).toBe(0);
  const states = output
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly to: string }).to);
  expect(states).toEqual(['installing', 'installed', 'starting', 'running']);
});

describe('what goes wrong is told', () => {
  test('of components, calls and files', async () => {
    await using host = await new HostProcess().start();
    await host.json('install', first);
    expect(await show(host, 'install', first)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_LIFECYCLE_STATE: demo:sample is running: install is not possible
      hint: Stop it first: \`airssys stop demo:sample\`. For another version: \`airssys
            update\`.

      "
    `);
    expect(await show(host, 'call', 'demo:sample', 'great', 'Ada')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SANDBOX_OPERATION_UNKNOWN: The component has no operation great
      hint: Did you mean greet? Its operations:
            add(a: u32, b: u32): u32
            greet(name: string, greeting?: string): string
            paint(colour: Colour): string
            countItems(order: Order): u32
            half(value: u64): Result<u64, string>
            config(): string
            fail(): void
            spin(): u32
            fill(megabytes: u32): u32
            read(path: string): string
            count(): u32
            now(): boolean

      "
    `);
    expect(await show(host, 'call', 'demo:sample', 'fail')).toMatchInlineSnapshot(`
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
    expect(await show(host, 'call', 'demo:other', 'greet')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_LIFECYCLE_STATE: demo:other is not installed
      hint: \`airssys ps\` lists what is installed; \`airssys install\` adds to it.

      "
    `);
    expect(await show(host, 'ps', '--state', 'runing')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is no state runing
      hint: Did you mean running? The states: uninstalled, installing, installed,
            starting, running, updating, stopping, stopped, failed.

      "
    `);
    expect(await show(host, 'update', 'demo:sample', project.path('package.json'))).toContain(
      'it does not begin as WebAssembly does',
    );
    expect(await show(host, 'uninstall', 'demo:sample')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_LIFECYCLE_STATE: demo:sample is running: uninstall is not possible
      hint: Stop it first: \`airssys stop demo:sample\`. For another version: \`airssys
            update\`.

      "
    `);
    // Where its line breaks depends on the number of the process.
    expect((await show(host, 'host')).replaceAll(/\s+/g, ' ')).toContain(
      'error AIRSSYS_REGISTRY_LOCKED: Another host (process <pid>) has the data directory',
    );
    // Nothing of that has harmed what runs.
    expect(await host.json('call', 'demo:sample', 'add', '1', '2')).toMatchObject({ value: 3 });
  });

  test('of options', async () => {
    const dataDir = project.freshDir();
    const of = async (...args: readonly string[]) => shown(await airssys([...args, '--data', dataDir]), project.dir);
    expect(await of('update', 'demo:sample', first, '--batch', '2')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --batch does not go with no --strategy
      hint: It is for --strategy rolling.

      "
    `);
    expect(await of('update', 'demo:sample', first, '--strategy', 'canary', '--steps', '120%')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --steps cannot have '120%'
      hint: Write shares of the calls, such as 5%:30s,50%:100calls,100%.

      "
    `);
    expect(await of('install', first, '--label', 'tier')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --label cannot be 'tier'
      hint: Write --label NAME=VALUE.

      "
    `);
    expect(await of('install', first, '--allow', 'everything')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CAPABILITY_INVALID: 'everything' is not a permission: there is no
        area 'everything'
      hint: Areas: filesystem, network, storage, messaging, process, environment,
            secrets, clock, random; or one of the host's own, as
            namespace:name.action.

      "
    `);
    expect(await of('host', '--trusted-key', 'none.pem')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: The key none.pem cannot be read
      hint: Name the file of a public key: \`airssys sign --new-key\` makes one.

      "
    `);
  });
});

test('the socket is for its user alone', async () => {
  await using host = await new HostProcess().start();
  expect(statSync(`${host.dataDir}/control.sock`).mode & 0o777).toBe(0o600);
});
