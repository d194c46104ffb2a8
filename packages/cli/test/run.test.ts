import { beforeAll, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BIN, childEnv } from './support/command.ts';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('run');
  project.write('data/hello.txt', 'hello').write('settings.txt', 'from a file');
});

const WASM = 'dist/sample.wasm';
const run = async (...args: readonly string[]): Promise<string> => await project.show('run', WASM, ...args);

describe('arguments and results', () => {
  it.each([
    [['add', '1', '2'], '3\n'],
    [['greet', 'Ada'], '"Hello, Ada"\n'],
    [['greet', '"Ada"', 'null'], '"Hello, Ada"\n'],
    [['greet', '42', 'Hi there'], '"Hi there, 42"\n'],
    [['greet', '--', '--help'], '"Hello, --help"\n'],
    [['paint', 'green'], '"green"\n'],
    [['countItems', '{"id":1,"items":["a","b"]}'], '2\n'],
    [['half', '10'], '{"ok":true,"value":5}\n'],
    [['half', '"9007199254740990"'], '{"ok":true,"value":4503599627370495}\n'],
  ])('%j gives %s', async ([...args], expected) => {
    const { code, stdout } = await project.run(['run', WASM, ...args]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expected });
  });

  it('logs and usage go to stderr', async () => {
    expect(await run('greet', 'Ada', '--usage')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      "Hello, Ada"

      --- stderr
      info  greeting name=Ada
      used: <usage>
      "
    `);
    expect(await run('greet', 'Ada', '--usage', '--quiet')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      "Hello, Ada"

      --- stderr
      used: <usage>
      "
    `);
  });

  it('all in one document', async () => {
    const { code, stdout, stderr } = await project.run(['run', WASM, 'greet', 'Ada', '--json', '--audit']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document: unknown = JSON.parse(stdout);
    expect(document).toEqual({
      value: 'Hello, Ada',
      usage: {
        fuel: expect.any(Number),
        memoryBytes: expect.any(Number),
        durationMs: expect.any(Number),
        hostCalls: 1,
        refusedGrowths: 0,
      },
      logs: [
        expect.objectContaining({ level: 'info', message: 'greeting', context: [['name', 'Ada']], operation: 'greet' }),
      ],
      audit: [],
    });
  });

  it('an answer that is an error is printed, and ends with 1', async () => {
    expect(await run('half', '3')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      {"ok":false,"error":"odd"}
      "
    `);
  });

  it('a source is built and run', async () => {
    const { code, stdout } = await project.run(['run', 'src/sample.ts', 'add', '1', '2', '--engine', 'quickjs']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3\n' });
    expect(await project.show('run', 'src/sample.ts', 'add', '1', '2', '--engine', 'quickjs', '--verbose'))
      .toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      3

      --- stderr
      unchanged src/sample.ts with quickjs in <time>
      "
    `);
  });

  it('exact metering counts the same each time', async () => {
    const fuel = async (): Promise<unknown> => {
      const { stdout } = await project.run(['run', WASM, 'add', '1', '2', '--metering', 'exact', '--json']);
      return (JSON.parse(stdout) as { usage: { fuel: number } }).usage.fuel;
    };
    expect(await fuel()).toBe(await fuel());
  });
});

describe('wrong arguments', () => {
  it('not JSON, of another type, too few, too many', async () => {
    expect(await run('add', '1', 'two')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Argument 2 (b) is not JSON: two
      hint: A text in JSON has quotes, which the shell must not take: '"text"'. The
            operation is add(a: u32, b: u32): u32.

      "
    `);
    expect(await run('add', '1', '-2')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_VALUE_INVALID: b: expected u32, got -2
      hint: The operation is add(a: u32, b: u32): u32.

      "
    `);
    expect(await run('add', '1')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_VALUE_INVALID: add: expected 2 arguments (a, b), got 1
      hint: The operation is add(a: u32, b: u32): u32.

      "
    `);
    expect(await run('add', '1', '2', '3')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_VALUE_INVALID: add: expected 2 arguments (a, b), got 3
      hint: The operation is add(a: u32, b: u32): u32.

      "
    `);
    expect(await run('paint', 'blue')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_VALUE_INVALID: colour: expected one of "red", "green", got "blue"
      hint: The operation is paint(colour: Colour): string.

      "
    `);
    expect(await run('countItems', '{"id":1,"items":["a",2]}')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_VALUE_INVALID: order.items[1]: expected a string, got 2
      hint: The operation is countItems(order: Order): u32.

      "
    `);
    expect(await run('countItems', '{"id":1}', '--json')).toMatchInlineSnapshot(`
      "exit 2
      --- stdout
      {"error":{"code":"AIRSSYS_VALUE_INVALID","message":"order.items: expected an array, got nothing: the property is missing","hint":"The operation is countItems(order: Order): u32.","data":{"path":"order.items","expected":"an array","signature":"countItems(order: Order): u32"}},"logs":[]}
      "
    `);
  });

  it('an operation that is not there, or none', async () => {
    expect(await run('grete', 'Ada')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SANDBOX_OPERATION_UNKNOWN: The component has no operation grete
      hint: Its operations:
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
    expect(await run()).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: No operation is named
      hint: Its operations:
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
  });

  it('options', async () => {
    expect(await run('add', '1', '2', '--max-memory', 'much')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --max-memory cannot be 'much'
      hint: Write bytes, such as 65536, 512KiB or 64MiB.

      "
    `);
    expect(await run('add', '1', '2', '--timeout', '2h')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --timeout cannot be '2h'
      hint: Write a duration, such as 500ms, 2s or 1m.

      "
    `);
    expect(await run('add', '1', '2', '--allow', 'filesystem.reed:/data')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CAPABILITY_INVALID: 'filesystem.reed:/data' is not a permission:
        filesystem has no action 'reed'
      hint: Actions of filesystem: read, write, delete, list-dir.

      "
    `);
    expect(await run('add', '1', '2', '--allow', 'filesystem.read:data')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CAPABILITY_INVALID: filesystem.read cannot have the pattern
        'data': it is not an absolute path in normal form
      hint: Begin it with / and leave out \`.\`, \`..\` and doubled slashes.

      "
    `);
    expect(await run('add', '1', '2', '--mount', '/data')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --mount cannot be '/data'
      hint: Write --mount /data=./data.

      "
    `);
    expect(await run('add', '1', '2', '--mount', '/data=./nowhere')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: The directory to mount does not exist: ./nowhere
      hint: Name a directory of this machine after the =.

      "
    `);
    expect(await run('add', '1', '2', '--mount', 'data=./data')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CONFIG_INVALID: A mount cannot be at 'data'
      hint: Name an absolute path without \`.\`, \`..\` and doubled slashes, such as
            /data.

      "
    `);
    expect(await run('add', '1', '2', '--config', 'nowhere.txt')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is no file nowhere.txt
      hint: Name the configuration file.

      "
    `);
    expect(await run('add', '1', '2', '--metering', 'slow')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Option '--metering <mode>' argument 'slow' is invalid.
        Allowed choices are fast, exact
      hint: airssys run --help says more.

      "
    `);
    expect(await run('add', '1', '2', '--storage', 'src')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_STORAGE_IO: The storage file src cannot be opened
      hint: See that the folder can be written and that the file is a database of
            airssys.

      "
    `);
  });
});

describe('permissions', () => {
  it('are denied by default, with the way to grant them', async () => {
    expect(await run('read', '/data/hello.txt')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: read threw HostError: files: denied:
        /data/hello.txt
          at read (src/sample.ts:95:27)
      used: <usage>
      hint: filesystem.read on /data/hello.txt is not granted. If it may, add
            --allow 'filesystem.read:/data/*'
            or --allow-requested for all that it requests

      "
    `);
    expect(await run('count')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: count threw HostError: storage: io-error:
        denied: storage.read is not granted
          at count (src/sample.ts:100:34)
      used: <usage>
      hint: storage.read on demo:sample is not granted. If it may, add
            --allow storage.read
            or --allow-requested for all that it requests

      "
    `);
    expect(await run('now', '--audit')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      audit: 1  DENIED  clock.read  *  (airssys:core/host-services#currentTimeMillis; no grant)
      error AIRSSYS_CAPABILITY_DENIED: airssys:core/host-services#currentTimeMillis
        was denied: clock.read on * is not granted
      used: <usage>
      hint: clock.read on * is not granted. If it may, add
            --allow clock.read
            or --allow-requested for all that it requests

      "
    `);
  });

  it('are granted one by one, or as requested', async () => {
    const mount = ['--mount', '/data=data'];
    expect(await run('read', '/data/hello.txt', ...mount, '--allow', 'filesystem.read:/data/*', '--audit'))
      .toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      "hello"

      --- stderr
      audit: 1  allowed  filesystem.read  /data/hello.txt  (airssys:ext-filesystem/files#read; filesystem.read:/data/*)
      "
    `);
    expect(await run('read', '/data/hello.txt', ...mount, '--allow-requested')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      "hello"

      --- stderr
      granted as requested: filesystem.read:/data/*, storage.read, storage.write,
        storage.delete, clock.read
      "
    `);
    expect(await run('read', '/data/hello.txt', '--allow-requested', '--quiet')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: read threw HostError: files: not-found:
        /data/hello.txt
          at read (src/sample.ts:95:27)
      used: <usage>
      hint: Nothing is mounted, so there is no /data/hello.txt. Let it see a
            directory:
            --mount /data=./data

      "
    `);
  });

  it('a resource with a star is not proposed as a pattern', async () => {
    expect(await run('read', '/etc/**')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: read threw HostError: files: denied: /etc/**
          at read (src/sample.ts:95:27)
      used: <usage>
      hint: filesystem.read on /etc/** is not granted.

      "
    `);
  });

  it('of a denied call are in the document', async () => {
    const { code, stdout } = await project.run(['run', WASM, 'now', '--json', '--audit']);
    expect(code).toBe(1);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      error: { code: 'AIRSSYS_CAPABILITY_DENIED', data: { kind: 'denied', operation: 'now' } },
      audit: [{ area: 'clock', allowed: false, rule: 'no grant' }],
    });
  });
});

describe('surroundings', () => {
  it('environment and configuration reach the component', async () => {
    const { stdout } = await project.run(['run', WASM, 'config', '--env', 'MODE=a=b', '--config', 'settings.txt']);
    expect(stdout).toBe('"a=b|from a file"\n');
    expect(await run('config', '--env', 'MODE=refuse')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error Error: MODE must not be refuse
          at start (src/sample.ts:34:38)
      error AIRSSYS_SANDBOX_INITIALIZE: The component refused to start:
        initialization-failed: Error: MODE must not be refuse
      hint: See what its @onInitialize demands of its environment and configuration.

      "
    `);
  });

  it('storage outlives the call in a file, and not in memory', async () => {
    const count = async (...args: readonly string[]): Promise<string> =>
      (await project.run(['run', WASM, 'count', '--allow', 'storage', ...args])).stdout;
    expect([await count(), await count()]).toEqual(['1\n', '1\n']);
    const file = ['--storage', 'state/values.db'];
    expect([await count(...file), await count(...file)]).toEqual(['1\n', '2\n']);
  });

  it('closed streams do no harm', () => {
    const closed = (redirection: string): unknown => {
      const line = `"${process.execPath}" "${BIN}" run ${WASM} add 1 2 ${redirection}`;
      const { status, stdout } = spawnSync('sh', ['-c', line], { cwd: project.dir, env: childEnv(), encoding: 'utf8' });
      return { status, stdout };
    };
    expect(closed('<&-')).toEqual({ status: 0, stdout: '3\n' });
    expect(closed('2>&-')).toEqual({ status: 0, stdout: '3\n' });
    expect(closed('>&-')).toMatchObject({ stdout: '' });
  });
});

describe('a component that fails', () => {
  it('shows its own error with causes and places, and nothing that drives a terminal', async () => {
    expect(await run('fail')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: fail threw TypeError: it does not \\x1b[31mwork
          at fail (src/sample.ts:77:17)
        caused by SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)
          at fail (src/sample.ts:75:12)
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
    expect(await run('fill', '64', '--max-memory', '8MiB')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_MEMORY_LIMIT: fill needed more memory than its limit allows
          at <anonymous> (src/sample.ts:89:82)
          at fill (src/sample.ts:89:41)
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
