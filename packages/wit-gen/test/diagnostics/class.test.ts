import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzeComponent, formatDiagnostic } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const source = (text: string): string => workspace.report(workspace.source(text));
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

describe('the file and the class', () => {
  test('no SDK', () => {
    const directory = mkdtempSync(join(tmpdir(), 'airssys-'));
    const entry = join(directory, 'entry.ts');
    const text = "import { component } from '@airssys/sdk';\n@component({}) export class X {}\n";
    writeFileSync(entry, text);
    const { diagnostics } = analyzeComponent({ entry });
    rmSync(directory, { recursive: true });
    expect(diagnostics.map((one) => formatDiagnostic(one, text, { cwd: directory }))).toMatchInlineSnapshot(`
      [
        "entry.ts:1:27 - error AIRSSYS_WIT_SDK_MISSING: @airssys/sdk cannot be found from here

      1 | import { component } from '@airssys/sdk';
        |                           ^~~~~~~~~~~~~~
      2 | @component({}) export class X {}

      hint: Install it: npm install @airssys/sdk
      docs: airssys explain AIRSSYS_WIT_SDK_MISSING",
      ]
    `);
  });
  test('no such file', () => {
    expect(workspace.report(workspace.analyze('nowhere.ts'))).toMatchInlineSnapshot(`
      "nowhere.ts:1:1 - error AIRSSYS_WIT_ENTRY_MISSING: there is no such file, or it cannot be read
      hint: Pass the path of the file with the component class."
    `);
  });
  test('syntax error', () => {
    expect(source('export class {{\n')).toMatchInlineSnapshot(`
      "entry.ts:1:15 - error AIRSSYS_WIT_SYNTAX: Unexpected token. A constructor, method, accessor, or property was expected

      1 | export class {{
        |               ^
      2 |
      "
    `);
  });
  test('no component', () => {
    expect(source('// a file\n\nexport const x = 1;\n')).toMatchInlineSnapshot(`
      "entry.ts:1:1 - error AIRSSYS_WIT_NO_COMPONENT: no class with @component in this file

      1 | // a file
        | ^
      2 |

      hint: Write one and export it:
            @component({ id: 'acme:counter', version: '1.0.0' })
            export class Counter {
              @operation() increment(by: u32): u32 { … }
            }"
    `);
  });
  test('no component, at the class that was meant', () => {
    const helper = 'class Helper {}\n';
    const meant = 'export class WebShop {\n  @operation() run(): void {}\n}\n';
    expect(source(`import { operation } from '@airssys/sdk';\n${helper}${meant}`)).toMatchInlineSnapshot(`
      "entry.ts:3:14 - error AIRSSYS_WIT_NO_COMPONENT: WebShop has no @component, nor has any class in this file

      2 | class Helper {}
      3 | export class WebShop {
        |              ^~~~~~~
      4 |   @operation() run(): void {}

      hint: Write it before the class: @component({ id: 'acme:web-shop', version:
            '1.0.0' })."
    `);
  });
  test('a decorator of the same name from elsewhere does not count', () => {
    workspace.write('other.ts', 'export const component = (options: object) => (target: unknown) => {};\n');
    expect(source("import { component } from './other.ts';\n@component({}) export class X {}\n")).toContain(
      'NO_COMPONENT',
    );
  });
  test('two components', () => {
    const one = (name: string): string =>
      `@component({ id: 'acme:sample', version: '1.0.0' })\nexport class ${name} { @operation() run(): void {} }\n`;
    expect(source(`import { component, operation } from '@airssys/sdk';\n${one('First')}${one('Second')}`))
      .toMatchInlineSnapshot(`
      "entry.ts:5:14 - error AIRSSYS_WIT_SEVERAL_COMPONENTS: a second class with @component; the first is in line 3

      4 | @component({ id: 'acme:sample', version: '1.0.0' })
      5 | export class Second { @operation() run(): void {} }
        |              ^~~~~~
      6 |

      hint: One file builds one component: move this class to a file of its own."
    `);
  });
  test('not exported, abstract, generic, with a constructor that wants something', () => {
    expect(
      source(`import { component, operation } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
abstract class Sample<T> {
  constructor(readonly optional: number = 1, readonly path: string) {}
  @operation() run(): void {}
}
`),
    ).toMatchInlineSnapshot(`
      "entry.ts:3:16 - error AIRSSYS_WIT_NOT_EXPORTED: Sample is not exported

      2 | @component({ id: 'acme:sample', version: '1.0.0' })
      3 | abstract class Sample<T> {
        |                ^~~~~~
      4 |   constructor(readonly optional: number = 1, readonly path: string) {}

      hint: Write: export class Sample.

      entry.ts:3:16 - error AIRSSYS_WIT_CONSTRUCTOR: Sample is abstract

      2 | @component({ id: 'acme:sample', version: '1.0.0' })
      3 | abstract class Sample<T> {
        |                ^~~~~~
      4 |   constructor(readonly optional: number = 1, readonly path: string) {}

      hint: The runtime makes the instance: drop \`abstract\`.

      entry.ts:3:16 - error AIRSSYS_WIT_CONSTRUCTOR: Sample is generic

      2 | @component({ id: 'acme:sample', version: '1.0.0' })
      3 | abstract class Sample<T> {
        |                ^~~~~~
      4 |   constructor(readonly optional: number = 1, readonly path: string) {}

      hint: Drop the type parameters: nobody can choose them.

      entry.ts:4:46 - error AIRSSYS_WIT_CONSTRUCTOR: the constructor of Sample has a required parameter

      3 | abstract class Sample<T> {
      4 |   constructor(readonly optional: number = 1, readonly path: string) {}
        |                                              ^~~~~~~~~~~~~~~~~~~~~
      5 |   @operation() run(): void {}

      hint: The runtime calls it without arguments. Read configuration in a method
            with @onInitialize()."
    `);
  });
  test('nothing offered', () => {
    expect(members('  start(): void {}')).toMatchInlineSnapshot(`
      "entry.ts:7:14 - error AIRSSYS_WIT_NO_OPERATIONS: Sample offers nothing: it has no operation and takes neither messages nor requests

      6 | @component({ id: 'acme:sample', version: '1.0.0' })
      7 | export class Sample {
        |              ^~~~~~
      8 |   start(): void {}

      hint: Mark a method with @operation(), or one that takes messages with
            @onMessage(), or HTTP requests with @onRequest()."
    `);
  });
});
