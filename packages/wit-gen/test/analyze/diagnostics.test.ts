import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Analysis, analyzeComponent, DIAGNOSTIC_CODES, formatDiagnostic } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const seen = new Set<string>();

function report(analysis: Analysis): string {
  for (const { code } of analysis.diagnostics) seen.add(code);
  const hasErrors = analysis.diagnostics.some((one) => one.severity === 'error');
  expect(analysis.model === undefined).toBe(hasErrors);
  return workspace.report(analysis);
}

const source = (text: string): string => report(workspace.source(text));
const members = (text: string, declarations?: string): string => report(workspace.members(text, declarations));
const options = (text: string): string =>
  source(`import { component, operation } from '@airssys/sdk';
const size = Math.max(1, 2);
@component(${text})
export class Sample {
  @operation() run(): void {}
}
`);

describe('the file and the class', () => {
  test('no SDK', () => {
    const directory = mkdtempSync(join(tmpdir(), 'airssys-'));
    const entry = join(directory, 'entry.ts');
    const text = "import { component } from '@airssys/sdk';\n@component({}) export class X {}\n";
    writeFileSync(entry, text);
    const { diagnostics } = analyzeComponent({ entry });
    rmSync(directory, { recursive: true });
    for (const { code } of diagnostics) seen.add(code);
    expect(diagnostics.map((one) => formatDiagnostic(one, text, { cwd: directory }))).toMatchInlineSnapshot(`
      [
        "entry.ts:1:27 - error AIRSSYS_WIT_SDK_MISSING: @airssys/sdk cannot be found from here

      1 | import { component } from '@airssys/sdk';
        |                           ^~~~~~~~~~~~~~
      2 | @component({}) export class X {}

      hint: Install it: npm install @airssys/sdk",
      ]
    `);
  });
  test('no such file', () => {
    expect(report(workspace.analyze('nowhere.ts'))).toMatchInlineSnapshot(`
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
      "entry.ts:7:14 - error AIRSSYS_WIT_NO_OPERATIONS: Sample offers nothing: it has no operation and no message hook

      6 | @component({ id: 'acme:sample', version: '1.0.0' })
      7 | export class Sample {
        |              ^~~~~~
      8 |   start(): void {}

      hint: Mark a method with @operation(), or one that takes messages with
            @onMessage()."
    `);
  });
});

describe('options', () => {
  test('every problem at once', () => {
    expect(
      options(`{
  id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String(size),
  limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },
}`),
    ).toMatchInlineSnapshot(`
      "entry.ts:4:7 - error AIRSSYS_WIT_ID: 'Acme:x' is not a component id: the namespace 'Acme' is not kebab-case

      3 | @component({
      4 |   id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String
        |       ^~~~~~~~
      5 |   limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },

      hint: Lower-case words that start with a letter, joined by single dashes.

      entry.ts:4:7 - error AIRSSYS_WIT_ID: 'Acme:x' is not a component id: the name is 1 long

      3 | @component({
      4 |   id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String
        |       ^~~~~~~~
      5 |   limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },

      hint: Names have 3 to 64 characters.

      entry.ts:4:26 - error AIRSSYS_WIT_VERSION: 'v1' is not a semantic version

      3 | @component({
      4 |   id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String
        |                          ^~~~
      5 |   limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },

      hint: Three numbers, MAJOR.MINOR.PATCH, such as '1.0.0' or '1.0.0-beta.1'; see
            https://semver.org.

      entry.ts:4:32 - error AIRSSYS_WIT_OPTION: there is no option 'colour'

      3 | @component({
      4 |   id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String
        |                                ^~~~~~
      5 |   limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },

      hint: Options: id, version, description, author, license, stateful, limits.

      entry.ts:4:55 - error AIRSSYS_WIT_OPTION: author is a number

      3 |
      4 | our: 'red', author: 3, license: String(size),
        |                     ^
      5 | 024, maxFuel: size, timeoutMs: 1.5 },

      hint: Write a string.

      entry.ts:4:67 - error AIRSSYS_WIT_NOT_LITERAL: license is not a literal

      3 |
      4 | author: 3, license: String(size),
        |                     ^~~~~~~~~~~~
      5 | : size, timeoutMs: 1.5 },

      hint: The build reads it without running the code: write a literal, or a
            \`const\` that holds one.

      entry.ts:5:29 - error AIRSSYS_WIT_LIMIT: limits.maxMemoryBytes is 65536

      4 |   id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String
      5 |   limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },
        |                             ^~~~~~~~~
      6 | })

      hint: A whole number of bytes from 512 KiB (512 * 1024) to 4 GiB.

      entry.ts:5:49 - error AIRSSYS_WIT_NOT_LITERAL: limits.maxFuel is not a literal

      4 |   id: 'Acme:x', version: 'v1', colour: 'red', author: 3, license: String
      5 |   limits: { maxMemoryBytes: 64 * 1024, maxFuel: size, timeoutMs: 1.5 },
        |                                                 ^~~~
      6 | })

      hint: The build reads it without running the code: write a literal, or a
            \`const\` that holds one.

      entry.ts:5:66 - error AIRSSYS_WIT_LIMIT: limits.timeoutMs is 1.5

      4 |  author: 3, license: String(size),
      5 | l: size, timeoutMs: 1.5 },
        |                     ^~~
      6 |

      hint: A whole number, 1 or more; leave it out for the default of the host."
    `);
  });
  test('not an object, or without what is required', () => {
    expect(options('')).toMatchInlineSnapshot(`
      "entry.ts:3:2 - error AIRSSYS_WIT_NOT_LITERAL: @component takes an object literal

      2 | const size = Math.max(1, 2);
      3 | @component()
        |  ^~~~~~~~~~~
      4 | export class Sample {

      hint: Write the options in place: @component({ id: 'acme:counter', version:
            '1.0.0' })."
    `);
    expect(options('{}')).toMatchInlineSnapshot(`
      "entry.ts:3:12 - error AIRSSYS_WIT_OPTION: @component needs an id

      2 | const size = Math.max(1, 2);
      3 | @component({})
        |            ^~
      4 | export class Sample {

      hint: Add: id: 'acme:counter'.

      entry.ts:3:12 - error AIRSSYS_WIT_OPTION: @component needs a version

      2 | const size = Math.max(1, 2);
      3 | @component({})
        |            ^~
      4 | export class Sample {

      hint: Add: version: '1.0.0'."
    `);
  });
  test.each([
    ["'counter'", 'it is not namespace:name'],
    ["'a:b:ccc'", 'it is not namespace:name'],
    ["'acme:my_counter'", "the name 'my_counter' is not kebab-case"],
    ["'wasi:clocks'", 'that name is taken by the host'],
    ["'airssys:core'", 'that name is taken by the host'],
    ["'acme:ab'", 'the name is 2 long'],
    [`'acme:${'a'.repeat(65)}'`, 'the name is 65 long'],
    ["'a--b:counter'", "the namespace 'a--b' is not kebab-case"],
  ])('id %s', (id, reason) => {
    expect(options(`{ id: ${id}, version: '1.0.0' }`)).toContain(reason);
  });
  test.each(['1', '1.0', '01.0.0', '1.0.0-', '1.0.0-01', 'v1.0.0', '1.0.0+', '1.0.0 '])('version %s', (version) => {
    expect(options(`{ id: 'acme:sample', version: '${version}' }`)).toContain('AIRSSYS_WIT_VERSION');
  });
});

test('permissions', () => {
  expect(
    members(`  @requires('filesystem.read', 'teleport' as never, String('x') as never)
  @operation() run(): void {}`),
  ).toMatchInlineSnapshot(`
    "entry.ts:8:13 - error AIRSSYS_WIT_PERMISSION: 'filesystem.read' is not a permission: filesystem needs a pattern

    7 | export class Sample {
    8 |   @requires('filesystem.read', 'teleport' as never, String('x') as never
      |             ^~~~~~~~~~~~~~~~~
    9 |   @operation() run(): void {}

    hint: Say on what: filesystem.read:PATTERN.

    entry.ts:8:32 - error AIRSSYS_WIT_PERMISSION: 'teleport' is not a permission: there is no area 'teleport'

    7 | export class Sample {
    8 |   @requires('filesystem.read', 'teleport' as never, String('x') as never
      |                                ^~~~~~~~~~~~~~~~~~~
    9 |   @operation() run(): void {}

    hint: Areas: filesystem, network, storage, messaging, process, clock, random.

    entry.ts:8:53 - error AIRSSYS_WIT_NOT_LITERAL: a permission is not a string literal

    7 | export class Sample {
    8 |   @requires('filesystem.read', 'teleport' as never, String('x') as never
      |                                                     ^~~~~~~~~~~~~~~~~~~~
    9 |   @operation() run(): void {}

    hint: The build reads it without running the code: write it in place, as in
          @requires('storage')."
  `);
});

describe('operations', () => {
  test('of the wrong kind', () => {
    expect(
      members(`  @operation() static fixed(): void {}
  @operation() private inner(): void {}
  @operation() get size(): u32 { return 1; }
  @operation() arrow = (): void => {};
  @operation() 'in-quotes'(): void {}
  @operation called(): void {}`),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_OPERATION_KIND: the operation 'fixed' is static

      7 | export class Sample {
      8 |   @operation() static fixed(): void {}
        |                       ^~~~~
      9 |   @operation() private inner(): void {}

      hint: Operations are called on the instance: drop \`static\`.

      entry.ts:9:24 - error AIRSSYS_WIT_OPERATION_KIND: the operation 'inner' is private

       8 |   @operation() static fixed(): void {}
       9 |   @operation() private inner(): void {}
         |                        ^~~~~
      10 |   @operation() get size(): u32 { return 1; }

      hint: Callers are outside of the class: drop \`private\`.

      entry.ts:10:20 - error AIRSSYS_WIT_OPERATION_KIND: the operation 'size' is a getter or setter

       9 |   @operation() private inner(): void {}
      10 |   @operation() get size(): u32 { return 1; }
         |                    ^~~~
      11 |   @operation() arrow = (): void => {};

      hint: Make it a method: getSize().

      entry.ts:11:16 - error AIRSSYS_WIT_OPERATION_KIND: the operation 'arrow' is a property

      10 |   @operation() get size(): u32 { return 1; }
      11 |   @operation() arrow = (): void => {};
         |                ^~~~~
      12 |   @operation() 'in-quotes'(): void {}

      hint: Make it a method: arrow() { … }.

      entry.ts:12:16 - error AIRSSYS_WIT_OPERATION_KIND: the operation ''in-quotes'' is named by an expression or a string

      11 |   @operation() arrow = (): void => {};
      12 |   @operation() 'in-quotes'(): void {}
         |                ^~~~~~~~~~~
      13 |   @operation called(): void {}

      hint: Give it a plain name.

      entry.ts:13:3 - error AIRSSYS_WIT_DECORATOR: @operation is not called

      12 |   @operation() 'in-quotes'(): void {}
      13 |   @operation called(): void {}
         |   ^~~~~~~~~~
      14 | }

      hint: Write @operation()."
    `);
  });
  test('async', () => {
    expect(
      members(
        '  @operation() async load(): Promise<u32> { return 1; }\n  @operation() later(): Promise<void> { throw 1; }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:30 - error AIRSSYS_WIT_OPERATION_ASYNC: the operation 'load' is async

      7 | export class Sample {
      8 |   @operation() async load(): Promise<u32> { return 1; }
        |                              ^~~~~~~~~~~~
      9 |   @operation() later(): Promise<void> { throw 1; }

      hint: Host calls are synchronous inside a component: drop \`async\` and return
            the value.

      entry.ts:9:25 - error AIRSSYS_WIT_OPERATION_ASYNC: the operation 'later' is declared to return a promise

       8 |   @operation() async load(): Promise<u32> { return 1; }
       9 |   @operation() later(): Promise<void> { throw 1; }
         |                         ^~~~~~~~~~~~~
      10 | }

      hint: Host calls are synchronous inside a component: drop \`async\` and return
            the value."
    `);
  });
  test('generic and overloaded', () => {
    expect(
      members(`  @operation() same<T>(value: T): T { return value; }
  many(a: string): void;
  many(a: u32): void;
  @operation() many(a: string | u32): void {}`),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:16 - error AIRSSYS_WIT_OPERATION_GENERIC: the operation 'same' has type parameters

      7 | export class Sample {
      8 |   @operation() same<T>(value: T): T { return value; }
        |                ^~~~
      9 |   many(a: string): void;

      hint: Callers in other languages choose no types: write the types that it
            takes.

      entry.ts:11:16 - error AIRSSYS_WIT_OPERATION_OVERLOADED: the operation 'many' is overloaded

      10 |   many(a: u32): void;
      11 |   @operation() many(a: string | u32): void {}
         |                ^~~~
      12 | }

      hint: WIT has one signature per name: make operations of different names, or
            take a union."
    `);
  });
  test('in a base class', () => {
    const analysis = workspace.source(`import { component, operation } from '@airssys/sdk';
class Base { @operation() shared(): void {} }
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample extends Base { @operation() own(): void {} }
`);
    expect(report(analysis)).toMatchInlineSnapshot(`
      "entry.ts:4:29 - error AIRSSYS_WIT_OPERATION_INHERITED: 'shared' of the base class Base is marked, but only marks in the component class count

      3 | @component({ id: 'acme:sample', version: '1.0.0' })
      4 | export class Sample extends Base { @operation() own(): void {} }
        |                             ^~~~
      5 |

      hint: Declare it here, with the mark, and call super in it."
    `);
  });
  test('parameters', () => {
    expect(members('  @operation() run({ a }: { a: string }, ...rest: string[]): void {}')).toMatchInlineSnapshot(`
      "entry.ts:8:20 - error AIRSSYS_WIT_PARAMETER: a parameter of 'run' has no name

      7 | export class Sample {
      8 |   @operation() run({ a }: { a: string }, ...rest: string[]): void {}
        |                    ^~~~~~~~~~~~~~~~~~~~
      9 | }

      hint: Its name is part of the interface: name it, and take it apart in the
            body.

      entry.ts:8:42 - error AIRSSYS_WIT_PARAMETER: 'rest' of 'run' is a rest parameter

      7 | export class Sample {
      8 |   @operation() run({ a }: { a: string }, ...rest: string[]): void {}
        |                                          ^~~~~~~~~~~~~~~~~
      9 | }

      hint: WIT has a fixed number of parameters: take an array, rest: T[]."
    `);
  });
  test('an inferred result is a warning', () => {
    expect(members('  @operation() count() { return 12; }')).toMatchInlineSnapshot(`
      "entry.ts:8:16 - warning AIRSSYS_WIT_RESULT_INFERRED: the result type of 'count' is not written down

      7 | export class Sample {
      8 |   @operation() count() { return 12; }
        |                ^~~~~
      9 | }

      hint: It is part of the component's interface: write \`: number\` after the
            parameters."
    `);
  });
  test('hooks', () => {
    expect(
      members(`  @onInitialize() one(): void {}
  @onInitialize() two(): void {}
  @onHealth() static three(): 'healthy' { return 'healthy'; }
  @operation() run(): void {}`),
    ).toMatchInlineSnapshot(`
      "entry.ts:9:19 - error AIRSSYS_WIT_HOOK: a second method with @onInitialize; the first is 'one' in line 8

       8 |   @onInitialize() one(): void {}
       9 |   @onInitialize() two(): void {}
         |                   ^~~
      10 |   @onHealth() static three(): 'healthy' { return 'healthy'; }

      hint: Keep one, and call the other from it.

      entry.ts:10:22 - error AIRSSYS_WIT_HOOK: @onHealth is not on a method of the instance

       9 |   @onInitialize() two(): void {}
      10 |   @onHealth() static three(): 'healthy' { return 'healthy'; }
         |                      ^~~~~
      11 |   @operation() run(): void {}

      hint: The runtime calls it on the instance: make it a method with a plain
            name."
    `);
  });
});

describe('names', () => {
  test('that WIT cannot have', () => {
    expect(
      members(
        '  @operation() größe(a: Größe, $: u32, level: "1st" | "ok"): void {}\n  @operation() ok2(a: Größe, $: u32, level: "1st" | "ok"): void {}',
        'interface Größe { wert: u32 }\ninterface Kind { naïve: u32 }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:5:11 - error AIRSSYS_WIT_NAME: 'Größe' is not a name in WIT

      4 | } from '@airssys/sdk';
      5 | interface Größe { wert: u32 }
        |           ^~~~~
      6 | interface Kind { naïve: u32 }

      hint: WIT names are words of ASCII letters and digits that start with a
            letter: rename the type.

      entry.ts:9:16 - error AIRSSYS_WIT_NAME: the operation 'größe' has no name in WIT

       8 | export class Sample {
       9 |   @operation() größe(a: Größe, $: u32, level: "1st" | "ok"): void {}
         |                ^~~~~
      10 |   @operation() ok2(a: Größe, $: u32, level: "1st" | "ok"): void {}

      hint: WIT names are words of ASCII letters and digits that start with a
            letter: rename the method.

      entry.ts:10:30 - error AIRSSYS_WIT_NAME: the parameter '$' has no name in WIT

       9 |   @operation() größe(a: Größe, $: u32, level: "1st" | "ok"): void {}
      10 |   @operation() ok2(a: Größe, $: u32, level: "1st" | "ok"): void {}
         |                              ^
      11 | }

      hint: WIT names are words of ASCII letters and digits that start with a
            letter: rename it.

      entry.ts:10:45 - error AIRSSYS_WIT_NAME: the case '1st' of Ok2Level has no name in WIT

       9 |   @operation() größe(a: Größe, $: u32, level: "1st" | "ok"): void {}
      10 |   @operation() ok2(a: Größe, $: u32, level: "1st" | "ok"): void {}
         |                                             ^~~~~
      11 | }

      hint: WIT names are words of ASCII letters and digits that start with a
            letter.
            Rename it, or use a TypeScript enum: its members have names beside their
            values."
    `);
    expect(members('  @operation() run(a: Kind): void {}', 'interface Kind { naïve: u32 }')).toMatchInlineSnapshot(`
      "entry.ts:5:18 - error AIRSSYS_WIT_NAME: field 'naïve' of Kind has no name in WIT

      4 | } from '@airssys/sdk';
      5 | interface Kind { naïve: u32 }
        |                  ^~~~~
      6 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: WIT names are words of ASCII letters and digits that start with a
            letter: rename it."
    `);
  });
  test('that are the same in WIT', () => {
    workspace.write('other.ts', 'export interface Order { other: string }\n');
    expect(
      members(
        `  @operation() getURL(): void {}
  @operation() get_url(userId: string, user_id: string): void {}
  @operation() fields(a: Clash, b: 'aB' | 'a-b'): void {}
  @operation() types(a: Order, b: other.Order): void {}
  @operation() order(): void {}`,
        `import type * as other from './other.ts';
interface Clash { userId: string; user_id: string }
interface Order { id: string }`,
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:6:35 - error AIRSSYS_WIT_NAME_COLLISION: the fields 'userId' and 'user_id' of Clash are both 'user-id' in WIT

      5 | import type * as other from './other.ts';
      6 | interface Clash { userId: string; user_id: string }
        |                                   ^~~~~~~
      7 | interface Order { id: string }

      hint: Rename one of them.

      entry.ts:11:16 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'get_url' and 'getURL' in line 10 are both 'get-url' in WIT

      10 |   @operation() getURL(): void {}
      11 |   @operation() get_url(userId: string, user_id: string): void {}
         |                ^~~~~~~
      12 |   @operation() fields(a: Clash, b: 'aB' | 'a-b'): void {}

      hint: Rename one of them.

      entry.ts:12:36 - error AIRSSYS_WIT_NAME_COLLISION: the cases 'aB' and 'a-b' of FieldsB are both 'a-b' in WIT

      11 |   @operation() get_url(userId: string, user_id: string): void {}
      12 |   @operation() fields(a: Clash, b: 'aB' | 'a-b'): void {}
         |                                    ^~~~~~~~~~~~
      13 |   @operation() types(a: Order, b: other.Order): void {}

      hint: Rename one of them.

      entry.ts:14:16 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'order' and the type 'Order' are both 'order' in WIT

      13 |   @operation() types(a: Order, b: other.Order): void {}
      14 |   @operation() order(): void {}
         |                ^~~~~
      15 | }

      hint: An interface has its types and operations side by side: rename one, such
            as getOrder.

      other.ts:1:18 - error AIRSSYS_WIT_NAME_COLLISION: 'Order' and 'Order' (entry.ts, line 7) are both 'order' in WIT

      1 | export interface Order { other: string }
        |                  ^~~~~
      2 |

      hint: Rename one of the two types. A type without a name is called after its
            place: give it one."
    `);
  });
});

describe('types, each where it is declared', () => {
  test('any, unknown, object, and what cannot be found', () => {
    expect(
      members(
        `  @operation() params(a: any, b: unknown, c: object, d: Json): void {}
  @operation() result(): Holder { throw 1; }
  @operation() missing(a: Nowhere, b?: Gone): void {}`,
        `import type { Gone } from './gone.ts';
type Json = any;
interface Holder { fine: string; inner: Inner }
interface Inner {
  values: any[];
}`,
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:9:11 - error AIRSSYS_WIT_TYPE_ANY: an element of field 'values' of Inner is any

       8 | interface Inner {
       9 |   values: any[];
         |           ^~~~~
      10 | }

      hint: Callers must know what to pass: declare the type that it has.

      entry.ts:13:26 - error AIRSSYS_WIT_TYPE_ANY: parameter 'a' of 'params' is any

      12 | export class Sample {
      13 |   @operation() params(a: any, b: unknown, c: object, d: Json): void {}
         |                          ^~~
      14 |   @operation() result(): Holder { throw 1; }

      hint: Callers must know what to pass: declare the type that it has.

      entry.ts:13:34 - error AIRSSYS_WIT_TYPE_ANY: parameter 'b' of 'params' is unknown

      12 | export class Sample {
      13 |   @operation() params(a: any, b: unknown, c: object, d: Json): void {}
         |                                  ^~~~~~~
      14 |   @operation() result(): Holder { throw 1; }

      hint: Declare the type that it has; for any JSON use string (JSON.stringify).

      entry.ts:13:46 - error AIRSSYS_WIT_TYPE_ANY: parameter 'c' of 'params' is object

      12 | export class Sample {
      13 |   @operation() params(a: any, b: unknown, c: object, d: Json): void {}
         |                                              ^~~~~~
      14 |   @operation() result(): Holder { throw 1; }

      hint: Declare an interface with the fields that it has.

      entry.ts:13:57 - error AIRSSYS_WIT_TYPE_ANY: parameter 'd' of 'params' is any

      12 |
      13 | nown, c: object, d: Json): void {}
         |                     ^~~~
      14 | row 1; }

      hint: Callers must know what to pass: declare the type that it has.

      entry.ts:15:27 - error AIRSSYS_WIT_TYPE_UNRESOLVED: parameter 'a' of 'missing' is 'Nowhere', which cannot be found

      14 |   @operation() result(): Holder { throw 1; }
      15 |   @operation() missing(a: Nowhere, b?: Gone): void {}
         |                           ^~~~~~~
      16 | }

      hint: Check the import; \`npx tsc --noEmit\` says more.

      entry.ts:15:40 - error AIRSSYS_WIT_TYPE_UNRESOLVED: parameter 'b' of 'missing' is 'Gone', which cannot be found

      14 |   @operation() result(): Holder { throw 1; }
      15 |   @operation() missing(a: Nowhere, b?: Gone): void {}
         |                                        ^~~~
      16 | }

      hint: Check the import; \`npx tsc --noEmit\` says more."
    `);
  });
  test('bigint', () => {
    expect(members('  @operation() sum(values: bigint[]): bigint { return 1n; }')).toMatchInlineSnapshot(`
      "entry.ts:8:28 - error AIRSSYS_WIT_TYPE_BIGINT: an element of parameter 'values' of 'sum' is bigint, whose sign and range are open

      7 | export class Sample {
      8 |   @operation() sum(values: bigint[]): bigint { return 1n; }
        |                            ^~~~~~~~
      9 | }

      hint: Say which integer it is: u64 (0 and up) or s64 (with sign), imported
            from '@airssys/sdk'.

      entry.ts:8:39 - error AIRSSYS_WIT_TYPE_BIGINT: the result of 'sum' is bigint, whose sign and range are open

      7 | export class Sample {
      8 |   @operation() sum(values: bigint[]): bigint { return 1n; }
        |                                       ^~~~~~
      9 | }

      hint: Say which integer it is: u64 (0 and up) or s64 (with sign), imported
            from '@airssys/sdk'."
    `);
  });
  test('literals', () => {
    expect(
      members(
        '  @operation() run(a: `x-${string}`, b: 1 | 2, c: true, d: 5, e: 1n, f: Computed): void {}',
        "enum Computed { A = 'abc'.length, B = 2 }",
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'a' of 'run' is the template type \`x-\${string}\`

      7 | export class Sample {
      8 |   @operation() run(a: \`x-\${string}\`, b: 1 | 2, c: true, d: 5, e: 1n, f:
        |                       ^~~~~~~~~~~~~
      9 | }

      hint: Use string, and check the form in the operation.

      entry.ts:8:41 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'b' of 'run' is a union of numbers

      7 | export class Sample {
      8 |   @operation() run(a: \`x-\${string}\`, b: 1 | 2, c: true, d: 5, e: 1n, f:
        |                                         ^~~~~
      9 | }

      hint: Use number or u32, or a TypeScript enum, whose members have names.

      entry.ts:8:51 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'c' of 'run' is always true

      7 | export class Sample {
      8 |   @operation() run(a: \`x-\${string}\`, b: 1 | 2, c: true, d: 5, e: 1n, f:
        |                                                   ^~~~
      9 | }

      hint: Use boolean.

      entry.ts:8:60 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'd' of 'run' is the number 5

      7 |
      8 |  1 | 2, c: true, d: 5, e: 1n, f: Computed): void {}
        |                     ^
      9 |

      hint: Use number or u32, or a TypeScript enum, whose members have names.

      entry.ts:8:66 - error AIRSSYS_WIT_TYPE_BIGINT: parameter 'e' of 'run' is 1n, whose sign and range are open

      7 |
      8 | , c: true, d: 5, e: 1n, f: Computed): void {}
        |                     ^~
      9 |

      hint: Say which integer it is: u64 (0 and up) or s64 (with sign), imported
            from '@airssys/sdk'.

      entry.ts:8:73 - error AIRSSYS_WIT_TYPE_LITERAL: a member of Computed has no literal value

      7 |
      8 | ue, d: 5, e: 1n, f: Computed): void {}
        |                     ^~~~~~~~
      9 |

      hint: Give every member of the enum a literal value."
    `);
  });
  test('nothing in it', () => {
    expect(members('  @operation() run(a: {}, b: never, c: undefined, d: [], e: null): never { throw 1; }'))
      .toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'a' of 'run' is {}, which has no fields

      7 | export class Sample {
      8 |   @operation() run(a: {}, b: never, c: undefined, d: [], e: null): never
        |                       ^~
      9 | }

      hint: WIT records have at least one field: declare the fields, or leave it
            out.

      entry.ts:8:30 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'b' of 'run' is never: no value has this type

      7 | export class Sample {
      8 |   @operation() run(a: {}, b: never, c: undefined, d: [], e: null): never
        |                              ^~~~~
      9 | }

      hint: Leave it out.

      entry.ts:8:40 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'c' of 'run' is undefined and carries nothing

      7 | export class Sample {
      8 |   @operation() run(a: {}, b: never, c: undefined, d: [], e: null): never
        |                                        ^~~~~~~~~
      9 | }

      hint: Leave it out, or write \`T | undefined\`.

      entry.ts:8:54 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'd' of 'run' is an empty tuple

      7 |
      8 | r, c: undefined, d: [], e: null): never { throw 1; }
        |                     ^~
      9 |

      hint: Leave it out, or give the tuple an element.

      entry.ts:8:61 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'e' of 'run' is null and carries nothing

      7 |
      8 | ndefined, d: [], e: null): never { throw 1; }
        |                     ^~~~
      9 |

      hint: Leave it out, or write \`T | null\`.

      entry.ts:8:68 - error AIRSSYS_WIT_TYPE_EMPTY: the result of 'run' is never: no value has this type

      7 |
      8 | d, d: [], e: null): never { throw 1; }
        |                     ^~~~~
      9 |

      hint: Leave it out."
    `);
  });
  test('null and undefined', () => {
    expect(
      members(
        '  @operation() run(a: Row, b: u32 | null = 1, c: u32 | null = null): void {}',
        'interface Row { name?: string | null }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:5:24 - error AIRSSYS_WIT_TYPE_NULLISH: field 'name' of Row may be both null and undefined

      4 | } from '@airssys/sdk';
      5 | interface Row { name?: string | null }
        |                        ^~~~~~~~~~~~~
      6 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: WIT has one way to be missing: keep \`T | undefined\` (or \`key?: T\`), or
            \`T | null\`.

      entry.ts:8:31 - error AIRSSYS_WIT_TYPE_NULLISH: parameter 'b' of 'run' may be null and has a default besides

      7 | export class Sample {
      8 |   @operation() run(a: Row, b: u32 | null = 1, c: u32 | null = null): voi
        |                               ^~~~~~~~~~
      9 | }

      hint: WIT has one way to be missing: drop \`| null\`, or the default."
    `);
  });
  test('unions', () => {
    expect(
      members(
        '  @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same, e: "auto" | u32): void {}',
        `type Shape = { radius: number } | { side: number };
type Same = { kind: 'a'; x: u32 } | { kind: 'a'; y: u32 };`,
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:9:23 - error AIRSSYS_WIT_TYPE_UNION: parameter 'a' of 'run' is a union whose members cannot be told apart

       8 | export class Sample {
       9 |   @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same
         |                       ^~~~~~~~~~~~~~~
      10 | }

      hint: Make every member an object with a tag:
            { kind: 'text'; text: string } | { kind: 'count'; count: u32 }

      entry.ts:9:43 - error AIRSSYS_WIT_TYPE_UNION: parameter 'b' of 'run' is a union of objects that no property tells apart

       8 | export class Sample {
       9 |   @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same
         |                                           ^~~~~
      10 | }

      hint: Give every member a property with the same name and a literal of its
            own:
            { kind: 'circle'; radius: number } | { kind: 'square'; side: number }

      entry.ts:9:53 - error AIRSSYS_WIT_TYPE_UNION: parameter 'c' of 'run' is a union whose members cannot be told apart

       8 | export class Sample {
       9 |   @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same
         |                                                     ^~~~~~~~~~~
      10 | }

      hint: Make every member an object with a tag:
            { kind: 'text'; text: string } | { kind: 'count'; count: u32 }

      entry.ts:9:69 - error AIRSSYS_WIT_TYPE_UNION: parameter 'd' of 'run' is a union of objects that no property tells apart

       8 |
       9 |  c: u32 | u32[], d: Same, e: "auto" | u32): void {}
         |                     ^~~~
      10 |

      hint: Give every member a property with the same name and a literal of its
            own:
            { kind: 'circle'; radius: number } | { kind: 'square'; side: number }

      entry.ts:9:78 - error AIRSSYS_WIT_TYPE_UNION: parameter 'e' of 'run' is a union whose members cannot be told apart

       8 |
       9 |  u32[], d: Same, e: "auto" | u32): void {}
         |                     ^~~~~~~~~~~~
      10 |

      hint: Make every member an object with a tag:
            { kind: 'text'; text: string } | { kind: 'count'; count: u32 }"
    `);
  });
  test('recursion, direct, through others, and endless', () => {
    expect(
      members(
        '  @operation() run(a: Tree, b: Expression, c: Nest<u32>, d: Lists, e: Pairs, f: Chain): void {}',
        `interface Tree { children?: Tree[] }
type Expression = { op: 'number'; value: number } | { op: 'sum'; left: Operand; right: Operand };
interface Operand { of: Expression }
interface Nest<T> { value: T; inner?: Nest<T[]> }
type Lists = Lists[];
type Pairs = [Pairs | undefined];
type Chain = { next: Result<Chain, string> };`,
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:5:29 - error AIRSSYS_WIT_TYPE_RECURSIVE: an element of field 'children' of Tree makes 'Tree' contain itself

      4 | } from '@airssys/sdk';
      5 | interface Tree { children?: Tree[] }
        |                             ^~~~~~
      6 | type Expression = { op: 'number'; value: number } | { op: 'sum'; left: O

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:7:25 - error AIRSSYS_WIT_TYPE_RECURSIVE: field 'of' of Operand makes 'Expression' contain itself

      6 | type Expression = { op: 'number'; value: number } | { op: 'sum'; left: O
      7 | interface Operand { of: Expression }
        |                         ^~~~~~~~~~
      8 | interface Nest<T> { value: T; inner?: Nest<T[]> }

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:8:28 - error AIRSSYS_WIT_TYPE_RECURSIVE: 'Nest' contains itself, as another type on every level

      7 | interface Operand { of: Expression }
      8 | interface Nest<T> { value: T; inner?: Nest<T[]> }
        |                            ^
      9 | type Lists = Lists[];

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:8:39 - error AIRSSYS_WIT_TYPE_RECURSIVE: 'Nest' contains itself, as another type on every level

      7 | interface Operand { of: Expression }
      8 | interface Nest<T> { value: T; inner?: Nest<T[]> }
        |                                       ^~~~~~~~~
      9 | type Lists = Lists[];

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:11:22 - error AIRSSYS_WIT_TYPE_RECURSIVE: the value of field 'next' of Chain makes 'Chain' contain itself

      10 | type Pairs = [Pairs | undefined];
      11 | type Chain = { next: Result<Chain, string> };
         |                      ^~~~~~~~~~~~~~~~~~~~~
      12 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:14:61 - error AIRSSYS_WIT_TYPE_RECURSIVE: an element of parameter 'd' of 'run' makes 'Lists' contain itself

      13 |
      14 | n, c: Nest<u32>, d: Lists, e: Pairs, f: Chain): void {}
         |                     ^~~~~
      15 |

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:14:71 - error AIRSSYS_WIT_TYPE_RECURSIVE: element 1 of parameter 'e' of 'run' makes 'Pairs' contain itself

      13 |
      14 | <u32>, d: Lists, e: Pairs, f: Chain): void {}
         |                     ^~~~~
      15 |

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id."
    `);
  });
  test('functions, symbols and classes', () => {
    expect(
      members(
        '  @operation() run(a: () => void, b: symbol, c: Point, d: RegExp, e: Error, f: { go(): void }, g: typeof Point): void {}',
        'class Point { x = 1; }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_TYPE_FUNCTION: parameter 'a' of 'run' is a function

      7 | export class Sample {
      8 |   @operation() run(a: () => void, b: symbol, c: Point, d: RegExp, e: Err
        |                       ^~~~~~~~~~
      9 | }

      hint: Data crosses the boundary, functions do not: offer an operation, or
            leave it out with Omit<…>.

      entry.ts:8:38 - error AIRSSYS_WIT_TYPE_FUNCTION: parameter 'b' of 'run' is a symbol, which exists in one program only

      7 | export class Sample {
      8 |   @operation() run(a: () => void, b: symbol, c: Point, d: RegExp, e: Err
        |                                      ^~~~~~
      9 | }

      hint: Use a string.

      entry.ts:8:49 - error AIRSSYS_WIT_TYPE_CLASS: parameter 'c' of 'run' is an instance of the class Point

      7 | export class Sample {
      8 |   @operation() run(a: () => void, b: symbol, c: Point, d: RegExp, e: Err
        |                                                 ^~~~~
      9 | }

      hint: Only data crosses the boundary, methods would be lost: declare an
            interface with the fields.

      entry.ts:8:59 - error AIRSSYS_WIT_TYPE_CLASS: parameter 'd' of 'run' is RegExp

      7 |
      8 | ymbol, c: Point, d: RegExp, e: Error, f: { go(): void }, g: typeof Point
        |                     ^~~~~~
      9 |

      hint: Use string for its source.

      entry.ts:8:70 - error AIRSSYS_WIT_TYPE_CLASS: parameter 'e' of 'run' is Error

      7 |
      8 | oint, d: RegExp, e: Error, f: { go(): void }, g: typeof Point): void {}
        |                     ^~~~~
      9 |

      hint: Use Result<T, E> with an error type of your own.

      entry.ts:8:82 - error AIRSSYS_WIT_TYPE_FUNCTION: field 'go' of RunF is a function

      7 |
      8 | Exp, e: Error, f: { go(): void }, g: typeof Point): void {}
        |                     ^~~~~~~~~~
      9 |

      hint: Data crosses the boundary, functions do not: offer an operation, or
            leave it out with Omit<…>.

      entry.ts:8:99 - error AIRSSYS_WIT_TYPE_FUNCTION: parameter 'g' of 'run' is a function

      7 |
      8 |  { go(): void }, g: typeof Point): void {}
        |                     ^~~~~~~~~~~~
      9 |

      hint: Data crosses the boundary, functions do not: offer an operation, or
            leave it out with Omit<…>."
    `);
  });
  test('open keys that are not strings, or not alone', () => {
    expect(
      members(
        '  @operation() run(a: { [key: number]: string }, b: Both, c: Record<`x-${string}`, u32>): void {}',
        'interface Both { name: string; [key: string]: string }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_TYPE_KEYS: parameter 'a' of 'run' is { [key: number]: string; }, whose open keys are not plain strings

      7 | export class Sample {
      8 |   @operation() run(a: { [key: number]: string }, b: Both, c: Record<\`x-$
        |                       ^~~~~~~~~~~~~~~~~~~~~~~~~
      9 | }

      hint: Use Map<K, V>, or string for the keys.

      entry.ts:8:53 - error AIRSSYS_WIT_TYPE_KEYS: parameter 'b' of 'run' is Both, with keys of its own beside open ones

      7 | export class Sample {
      8 |   @operation() run(a: { [key: number]: string }, b: Both, c: Record<\`x-$
        |                                                     ^~~~
      9 | }

      hint: WIT has fields or entries, not both: put the open keys into a field of
            their own.

      entry.ts:8:62 - error AIRSSYS_WIT_TYPE_KEYS: parameter 'c' of 'run' is Record<\`x-\${string}\`, u32>, whose open keys are not plain strings

      7 |
      8 | ring }, b: Both, c: Record<\`x-\${string}\`, u32>): void {}
        |                     ^~~~~~~~~~~~~~~~~~~~~~~~~~
      9 |

      hint: Use Map<K, V>, or string for the keys."
    `);
  });
  test('buffers without a counterpart', () => {
    expect(members('  @operation() run(a: Uint8ClampedArray, b: ArrayBuffer): void {}')).toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_TYPE_CLASS: parameter 'a' of 'run' is Uint8ClampedArray<ArrayBufferLike>

      7 | export class Sample {
      8 |   @operation() run(a: Uint8ClampedArray, b: ArrayBuffer): void {}
        |                       ^~~~~~~~~~~~~~~~~
      9 | }

      hint: Use Uint8Array: clamped or not is lost on the way.

      entry.ts:8:45 - error AIRSSYS_WIT_TYPE_CLASS: parameter 'b' of 'run' is ArrayBuffer

      7 | export class Sample {
      8 |   @operation() run(a: Uint8ClampedArray, b: ArrayBuffer): void {}
        |                                             ^~~~~~~~~~~
      9 | }

      hint: Use Uint8Array."
    `);
  });
  test('what comes later', () => {
    expect(members('  @operation() field(a: Later): void {}', 'interface Later { value: Promise<string> }'))
      .toMatchInlineSnapshot(`
        "entry.ts:5:26 - error AIRSSYS_WIT_TYPE_LATER: field 'value' of Later is Promise<string>

        4 | } from '@airssys/sdk';
        5 | interface Later { value: Promise<string> }
          |                          ^~~~~~~~~~~~~~~
        6 | @component({ id: 'acme:sample', version: '1.0.0' })

        hint: Not mapped yet: use the value itself; host calls are synchronous inside
              a component."
      `);
  });
  test('tuples', () => {
    expect(members('  @operation() run(a: [string, u32?], b: [string, ...u32[]]): void {}')).toMatchInlineSnapshot(`
      "entry.ts:8:23 - error AIRSSYS_WIT_TYPE_TUPLE: parameter 'a' of 'run' has optional or rest elements

      7 | export class Sample {
      8 |   @operation() run(a: [string, u32?], b: [string, ...u32[]]): void {}
        |                       ^~~~~~~~~~~~~~
      9 | }

      hint: WIT tuples have a fixed number of elements. Use an array, or \`T |
            undefined\` for an element that may miss.

      entry.ts:8:42 - error AIRSSYS_WIT_TYPE_TUPLE: parameter 'b' of 'run' has optional or rest elements

      7 | export class Sample {
      8 |   @operation() run(a: [string, u32?], b: [string, ...u32[]]): void {}
        |                                          ^~~~~~~~~~~~~~~~~~
      9 | }

      hint: WIT tuples have a fixed number of elements. Use an array, or \`T |
            undefined\` for an element that may miss."
    `);
  });
  test('type parameters of the class', () => {
    const text = `import { component, operation } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample<T> { @operation() run(a: T): void {} }
`;
    expect(source(text)).toMatchInlineSnapshot(`
      "entry.ts:3:14 - error AIRSSYS_WIT_CONSTRUCTOR: Sample is generic

      2 | @component({ id: 'acme:sample', version: '1.0.0' })
      3 | export class Sample<T> { @operation() run(a: T): void {} }
        |              ^~~~~~
      4 |

      hint: Drop the type parameters: nobody can choose them.

      entry.ts:3:46 - error AIRSSYS_WIT_TYPE_UNSUPPORTED: parameter 'a' of 'run' is the type parameter T

      2 | @component({ id: 'acme:sample', version: '1.0.0' })
      3 | export class Sample<T> { @operation() run(a: T): void {} }
        |                                              ^
      4 |

      hint: WIT has no generics: write the type."
    `);
  });
  test('an order that the source does not give is a warning', () => {
    expect(members('  @operation() run(a: Side): void {}', "type Side = Lowercase<'Left' | 'Right' | 'Above'>;"))
      .toMatchInlineSnapshot(`
      "entry.ts:8:23 - warning AIRSSYS_WIT_CASE_ORDER: the cases of Side are computed, so they are in alphabetical order

      7 | export class Sample {
      8 |   @operation() run(a: Side): void {}
        |                       ^~~~
      9 | }

      hint: Their order is part of the binary interface. Write the union out to
            choose it."
    `);
  });
});

test('every code of the list has been seen above, and no other', () => {
  expect([...seen].sort()).toEqual(Object.keys(DIAGNOSTIC_CODES).sort());
});
