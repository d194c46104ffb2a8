import { beforeAll, describe, expect, it } from 'vitest';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('run');
  project.write('settings.txt', 'from a file').write('data/hello.txt', 'hello');
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
        bytesIn: expect.any(Number),
        bytesOut: expect.any(Number),
        logBytes: 'greetingnameAda'.length,
        droppedLogBytes: 0,
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
      hint: Actions of filesystem: read, write, delete, list-dir, metadata.

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
