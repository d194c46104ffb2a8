import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project } from './support/project.ts';

const HEAD = "import { component, operation } from '@airssys/sdk';\n\n";

/** A project whose only source has `body` after the imports. */
const withSource = (name: string, body: string): Project => new Project(name).write('src/main.ts', HEAD + body);

const build = async (project: Project): Promise<string> => await project.show('build', '--engine', 'quickjs');

describe('a build', () => {
  it('writes the component beside its interface, and is unchanged the second time', async () => {
    const project = new Project('build-good').fixture('sample.ts');
    const first = await project.run(['build', '--engine', 'quickjs', '--json']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const document: unknown = JSON.parse(first.stdout);
    expect(document).toMatchObject({
      id: 'demo:sample@1.2.3',
      engine: 'quickjs',
      entry: 'src/sample.ts',
      warnings: [],
    });
    expect(readdirSync(project.path('dist')).sort()).toEqual([
      'Component.toml',
      'sample.d.ts',
      'sample.wasm',
      'sample.wit',
    ]);

    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      unchanged demo:sample@1.2.3 with quickjs in <time>
        dist/sample.wit      <size>
        dist/sample.d.ts     <size>
        dist/Component.toml  <size>
        dist/sample.wasm     <size>
      "
    `);
  });

  it('takes the entry from package.json, and a folder for the results', async () => {
    const project = new Project('build-entry')
      .fixture('sample.ts', 'lib/sample.ts')
      .fixture('sample.ts', 'src/other.ts');
    project.write('package.json', JSON.stringify({ type: 'module', airssys: { entry: 'lib/sample.ts' } }));
    const { code } = await project.run(['build', '--engine', 'quickjs', '--out-dir', 'out']);
    expect(code).toBe(0);
    expect(existsSync(project.path('out/sample.wasm'))).toBe(true);
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  it('repeats the warnings of an unchanged build without loading the analysis', async () => {
    const project = withSource(
      'build-warning',
      "@component({ id: 'demo:warned', version: '1.0.0' })\nexport class Warned {\n  @operation()\n  one() {\n    return 'one';\n  }\n}\n",
    );
    expect((await project.run(['build', '--engine', 'quickjs'])).code).toBe(0);
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      unchanged demo:warned@1.0.0 with quickjs in <time>
        dist/main.wit        <size>
        dist/main.d.ts       <size>
        dist/Component.toml  <size>
        dist/main.wasm       <size>

      --- stderr
      src/main.ts:6:3 - warning AIRSSYS_WIT_RESULT_INFERRED: the result type of 'one'
        is not written down
      "
    `);
  });
});

describe('the lock', () => {
  const source = (size: string, more = ''): string =>
    `@component({ id: 'demo:locked', version: '1.0.0' })\nexport class Locked {\n  @operation()\n  run(size: ${size}): string {\n    return size;\n  }\n${more}}\n`;

  it('is made, kept up, and refuses what breaks callers', async () => {
    const project = withSource('build-lock', source("'small' | 'large'"));
    expect(await build(project)).toMatch(/\nlocked the interface in wit\/locked\.wit: commit it\n$/);
    expect(await build(project)).not.toContain('wit/locked.wit');

    const more = "  @operation()\n  more(): string {\n    return 'more';\n  }\n";
    project.write('src/main.ts', HEAD + source("'small' | 'large'", more));
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      built demo:locked@1.0.0 with quickjs in <time>
        dist/main.wit        <size>
        dist/main.d.ts       <size>
        dist/Component.toml  <size>
        dist/main.wasm       <size>
      updated wit/locked.wit, 1 compatible change: commit it
        operations#more  the function is new
      "
    `);

    project.write('src/main.ts', HEAD + source("'large' | 'small'"));
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      error AIRSSYS_BUILD_ABI: The component no longer fits those that were made for
        version 1.0.0:
        operations#run-size: the cases are in another order (small, large → large,
        small)
        operations#more: the function is gone
      hint: Give it version 2.0.0 in @component, or take the changes back. To break
            its users all the same: airssys build --allow-breaking.

      "
    `);
    const told = await project.run(['build', '--engine', 'quickjs', '--json']);
    expect(JSON.parse(told.stdout)).toMatchObject({ error: { code: 'AIRSSYS_BUILD_ABI', data: { asksFor: 'major' } } });
    expect((await project.run(['build', '--engine', 'quickjs', '--no-lock'])).code).toBe(0);
    expect(await project.show('build', '--engine', 'quickjs', '--allow-breaking')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      unchanged demo:locked@1.0.0 with quickjs in <time>
        dist/main.wit        <size>
        dist/main.d.ts       <size>
        dist/Component.toml  <size>
        dist/main.wasm       <size>
      updated wit/locked.wit, 2 breaking changes: commit it
        operations#run-size  the cases are in another order
        operations#more      the function is gone
      "
    `);
  });
});

describe('bad sources', () => {
  it('a class without @component', async () => {
    const project = withSource(
      'build-no-component',
      "export class Plain {\n  @operation()\n  one(): string {\n    return 'one';\n  }\n}\n",
    );
    expect(await project.show('build', 'src/main.ts', '--engine', 'quickjs')).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      src/main.ts:3:14 - error AIRSSYS_WIT_NO_COMPONENT: Plain has no @component, nor has any class in this file

      2 |
      3 | export class Plain {
        |              ^~~~~
      4 |   @operation()

      hint: Write it before the class: @component({ id: 'acme:plain', version:
            '1.0.0' }).
      docs: airssys explain AIRSSYS_WIT_NO_COMPONENT

      error AIRSSYS_BUILD_SOURCE: 1 error in the sources

      "
    `);
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  it('two operations of one name', async () => {
    const project = withSource(
      'build-twice',
      "@component({ id: 'demo:twice', version: '1.0.0' })\nexport class Twice {\n  @operation()\n  getUrl(): string {\n    return '';\n  }\n  @operation()\n  getURL(): string {\n    return '';\n  }\n}\n",
    );
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      src/main.ts:10:3 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'getURL' and 'getUrl' in line 6 are both 'get-url' in WIT

       9 |   @operation()
      10 |   getURL(): string {
         |   ^~~~~~
      11 |     return '';

      hint: Rename one of them, or choose its name in WIT with @name.
      docs: airssys explain AIRSSYS_WIT_NAME_COLLISION

      error AIRSSYS_BUILD_SOURCE: 1 error in the sources

      "
    `);
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  it('a bad id and a bad version', async () => {
    const project = withSource(
      'build-bad-id',
      "@component({ id: 'Demo:Bad_Id', version: '1.0' })\nexport class Bad {\n  @operation()\n  one(): string {\n    return '';\n  }\n}\n",
    );
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      src/main.ts:3:18 - error AIRSSYS_WIT_ID: 'Demo:Bad_Id' is not a component id: the namespace 'Demo' is not kebab-case

      2 |
      3 | @component({ id: 'Demo:Bad_Id', version: '1.0' })
        |                  ^~~~~~~~~~~~~
      4 | export class Bad {

      hint: Lower-case words that start with a letter, joined by single dashes.
      docs: airssys explain AIRSSYS_WIT_ID

      src/main.ts:3:18 - error AIRSSYS_WIT_ID: 'Demo:Bad_Id' is not a component id: the name 'Bad_Id' is not kebab-case

      2 |
      3 | @component({ id: 'Demo:Bad_Id', version: '1.0' })
        |                  ^~~~~~~~~~~~~
      4 | export class Bad {

      hint: Lower-case words that start with a letter, joined by single dashes.
      docs: airssys explain AIRSSYS_WIT_ID

      src/main.ts:3:42 - error AIRSSYS_WIT_VERSION: '1.0' is not a semantic version

      2 |
      3 | @component({ id: 'Demo:Bad_Id', version: '1.0' })
        |                                          ^~~~~
      4 | export class Bad {

      hint: Three numbers, MAJOR.MINOR.PATCH, such as '1.0.0' or '1.0.0-beta.1'; see
            https://semver.org.
      docs: airssys explain AIRSSYS_WIT_VERSION

      error AIRSSYS_BUILD_SOURCE: 3 errors in the sources

      "
    `);
    expect(existsSync(project.path('dist'))).toBe(false);
  });

  it('a type error', async () => {
    const project = withSource(
      'build-type-error',
      "@component({ id: 'demo:type-error', version: '1.0.0' })\nexport class Wrong {\n  @operation()\n  one(): string {\n    return 1;\n  }\n}\n",
    );
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      src/main.ts:7:5 - error TS2322: Type 'number' is not assignable to type 'string'.

      6 |   one(): string {
      7 |     return 1;
        |     ^~~~~~
      8 |   }

      error AIRSSYS_BUILD_SOURCE: 1 error in the sources

      "
    `);
    expect(existsSync(project.path('dist'))).toBe(false);

    const { code, stdout, stderr } = await project.run(['build', '--engine', 'quickjs', '--json']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      error: {
        code: 'AIRSSYS_BUILD_SOURCE',
        data: {},
        diagnostics: [{ code: 'TS2322', line: 7, column: 5, severity: 'error' }],
      },
    });
  });

  it('an import of Node', async () => {
    const project = withSource(
      'build-node-import',
      "// @ts-expect-error there are no types\nimport { readFileSync } from 'node:fs';\n@component({ id: 'demo:node-import', version: '1.0.0' })\nexport class Wrong {\n  @operation()\n  one(): string {\n    return String(readFileSync('x'));\n  }\n}\n",
    );
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      src/main.ts:4:30 - error BUNDLE: Could not resolve "node:fs"

      3 | // @ts-expect-error there are no types
      4 | import { readFileSync } from 'node:fs';
        |                              ^~~~~~~~~
      5 | @component({ id: 'demo:node-import', version: '1.0.0' })

      hint: A component has no Node API. Use the clients of @airssys/sdk, such as
            files and storage.

      error AIRSSYS_BUILD_SOURCE: 1 error in the sources

      "
    `);
  });
});

describe('bad usage', () => {
  it('a missing file', async () => {
    const project = new Project('build-missing');
    expect(await project.show('build', 'src/nowhere.ts')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_BUILD_MISSING_FILE: There is no file src/nowhere.ts
      hint: Name the TypeScript file that holds the class with @component.

      "
    `);
    expect(await project.show('build', 'src/nowhere.ts', '--json')).toMatchInlineSnapshot(`
      "exit 2
      --- stdout
      {"error":{"code":"AIRSSYS_BUILD_MISSING_FILE","message":"There is no file src/nowhere.ts","hint":"Name the TypeScript file that holds the class with @component.","data":{"path":"<dir>/src/nowhere.ts"}}}
      "
    `);
    expect(await project.show('build', 'package.json')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_BUILD_CONFIG: package.json is not a TypeScript file
      hint: Name the .ts file that holds the class with @component.

      "
    `);
  });

  it('nothing to build, and too much', async () => {
    const project = new Project('build-nothing');
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is nothing to build
      hint: Looked for "airssys": { "entry": … } in package.json, and for a class with
            @component in src/*.ts. Name the file: airssys build <entry>.

      "
    `);
    project.fixture('sample.ts').fixture('sample.ts', 'src/other.ts');
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There are 2 components in src: src/other.ts,
        src/sample.ts
      hint: Name the one to build: airssys build <entry>. Or name it as "airssys": {
            "entry": … } in package.json.

      "
    `);
    project.write('package.json', '{');
    expect(await build(project)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: package.json is not JSON
      hint: Mend it, or name the file to build: airssys build <entry>.

      "
    `);
  });

  it('an engine that is not there, a folder that cannot be written', async () => {
    const project = new Project('build-usage').fixture('sample.ts');
    expect(await project.show('build', '--engine', 'v8')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: Option '--engine <name>' argument 'v8' is invalid.
        Allowed choices are starlingmonkey, quickjs
      hint: airssys build --help says more.

      "
    `);
    project.write('file', '');
    // The path's length decides where the lines are broken.
    const told = await project.show('build', '--engine', 'quickjs', '--out-dir', 'file');
    expect(told.replaceAll(/\s+/g, ' ')).toMatchInlineSnapshot(
      `"exit 2 --- stderr error AIRSSYS_BUILD_WRITE: The results could not be written to <dir>/file hint: See that the folder can be written, or name another one as outDir. "`,
    );
  });
});
