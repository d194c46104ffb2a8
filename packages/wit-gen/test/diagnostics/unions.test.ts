import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

describe('types, each where it is declared', () => {
  test('unions', () => {
    expect(
      members(
        '  @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same, e: "auto" | u32): void {}',
        `type Shape = { radius: number } | { side: number };
type Same = { kind: 'a'; x: u32 } | { kind: 'a'; y: u32 };`,
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:5:14 - error AIRSSYS_WIT_TYPE_UNION: parameter 'b' of 'run' is a union of objects that no property tells apart

      4 | } from '@airssys/sdk';
      5 | type Shape = { radius: number } | { side: number };
        |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      6 | type Same = { kind: 'a'; x: u32 } | { kind: 'a'; y: u32 };

      hint: Give every member a property with the same name and a literal of its
            own:
            { kind: 'circle'; radius: number } | { kind: 'square'; side: number }

      entry.ts:6:13 - error AIRSSYS_WIT_TYPE_UNION: parameter 'd' of 'run' is a union of objects that no property tells apart

      5 | type Shape = { radius: number } | { side: number };
      6 | type Same = { kind: 'a'; x: u32 } | { kind: 'a'; y: u32 };
        |             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
      7 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: Give every member a property with the same name and a literal of its
            own:
            { kind: 'circle'; radius: number } | { kind: 'square'; side: number }

      entry.ts:9:23 - error AIRSSYS_WIT_TYPE_UNION: parameter 'a' of 'run' is a union whose members cannot be told apart

       8 | export class Sample {
       9 |   @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same
         |                       ^~~~~~~~~~~~~~~
      10 | }

      hint: Make every member an object with a tag:
            { kind: 'text'; text: string } | { kind: 'count'; count: u32 }

      entry.ts:9:53 - error AIRSSYS_WIT_TYPE_UNION: parameter 'c' of 'run' is a union whose members cannot be told apart

       8 | export class Sample {
       9 |   @operation() run(a: string | number, b: Shape, c: u32 | u32[], d: Same
         |                                                     ^~~~~~~~~~~
      10 | }

      hint: Make every member an object with a tag:
            { kind: 'text'; text: string } | { kind: 'count'; count: u32 }

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
        |                             ^~~~
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

      entry.ts:8:39 - error AIRSSYS_WIT_TYPE_RECURSIVE: 'Nest' contains itself, as another type on every level

      7 | interface Operand { of: Expression }
      8 | interface Nest<T> { value: T; inner?: Nest<T[]> }
        |                                       ^~~~~~~~~
      9 | type Lists = Lists[];

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:9:14 - error AIRSSYS_WIT_TYPE_RECURSIVE: an element of parameter 'd' of 'run' makes 'Lists' contain itself

       8 | interface Nest<T> { value: T; inner?: Nest<T[]> }
       9 | type Lists = Lists[];
         |              ^~~~~
      10 | type Pairs = [Pairs | undefined];

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:10:15 - error AIRSSYS_WIT_TYPE_RECURSIVE: element 1 of parameter 'e' of 'run' makes 'Pairs' contain itself

       9 | type Lists = Lists[];
      10 | type Pairs = [Pairs | undefined];
         |               ^~~~~
      11 | type Chain = { next: Result<Chain, string> };

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id.

      entry.ts:11:29 - error AIRSSYS_WIT_TYPE_RECURSIVE: the value of field 'next' of Chain makes 'Chain' contain itself

      10 | type Pairs = [Pairs | undefined];
      11 | type Chain = { next: Result<Chain, string> };
         |                             ^~~~~
      12 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: WIT types are finite. Keep the items in one list, and refer to them by
            index or id."
    `);
  });
  test('an order that the source does not give is a warning', () => {
    expect(
      members('  @operation() run(a: Side): void {}', "type Side = Lowercase<'Left' | 'Right' | 'Above'>;"),
    ).toMatchInlineSnapshot(`""`);
  });
});
