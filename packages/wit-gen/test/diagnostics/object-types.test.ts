import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const source = (text: string): string => workspace.report(workspace.source(text));
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

describe('types, each where it is declared', () => {
  test('functions, symbols and classes', () => {
    expect(
      members(
        '  @operation() run(a: () => void, b: symbol, c: Point, d: RegExp, e: Error, f: { go(): void }, g: typeof Point): void {}',
        'class Point { x = 1; }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:5:7 - error AIRSSYS_WIT_TYPE_CLASS: parameter 'c' of 'run' is an instance of the class Point

      4 | } from '@airssys/sdk';
      5 | class Point { x = 1; }
        |       ^~~~~
      6 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: Only data crosses the boundary, methods would be lost: declare an
            interface with the fields, or mark the class @resource().

      entry.ts:8:23 - error AIRSSYS_WIT_TYPE_FUNCTION: parameter 'a' of 'run' is a function

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
      "entry.ts:5:11 - error AIRSSYS_WIT_TYPE_KEYS: parameter 'b' of 'run' is Both, with keys of its own beside open ones

      4 | } from '@airssys/sdk';
      5 | interface Both { name: string; [key: string]: string }
        |           ^~~~
      6 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: WIT has fields or entries, not both: put the open keys into a field of
            their own.

      entry.ts:8:23 - error AIRSSYS_WIT_TYPE_KEYS: parameter 'a' of 'run' is { [key: number]: string; }, whose open keys are not plain strings

      7 | export class Sample {
      8 |   @operation() run(a: { [key: number]: string }, b: Both, c: Record<\`x-$
        |                       ^~~~~~~~~~~~~~~~~~~~~~~~~
      9 | }

      hint: Use Map<K, V>, or string for the keys.

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
  test('promises', () => {
    expect(
      members(
        '  @operation() field(a: Later): void {}\n  @operation() async take(a: Promise<u32>): Promise<PromiseLike<u32>[]> { return [a]; }',
        'interface Later { value: Promise<string> }',
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:5:26 - error AIRSSYS_WIT_TYPE_PROMISE: field 'value' of Later is Promise<string>

      4 | } from '@airssys/sdk';
      5 | interface Later { value: Promise<string> }
        |                          ^~~~~~~~~~~~~~~
      6 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: Only an operation as a whole can answer with a promise. Take the value
            itself, and await before it is returned.

      entry.ts:9:30 - error AIRSSYS_WIT_TYPE_PROMISE: parameter 'a' of 'take' is Promise<u32>

       8 |   @operation() field(a: Later): void {}
       9 |   @operation() async take(a: Promise<u32>): Promise<PromiseLike<u32>[]>
         |                              ^~~~~~~~~~~~
      10 | }

      hint: Only an operation as a whole can answer with a promise. Take the value
            itself, and await before it is returned.

      entry.ts:9:53 - error AIRSSYS_WIT_TYPE_PROMISE: an element of the result of 'take' is PromiseLike<u32>

       8 |   @operation() field(a: Later): void {}
       9 |   @operation() async take(a: Promise<u32>): Promise<PromiseLike<u32>[]>
         |                                                     ^~~~~~~~~~~~~~~~
      10 | }

      hint: Only an operation as a whole can answer with a promise. Take the value
            itself, and await before it is returned."
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
});
