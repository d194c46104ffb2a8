import { expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const SDK = "import { type Borrow, type Own, resource } from '@airssys/sdk';";
const members = (text: string, declarations: string): string =>
  workspace.report(workspace.members(text, `${SDK}\n${declarations}`));

test('classes that cannot be resources, at the class', () => {
  expect(
    members(
      '  @operation() run(a: Hidden, b: Box<string>, c: Shape): void {}',
      `@resource() class Hidden { go(): void {} }
@resource() export class Box<T> { get(): T | undefined { return undefined; } }
@resource() export abstract class Shape { abstract area(): number; }`,
    ),
  ).toMatchInlineSnapshot(`
    "entry.ts:6:19 - error AIRSSYS_WIT_RESOURCE_CLASS: the resource Hidden is not exported

    5 | import { type Borrow, type Own, resource } from '@airssys/sdk';
    6 | @resource() class Hidden { go(): void {} }
      |                   ^~~~~~
    7 | @resource() export class Box<T> { get(): T | undefined { return undefine

    hint: The runtime makes its objects: write export class Hidden.

    entry.ts:7:26 - error AIRSSYS_WIT_RESOURCE_CLASS: the resource Box is generic

    6 | @resource() class Hidden { go(): void {} }
    7 | @resource() export class Box<T> { get(): T | undefined { return undefine
      |                          ^~~
    8 | @resource() export abstract class Shape { abstract area(): number; }

    hint: Callers in other languages choose no types: make a class for each type
          that is needed.

    entry.ts:8:35 - error AIRSSYS_WIT_RESOURCE_CLASS: the resource Shape is abstract

    7 | @resource() export class Box<T> { get(): T | undefined { return undefine
    8 | @resource() export abstract class Shape { abstract area(): number; }
      |                                   ^~~~~
    9 | @component({ id: 'acme:sample', version: '1.0.0' })

    hint: Handles are to objects of the class itself: drop \`abstract\`."
  `);
});

test('a class that is exported as default', () => {
  workspace.write('pool.ts', `${SDK}\n@resource()\nexport default class Pool { size(): number { return 1; } }\n`);
  expect(members('  @operation() run(a: Pool): void {}', "import Pool from './pool.ts';")).toMatchInlineSnapshot(`
    "pool.ts:3:22 - error AIRSSYS_WIT_RESOURCE_CLASS: the resource Pool is exported as default only

    2 | @resource()
    3 | export default class Pool { size(): number { return 1; } }
      |                      ^~~~
    4 |

    hint: Export it by its name: export class Pool."
  `);
});

test('public members that callers cannot have', () => {
  expect(
    members(
      '  @operation() run(): Session { return new Session("", 1); }',
      `@resource()
export class Session {
  size = 0;
  constructor(readonly name: string, count: number);
  constructor(readonly name: string) {}
  get first(): string { return ''; }
  find(key: string): string;
  find(key: number): string;
  find(key: unknown): string { return String(key); }
  map<T>(value: T): T { return value; }
  then(): void {}
  static new(): void {}
  later?(): void;
  [Symbol.asyncDispose](): void {}
  #hidden = 1;
  private secret = 2;
  protected more(): void {}
}`,
    ),
  ).toMatchInlineSnapshot(`
    "entry.ts:8:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'size' of the resource Session is a public property

    7 | export class Session {
    8 |   size = 0;
      |   ^~~~
    9 |   constructor(readonly name: string, count: number);

    hint: The object stays in the component: make it private (#size), and offer
          getSize() where callers need it.

    entry.ts:9:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: the constructor of the resource Session is overloaded

     8 |   size = 0;
     9 |   constructor(readonly name: string, count: number);
       |   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    10 |   constructor(readonly name: string) {}

    hint: WIT has one: take a union or optional parameters, or make the
          constructor private and offer statics.

    entry.ts:9:24 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'name' of the resource Session is a public property

     8 |   size = 0;
     9 |   constructor(readonly name: string, count: number);
       |                        ^~~~
    10 |   constructor(readonly name: string) {}

    hint: The object stays in the component: make it private (#name), and offer
          getName() where callers need it.

    entry.ts:11:7 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'first' of the resource Session is a getter or setter

    10 |   constructor(readonly name: string) {}
    11 |   get first(): string { return ''; }
       |       ^~~~~
    12 |   find(key: string): string;

    hint: Callers wait for every answer: make it a method, getFirst().

    entry.ts:12:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'find' of the resource Session is overloaded

    11 |   get first(): string { return ''; }
    12 |   find(key: string): string;
       |   ^~~~
    13 |   find(key: number): string;

    hint: WIT has one signature per name: make methods of different names, or take
          a union.

    entry.ts:15:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'map' of the resource Session has type parameters

    14 |   find(key: unknown): string { return String(key); }
    15 |   map<T>(value: T): T { return value; }
       |   ^~~
    16 |   then(): void {}

    hint: Callers in other languages choose no types: write the types that it
          takes.

    entry.ts:16:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'then' of the resource Session cannot have that name

    15 |   map<T>(value: T): T { return value; }
    16 |   then(): void {}
       |   ^~~~
    17 |   static new(): void {}

    hint: Rename it: JavaScript would take every handle for a promise.

    entry.ts:17:10 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'new' of the resource Session cannot have that name

    16 |   then(): void {}
    17 |   static new(): void {}
       |          ^~~
    18 |   later?(): void;

    hint: Rename it: it is the constructor's name for callers.

    entry.ts:18:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: 'later' of the resource Session may be missing

    17 |   static new(): void {}
    18 |   later?(): void;
       |   ^~~~~
    19 |   [Symbol.asyncDispose](): void {}

    hint: Give it a body, and drop the \`?\`.

    entry.ts:19:3 - error AIRSSYS_WIT_RESOURCE_MEMBER: [Symbol.asyncDispose] of the resource Session would never be called

    18 |   later?(): void;
    19 |   [Symbol.asyncDispose](): void {}
       |   ^~~~~~~~~~~~~~~~~~~~~
    20 |   #hidden = 1;

    hint: What ends a handle does not wait: write [Symbol.dispose]() instead."
  `);
});

test('names of members', () => {
  expect(
    members(
      '  @operation() run(): Session { return new Session(); }',
      `@resource()
export class Session {
  readAll(): void {}
  static read_all(): void {}
  größe(): void {}
  session(): void {}
}`,
    ),
  ).toMatchInlineSnapshot(`
    "entry.ts:9:10 - error AIRSSYS_WIT_NAME_COLLISION: 'read_all' of Session and 'readAll' in line 8 are both 'read-all' in WIT

     8 |   readAll(): void {}
     9 |   static read_all(): void {}
       |          ^~~~~~~~
    10 |   größe(): void {}

    hint: Rename one of them, or choose its name in WIT with @name.

    entry.ts:10:3 - error AIRSSYS_WIT_NAME: 'größe' of Session has no name in WIT

     9 |   static read_all(): void {}
    10 |   größe(): void {}
       |   ^~~~~
    11 |   session(): void {}

    hint: WIT names are words of ASCII letters and digits that start with a
          letter: rename it.

    entry.ts:11:3 - error AIRSSYS_WIT_NAME_COLLISION: 'session' of the resource Session is called 'session' in WIT, as the resource itself

    10 |   größe(): void {}
    11 |   session(): void {}
       |   ^~~~~~~
    12 | }

    hint: WIT tells the two apart by their names only: rename one of them, or
          choose its name in WIT with @name."
  `);
});

test('lent and given away where that is not possible', () => {
  expect(
    members(
      `  @operation() lend(): Borrow<Session> { return new Session(); }
  @operation() take(job: { session: Own<Session> }): void {}
  @operation() wrong(text: Own<Date>): void {}`,
      '@resource() export class Session { go(): void {} }',
    ),
  ).toMatchInlineSnapshot(`
    "entry.ts:9:24 - error AIRSSYS_WIT_RESOURCE_HANDLE: the result of 'lend' is a borrowed resource

     8 | export class Sample {
     9 |   @operation() lend(): Borrow<Session> { return new Session(); }
       |                        ^~~~~~~~~~~~~~~
    10 |   @operation() take(job: { session: Own<Session> }): void {}

    hint: The caller would hold it beyond the call: return Session itself, which
          gives a handle.

    entry.ts:10:37 - error AIRSSYS_WIT_RESOURCE_HANDLE: field 'session' of TakeJobArgument changes hands inside of another type

     9 |   @operation() lend(): Borrow<Session> { return new Session(); }
    10 |   @operation() take(job: { session: Own<Session> }): void {}
       |                                     ^~~~~~~~~~~~
    11 |   @operation() wrong(text: Own<Date>): void {}

    hint: Take it as a parameter of its own, or lend it: write the class without
          Own.

    entry.ts:11:28 - error AIRSSYS_WIT_RESOURCE_HANDLE: parameter 'text' of 'wrong' is Own<…> of what is no resource

    10 |   @operation() take(job: { session: Own<Session> }): void {}
    11 |   @operation() wrong(text: Own<Date>): void {}
       |                            ^~~~~~~~~
    12 | }

    hint: Mark the class @resource(), or write the type without it."
  `);
});

test('an async iterable as a parameter', () => {
  expect(members('  @operation() sum(values: AsyncIterable<number>): void {}', '')).toMatchInlineSnapshot(`
    "entry.ts:9:28 - error AIRSSYS_WIT_TYPE_STREAM: parameter 'values' of 'sum' is AsyncIterable<number>

     8 | export class Sample {
     9 |   @operation() sum(values: AsyncIterable<number>): void {}
       |                            ^~~~~~~~~~~~~~~~~~~~~
    10 | }

    hint: A component cannot ask its caller for more: take an array, or call the
          operation once for each element."
  `);
});
