import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

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

      hint: Rename one of them, or choose its name in WIT with @name.

      entry.ts:11:16 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'get_url' and 'getURL' in line 10 are both 'get-url' in WIT

      10 |   @operation() getURL(): void {}
      11 |   @operation() get_url(userId: string, user_id: string): void {}
         |                ^~~~~~~
      12 |   @operation() fields(a: Clash, b: 'aB' | 'a-b'): void {}

      hint: Rename one of them, or choose its name in WIT with @name.

      entry.ts:12:36 - error AIRSSYS_WIT_NAME_COLLISION: the cases 'aB' and 'a-b' of FieldsB are both 'a-b' in WIT

      11 |   @operation() get_url(userId: string, user_id: string): void {}
      12 |   @operation() fields(a: Clash, b: 'aB' | 'a-b'): void {}
         |                                    ^~~~~~~~~~~~
      13 |   @operation() types(a: Order, b: other.Order): void {}

      hint: Rename one of them, or choose its name in WIT with @name.

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
