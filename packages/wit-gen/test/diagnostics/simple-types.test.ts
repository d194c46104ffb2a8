import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

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
      "entry.ts:5:27 - error AIRSSYS_WIT_TYPE_UNRESOLVED: parameter 'b' of 'missing' is 'Gone', which cannot be found

      4 | } from '@airssys/sdk';
      5 | import type { Gone } from './gone.ts';
        |                           ^~~~~~~~~~~
      6 | type Json = any;

      hint: Check the import; \`npx tsc --noEmit\` says more.

      entry.ts:6:13 - error AIRSSYS_WIT_TYPE_ANY: parameter 'd' of 'params' is any

      5 | import type { Gone } from './gone.ts';
      6 | type Json = any;
        |             ^~~
      7 | interface Holder { fine: string; inner: Inner }

      hint: Callers must know what to pass: declare the type that it has.

      entry.ts:9:11 - error AIRSSYS_WIT_TYPE_ANY: an element of field 'values' of Inner is any

       8 | interface Inner {
       9 |   values: any[];
         |           ^~~
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

      hint: Declare the type that it has; for any JSON use Json, imported from
            '@airssys/sdk'.

      entry.ts:13:46 - error AIRSSYS_WIT_TYPE_ANY: parameter 'c' of 'params' is object

      12 | export class Sample {
      13 |   @operation() params(a: any, b: unknown, c: object, d: Json): void {}
         |                                              ^~~~~~
      14 |   @operation() result(): Holder { throw 1; }

      hint: Declare an interface with the fields that it has.

      entry.ts:15:27 - error AIRSSYS_WIT_TYPE_UNRESOLVED: parameter 'a' of 'missing' is 'Nowhere', which cannot be found

      14 |   @operation() result(): Holder { throw 1; }
      15 |   @operation() missing(a: Nowhere, b?: Gone): void {}
         |                           ^~~~~~~
      16 | }

      hint: Check the import; \`npx tsc --noEmit\` says more."
    `);
  });
  test('bigint', () => {
    expect(members('  @operation() sum(values: bigint[]): bigint { return 1n; }')).toMatchInlineSnapshot(`
      "entry.ts:8:28 - error AIRSSYS_WIT_TYPE_BIGINT: an element of parameter 'values' of 'sum' is bigint, whose sign and range are open

      7 | export class Sample {
      8 |   @operation() sum(values: bigint[]): bigint { return 1n; }
        |                            ^~~~~~
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
      "entry.ts:5:17 - error AIRSSYS_WIT_TYPE_LITERAL: a member of Computed has no literal value

      4 | } from '@airssys/sdk';
      5 | enum Computed { A = 'abc'.length, B = 2 }
        |                 ^~~~~~~~~~~~~~~~
      6 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: Give every member of the enum a literal value.

      entry.ts:8:23 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'a' of 'run' is the template type \`x-\${string}\`

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
            from '@airssys/sdk'."
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
});
