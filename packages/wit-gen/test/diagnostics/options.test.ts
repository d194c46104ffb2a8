import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const source = (text: string): string => workspace.report(workspace.source(text));
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));
const options = (text: string): string =>
  source(`import { component, operation } from '@airssys/sdk';
const size = Math.max(1, 2);
@component(${text})
export class Sample {
  @operation() run(): void {}
}
`);

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

    hint: Areas: filesystem, network, storage, messaging, process, environment,
          secrets, clock, random; or one of the host's own, as
          namespace:name.action.

    entry.ts:8:53 - error AIRSSYS_WIT_NOT_LITERAL: a permission is not a string literal

    7 | export class Sample {
    8 |   @requires('filesystem.read', 'teleport' as never, String('x') as never
      |                                                     ^~~~~~~~~~~~~~~~~~~~
    9 |   @operation() run(): void {}

    hint: The build reads it without running the code: write it in place, as in
          @requires('storage')."
  `);
});
