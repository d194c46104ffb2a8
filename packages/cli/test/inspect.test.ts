import { readFileSync } from 'node:fs';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Project, sampleProject } from './support/project.ts';

/** A component of another toolchain: adds, and needs nothing. */
const MATH = `(component
  (core module $m (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
  (core instance $i (instantiate $m))
  (func $add (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
  (instance $math (export "add" (func $add)))
  (export "acme:math/ops@1.0.0" (instance $math)))`;

/** A component that needs what nobody provides. */
const NEEDY = `(component
  (import "acme:missing/api@1.0.0" (instance $api (export "f" (func))))
  (core func $f (canon lower (func $api "f")))
  (core module $m (import "" "f" (func $f)) (func (export "go") call $f))
  (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func $go (canon lift (core func $i "go")))
  (instance $ops (export "go" (func $go)))
  (export "acme:needy/ops@1.0.0" (instance $ops)))`;

/** A component that imports much, and serves. */
const WORLDLY = `(component
  ${[
    'wasi:io/streams@0.2.3',
    'wasi:io/poll@0.2.3',
    'wasi:filesystem/types@0.2.3',
    'wasi:http/outgoing-handler@0.2.3',
    'wasi:clocks/wall-clock@0.2.3',
    'wasi:clocks/monotonic-clock@0.2.3',
    'acme:billing/charges@1.0.0',
  ]
    .map((name) => `(import "${name}" (instance))`)
    .join('\n')}
  (instance $handler)
  (export "wasi:http/incoming-handler@0.2.3" (instance $handler)))`;

let project: Project;
beforeAll(async () => {
  project = await sampleProject('inspect');
  project
    .write('math.wasm', await parse(MATH))
    .write('needy.wasm', await parse(NEEDY))
    .write('worldly.wasm', await parse(WORLDLY))
    .write('core.wasm', await parse('(module)'));
  const whole = readFileSync(project.path('dist/sample.wasm'));
  project
    .write('cut.wasm', whole.subarray(0, whole.length / 2))
    .write('end-cut.wasm', whole.subarray(0, whole.length - 10));
  project.write('empty.wasm', '').write('text.wasm', 'This is not WebAssembly.');
  project.write('broken.wasm', Buffer.concat([whole.subarray(0, 8), Buffer.from([0x07, 0x03, 0xff, 0xff, 0xff])]));
});

describe('a component of airssys', () => {
  it('says what it is, offers and asks for', async () => {
    // Ours are of whichever release.
    const shown = (await project.show('inspect', 'dist/sample.wasm')).replaceAll(/(@airssys\S+) [\d.]+/g, '$1 x.y.z');
    expect(shown).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      demo:sample@1.2.3
      What the tests of the command call.

      engine      quickjs
      built with  @airssys/sdk x.y.z, @airssys/model x.y.z, @airssys/wit x.y.z,
                  @airssys/wit-gen x.y.z, ts-morph 28.0.0, esbuild 0.28.2, typescript
                  7.0.2, componentize-qjs 0.4.5
      built of    src/sample.ts, with 3 other files
      author      Ada
      license     MIT

      Operations
        add(a: u32, b: u32): u32
          Adds two numbers.
        greet(name: string, greeting?: string): string
          Greets by name.
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

      Asks for permission to
        read files matching /data/*  (filesystem.read:/data/*)
        read stored values           (storage.read)
        store values                 (storage.write)
        delete stored values         (storage.delete)
        read the time, and wait      (clock.read)

      Limits per call
        memory  <size>
        fuel    100,000,000,000  (default of the host)
        time    <time>

      Imports
        airssys:core/types@1.0.0
        airssys:core/errors@1.0.0
        airssys:core/host-services@1.0.0
        airssys:core/storage@1.0.0
        airssys:ext-filesystem/files@1.0.0

      Exports
        init
        airssys:core/component-lifecycle@1.0.0
        demo:sample/operations@1.2.3

      Sizes
        file                        <size>
        5 core modules              <size>
        section component-name      <size>
        section producers           <size>
        section airssys:manifest    <size>
        section airssys:source-map  <size>
      "
    `);
  });

  it('in one document', async () => {
    const { code, stdout } = await project.run(['inspect', 'dist/sample.wasm', '--json']);
    expect(code).toBe(0);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      file: 'dist/sample.wasm',
      component: {
        id: 'demo:sample@1.2.3',
        engine: 'quickjs',
        operations: expect.arrayContaining([
          { name: 'add', signature: 'add(a: u32, b: u32): u32', summary: 'Adds two numbers.' },
        ]),
        limits: { timeoutMs: 5000 },
      },
      layout: { imports: expect.arrayContaining(['airssys:core/storage@1.0.0']) },
    });
    expect(document).not.toHaveProperty('wit');
  });

  it('with its WIT', async () => {
    const { stdout } = await project.run(['inspect', 'dist/sample.wasm', '--wit']);
    expect(stdout).toContain('export demo:sample/operations@1.2.3;');
  });
});

describe('a component of another toolchain', () => {
  it('shows its WIT', async () => {
    expect(await project.show('inspect', 'math.wasm')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      math.wasm, made by another toolchain than airssys

      Could, where granted
        nothing

      WIT
        package root:component;

        world root {
          export acme:math/ops@1.0.0;
        }

      Sizes
        file                    <size>
        1 core module           <size>
        section component-name  <size>
      "
    `);
  });

  it('shows what it could do, if that were granted', async () => {
    const { stdout } = await project.run(['inspect', 'worldly.wasm']);
    expect(stdout.slice(0, stdout.indexOf('WIT'))).toMatchInlineSnapshot(`
      "worldly.wasm, made by another toolchain than airssys

      Could, where granted
        wait, and move bytes of what it has open
        use files of the directories that are mounted  (filesystem)
        send HTTP requests                             (network.outbound)
        read the time, and wait                        (clock)
        call acme:billing/charges@1.0.0, if somebody provides it

      Serves HTTP
        with \`airssys serve\`

      "
    `);
  });

  it('is called by interface and function', async () => {
    expect(await project.show('run', 'math.wasm', 'acme:math/ops@1.0.0#add', '1', '2')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      3
      "
    `);
    expect(await project.show('run', 'math.wasm', 'add', '1', '2')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: add is not INTERFACE#FUNCTION
      hint: The component was not made by airssys. Call a function of what it exports
            as INTERFACE#FUNCTION: acme:math/ops@1.0.0.

      "
    `);
    expect(await project.show('run', 'math.wasm', 'acme:math/ops@1.0.0#sub', '1', '2')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SANDBOX_OPERATION_UNKNOWN: The component has no operation
        acme:math/ops@1.0.0#sub
      hint: It exports acme:math/ops@1.0.0.

      "
    `);
  });
});

describe('what is not a component', () => {
  it.each(['nowhere.wasm', 'src', 'empty.wasm', 'text.wasm', 'core.wasm', 'cut.wasm', 'end-cut.wasm'])(
    '%s',
    async (file) => {
      const told = await project.show('inspect', file);
      expect(told).toMatch(/^exit 2\n/);
      // How many bytes are missing depends on the component's size.
      expect(told.replaceAll(/\d{5,}/g, 'N')).toMatchSnapshot();
      // Whoever runs it is told the same.
      expect(await project.show('run', file, 'add')).toBe(told);
    },
  );

  it('one that is broken inside', async () => {
    expect(await project.show('inspect', 'broken.wasm')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_ENGINE_INVALID_COMPONENT: broken.wasm is not a valid component:
        Failed to decode wit component
      hint: Copy or build it again.

      "
    `);
  });

  it('one whose imports nobody provides', async () => {
    expect(await project.show('run', 'needy.wasm', 'acme:needy/ops@1.0.0#go')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SANDBOX_IMPORT_MISSING: Nobody provides what the component
        imports: acme:missing/api
      hint: This command provides airssys:core/host-services,
            airssys:core/host-messaging, airssys:ext-messaging/messaging,
            airssys:core/storage, airssys:ext-storage/entries,
            airssys:ext-filesystem/files, airssys:ext-filesystem/open-files,
            airssys:ext-process/processes, airssys:ext-secrets/secrets,
            airssys:ext-random/random. A host of your own can provide more: see
            @airssys/host.

      "
    `);
  });
});
