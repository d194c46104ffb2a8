import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PACKAGE_DIR } from './support/command.ts';
import { Project, sampleProject } from './support/project.ts';

const OLD = `package demo:shop@1.2.0;

interface orders {
  enum size { small, large }
  record order { article: string, size: size }
  place: func(order: order) -> u32;
}

world component {
  import airssys:core/storage@1.0.0;
  export orders;
}
`;
const COMPATIBLE = OLD.replace('place:', 'cancel: func(id: u32);\n  place:');
const BREAKING = OLD.replace('small, large', 'large, small').replace('-> u32', '-> result<u32, string>');

describe('airssys wit', () => {
  let project: Project;
  beforeAll(() => {
    project = new Project('wit-text')
      .write('old.wit', OLD)
      .write('compatible.wit', COMPATIBLE)
      .write('breaking.wit', BREAKING)
      .write('bumped.wit', BREAKING.replace('1.2.0', '2.0.0'))
      .write('package/a.wit', 'package a:b; interface i { use c:d/e.{t}; f: func() -> t; }')
      .write('package/deps/c.wit', 'package c:d; interface e { type t = u8; } interface unused {}')
      .write('package/deps/x/x.wit', 'package x:y; interface z {}')
      .write('broken.wit', 'package a:b;\n\ninterface i {\n  f: func(a: nope) -> borrow<x>;\n}\n');
  });

  it('prints a folder with what it needs', async () => {
    expect(await project.show('wit', 'print', 'package')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      package a:b;

      interface i {
        use c:d/e.{t};
        f: func() -> t;
      }

      package c:d {
        interface e {
          type t = u8;
        }

        interface unused {
        }
      }
      "
    `);
    expect(await project.show('wit', 'print', 'package', '--no-deps')).not.toContain('c:d {');
  });

  it('finds the packages of airssys', async () => {
    const { code, stdout } = await project.run(['wit', 'print', 'old.wit', '--json']);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as { root: string; packages: { id: string }[] };
    expect(document.root).toBe('demo:shop@1.2.0');
    expect(document.packages.map(({ id }) => id)).toEqual(['demo:shop@1.2.0', 'airssys:core@1.0.0']);
  });

  it('says what is wrong with a text', async () => {
    expect(await project.show('wit', 'print', 'broken.wit')).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      broken.wit:4:14 - error AIRSSYS_WIT_READ_UNDEFINED: there is no type 'nope' in the interface 'i'

      3 | interface i {
      4 |   f: func(a: nope) -> borrow<x>;
        |              ^~~~
      5 | }

      docs: airssys explain AIRSSYS_WIT_READ_UNDEFINED

      broken.wit:4:23 - error AIRSSYS_WIT_READ_TYPE: 'f' returns a borrow, which ends with the call

      3 | interface i {
      4 |   f: func(a: nope) -> borrow<x>;
        |                       ^~~~~~~~~
      5 | }

      hint: Return an owned handle.
      docs: airssys explain AIRSSYS_WIT_READ_TYPE

      broken.wit:4:30 - error AIRSSYS_WIT_READ_UNDEFINED: there is no type 'x' in the interface 'i'

      3 | interface i {
      4 |   f: func(a: nope) -> borrow<x>;
        |                              ^
      5 | }

      docs: airssys explain AIRSSYS_WIT_READ_UNDEFINED

      error AIRSSYS_WIT_INVALID: The WIT of broken.wit cannot be read

      "
    `);
    expect(await project.show('wit', 'print', 'nowhere.wit')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is no file nowhere.wit
      hint: Name a .wit file or a folder of them, a component (.wasm), or the .ts file
            of one.

      "
    `);
  });

  it('finds no change', async () => {
    expect(await project.show('wit', 'diff', 'old.wit', 'old.wit')).toBe('exit 0\n--- stdout\nNo changes.\n');
  });

  it('tells of compatible changes', async () => {
    expect(await project.show('wit', 'diff', 'old.wit', 'compatible.wit')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      compatible  orders#cancel: the function is new
                  nobody can depend on it yet

      1 compatible change: after 1.2.0 that asks for 1.3.0 (minor); it has not
        changed.
      "
    `);
  });

  it('tells of breaking changes, and ends with 1 where the version does not', async () => {
    const text = await project.show('wit', 'diff', 'old.wit', 'breaking.wit');
    expect(text).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      breaking    orders#size: the cases are in another order
                  small, large → large, small
                  a case is a number on the wire, by its position
      breaking    orders#place.result: the result is of another type
                  u32 → result<u32, string>
                  its values have another form

      2 breaking changes: after 1.2.0 that asks for 2.0.0 (major); it has not changed.
      "
    `);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect((await project.run(['wit', 'diff', 'old.wit', 'bumped.wit'])).code).toBe(0);
  });

  it('tells programs of them', async () => {
    const { code, stdout } = await project.run(['wit', 'diff', 'old.wit', 'breaking.wit', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      old: 'old.wit',
      new: 'breaking.wit',
      before: '1.2.0',
      after: '1.2.0',
      asksFor: 'major',
      isBreaking: true,
      isBumped: false,
      changes: [
        { kind: 'case-order', place: 'orders#size' },
        { kind: 'result-type', place: 'orders#place.result' },
      ],
    });
  });

  it('says what docs/interfaces.md shows', async () => {
    const page = readFileSync(join(PACKAGE_DIR, '../../docs/interfaces.md'), 'utf8');
    const block = (info: string): string =>
      new RegExp(`\`\`\`${info}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? `no block ${info}`;
    const files = new Project('wit-page')
      .write('old.wit', block('wit file=old.wit'))
      .write('new.wit', block('wit file=new.wit'));
    const { code, stdout } = await files.run(['wit', 'diff', 'old.wit', 'new.wit']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: block('text output') });
  });

  it('wants a command', async () => {
    const { code, stderr } = await project.run(['wit']);
    expect(code).toBe(2);
    expect(stderr).toContain('print       Print WIT');
  });
});

describe('airssys wit, of components', () => {
  it('names the file of what is no component, and why', async () => {
    const project = new Project('wit-no-component')
      .write('core.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
      .write('cut.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 13, 0, 1, 0, 7, 2, 0x40));
    expect(await project.run(['wit', 'print', 'core.wasm'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('core.wasm is not a component: it is a'),
    });
    expect(await project.run(['wit', 'print', 'cut.wasm'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error AIRSSYS_ENGINE_INVALID_COMPONENT: cut.wasm '),
    });
  });

  it.for(['quickjs', 'starlingmonkey'])('reads from %s what was built', { timeout: 180_000 }, async (engine) => {
    const project = await sampleProject(`wit-${engine}`);
    if (engine !== 'quickjs') {
      expect((await project.run(['build', 'src/sample.ts', '--engine', engine, '--no-lock'])).code).toBe(0);
    }
    const printed = await project.run(['wit', 'print', 'dist/sample.wasm', '--no-deps']);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^package demo:sample@1\.2\.3;/);
    for (const [old, now] of [
      ['dist/sample.wit', 'dist/sample.wasm'],
      ['dist/sample.wasm', 'dist/sample.wit'],
      ['src/sample.ts', 'dist/sample.wasm'],
    ] as const) {
      expect(await project.show('wit', 'diff', old, now)).toBe('exit 0\n--- stdout\nNo changes.\n');
    }
  });
});
