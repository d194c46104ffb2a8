import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

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
  test('what cannot be thrown', () => {
    expect(
      members(
        `  @operation() @throws(Error) a(): void {}
  @operation() @throws(Plain, notThere, Boxed) b(): void {}
  @operation() @throws(Fine, Fine) c(): void {}
  @operation() @throws(Fine) @throws(Other) d(): void {}
  @operation() @throws() e(): void {}
  @operation() @throws(Fine) f(): Result<u32, string> { throw 1; }
  @operation() @throws(Späte) g(): void {}`,
        `class Plain {}
class Boxed<T> extends Error { readonly value?: T; }
class Fine extends Error {}
class Other extends Error {}
class Späte extends Error {}`,
      ),
    ).toMatchInlineSnapshot(`
      "entry.ts:9:7 - error AIRSSYS_WIT_NAME: 'Späte' is not a name in WIT

       8 | class Other extends Error {}
       9 | class Späte extends Error {}
         |       ^~~~~
      10 | @component({ id: 'acme:sample', version: '1.0.0' })

      hint: WIT names are words of ASCII letters and digits that start with a
            letter: rename the class.

      entry.ts:12:24 - error AIRSSYS_WIT_THROWS: @throws(Error): Error is every error there is

      11 | export class Sample {
      12 |   @operation() @throws(Error) a(): void {}
         |                        ^~~~~
      13 |   @operation() @throws(Plain, notThere, Boxed) b(): void {}

      hint: Callers tell errors apart by their class: class OrderError extends Error
            { … }

      entry.ts:13:24 - error AIRSSYS_WIT_THROWS: @throws(Plain): it does not extend Error

      12 |   @operation() @throws(Error) a(): void {}
      13 |   @operation() @throws(Plain, notThere, Boxed) b(): void {}
         |                        ^~~~~
      14 |   @operation() @throws(Fine, Fine) c(): void {}

      hint: Write: class Plain extends Error.

      entry.ts:13:31 - error AIRSSYS_WIT_THROWS: @throws(notThere): it is not a class that is declared

      12 |   @operation() @throws(Error) a(): void {}
      13 |   @operation() @throws(Plain, notThere, Boxed) b(): void {}
         |                               ^~~~~~~~
      14 |   @operation() @throws(Fine, Fine) c(): void {}

      hint: Callers tell errors apart by their class: class OrderError extends Error
            { … }

      entry.ts:13:41 - error AIRSSYS_WIT_THROWS: @throws(Boxed): it is generic

      12 |   @operation() @throws(Error) a(): void {}
      13 |   @operation() @throws(Plain, notThere, Boxed) b(): void {}
         |                                         ^~~~~
      14 |   @operation() @throws(Fine, Fine) c(): void {}

      hint: An error that is thrown has lost its type arguments: write the types.

      entry.ts:14:30 - error AIRSSYS_WIT_THROWS: @throws names Fine twice

      13 |   @operation() @throws(Plain, notThere, Boxed) b(): void {}
      14 |   @operation() @throws(Fine, Fine) c(): void {}
         |                              ^~~~
      15 |   @operation() @throws(Fine) @throws(Other) d(): void {}

      hint: Name it once.

      entry.ts:15:30 - error AIRSSYS_WIT_THROWS: a second @throws on one method

      14 |   @operation() @throws(Fine, Fine) c(): void {}
      15 |   @operation() @throws(Fine) @throws(Other) d(): void {}
         |                              ^~~~~~~~~~~~~~
      16 |   @operation() @throws() e(): void {}

      hint: Name all of its classes in one: @throws(First, Second).

      entry.ts:16:16 - error AIRSSYS_WIT_THROWS: @throws names no class

      15 |   @operation() @throws(Fine) @throws(Other) d(): void {}
      16 |   @operation() @throws() e(): void {}
         |                ^~~~~~~~~
      17 |   @operation() @throws(Fine) f(): Result<u32, string> { throw 1; }

      hint: Name the classes that the method throws: @throws(OrderError).

      entry.ts:17:30 - error AIRSSYS_WIT_THROWS: 'f' returns a Result and has @throws

      16 |   @operation() @throws() e(): void {}
      17 |   @operation() @throws(Fine) f(): Result<u32, string> { throw 1; }
         |                              ^
      18 |   @operation() @throws(Späte) g(): void {}

      hint: An operation fails in one way: return the value itself and throw, or
            drop @throws."
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
    expect(workspace.report(analysis)).toMatchInlineSnapshot(`
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
