import { expect, test } from 'vitest';
import { validateWit } from '../../support/wit-tools.ts';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

test('enums keep the order of the source, whatever the program has seen before', () => {
  expect(
    wit(
      `
  @operation() literals(a: Level, b: 'z' | 'y' | 'a', c?: Level, d: Severity | null): Level { return a; }
  @operation() enums(a: Colour, b: Named, c: Colour.Green | Colour.Red): void {}
  @operation() computed(a: Exclude<Level, 'warn'>, b: Item, c: Event['kind'], d: keyof Both, e: Wide): void {}`,
      `const SEEN: ('debug' | 'warn' | 'z')[] = ['warn', 'debug', 'z'];
/** How bad. */
type Level =
  /** Not at all. */
  | 'warn'
  // a plain comment is no documentation
  | 'error' /** after */
  /** The least. */
  | 'debug';
type Severity = Level;
type Wide = 'extra' | Level;
/** Colours. */
enum Colour { /** Like blood. */ Red, Green = 7 }
enum Named { VeryBig = 'VERY_BIG', Small = 'small' }
const ITEMS = ['spoon', 'fork', 'knife'] as const;
type Item = (typeof ITEMS)[number];
type Event = { kind: 'moved'; by: u32 } | { kind: 'made' } | { kind: 'gone' };
interface Both { second: u32; first: u32 }`,
    ),
  ).toMatchInlineSnapshot(`
    "/// How bad.
    enum level {
      /// Not at all.
      warn,
      error,
      /// The least.
      debug,
    }

    enum literals-b {
      z,
      y,
      a,
    }

    /// Colours.
    enum colour {
      /// Like blood.
      red,
      green,
    }

    enum named {
      very-big,
      small,
    }

    enum enums-c {
      green,
      /// Like blood.
      red,
    }

    enum computed-a {
      error,
      /// The least.
      debug,
    }

    enum item {
      spoon,
      fork,
      knife,
    }

    enum computed-c {
      moved,
      made,
      gone,
    }

    enum computed-d {
      second,
      first,
    }

    enum wide {
      extra,
      /// Not at all.
      warn,
      error,
      /// The least.
      debug,
    }

    literals: func(a: level, b: literals-b, c: option<level>, d: option<level>) -> level;

    enums: func(a: colour, b: named, c: enums-c);

    computed: func(a: computed-a, b: item, c: computed-c, d: computed-d, e: wide);"
  `);
});

test('variants by any literal discriminant, in the order of the source', () => {
  expect(
    wit(
      `
  @operation() arms(a: Shape, b: Reply, c: Flag, d: Tagged): Shape | undefined { return a; }
  @operation() generic(a: Outcome<u32>, b: Outcome<string> | null): void {}
  @operation() inline(a: { type: 'x'; at: u32 } | { type: 'a' }): void {}`,
      `interface Square { kind: 'square'; /** Of one. */ side: number }
/** A shape. */
type Shape =
  /** Has a name. */
  | { kind: 'named-shape'; label?: string }
  | Square
  | Circle
  | { kind: 'none' };
/** Round. */
interface Circle { readonly kind: 'circle'; radius: number; fill: 'solid' | 'dashed'; at?: { x: u32 } }
type Reply = { status: 200; body: string } | { status: 404 };
type Flag = { on: true; since: u64 } | { on: false };
enum Tag { Beta = 'B', Alpha = 'A' }
type Tagged = { tag: Tag.Beta; n: u32 } | { tag: Tag.Alpha };
type Outcome<T> = { done: 'yes'; value: T } | { done: 'no'; why: string; code: u32 };`,
    ),
  ).toMatchInlineSnapshot(`
    "enum circle-fill {
      solid,
      dashed,
    }

    record circle-at {
      x: u32,
    }

    record shape-circle {
      radius: f64,
      fill: circle-fill,
      at: option<circle-at>,
    }

    /// A shape.
    variant shape {
      /// Has a name.
      named-shape(option<string>),
      square(f64),
      /// Round.
      circle(shape-circle),
      none,
    }

    variant reply {
      status200(string),
      status404,
    }

    variant flag {
      true(u64),
      false,
    }

    variant tagged {
      beta(u32),
      alpha,
    }

    record outcome-u32-no {
      why: string,
      code: u32,
    }

    variant outcome-u32 {
      yes(u32),
      no(outcome-u32-no),
    }

    record outcome-string-no {
      why: string,
      code: u32,
    }

    variant outcome-string {
      yes(string),
      no(outcome-string-no),
    }

    variant inline-a {
      x(u32),
      a,
    }

    arms: func(a: shape, b: reply, c: flag, d: tagged) -> option<shape>;

    generic: func(a: outcome-u32, b: option<outcome-string>);

    inline: func(a: inline-a);"
  `);
});

test('null and undefined, which stay apart', async () => {
  const text = wit(
    '  @operation() run(a: Row, b: u32 | null = 1, c: u32 | null = null, d?: Level | null): Row["name"] { return b === 1 ? null : a.name; }',
    "interface Row { name?: string | null; at: undefined | Date | null }\ntype Level = 'low' | 'high';",
  );
  expect(text).toMatchInlineSnapshot(`
    "/// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds of that second (below 1,000,000,000).
    record instant {
      seconds: s64,
      nanoseconds: u32,
    }

    record row {
      name: option<option<string>>,
      at: option<option<instant>>,
    }

    enum level {
      low,
      high,
    }

    run: func(a: row, b: option<option<u32>>, c: option<u32>, d: option<option<level>>) -> option<option<string>>;"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
});

test('properties that can hold nothing are left out: `never` of other cases, and `void` of a generic type', () => {
  expect(
    wit(
      '  @operation() run(a: Choice, b: Task<void>, c: Task<u32>): void {}',
      `type Choice = { a: string; kind: 'a'; b?: never } | { b: u32; kind: 'b'; a?: never };
type Task<T> = { status: 'done'; result: T } | { status: 'open' };`,
    ),
  ).toMatchInlineSnapshot(`
    "variant choice {
      a(string),
      b(u32),
    }

    variant task-void {
      done,
      open,
    }

    variant task-u32 {
      done(u32),
      open,
    }

    run: func(a: choice, b: task-void, c: task-u32);"
  `);
});

test('the cases of a mapped type come in the order of its keys', () => {
  expect(
    wit(
      '  @operation() run(a: Event, b: Flat): void {}',
      `interface Events { made: { id: string }; gone: { why: string }; changed: { what: string; to: string } }
type Event = { [K in keyof Events]: { type: K; detail: Events[K] } }[keyof Events];
type Flat = { [K in keyof Events]: { type: K } & Events[K] }[keyof Events];`,
    ),
  ).toMatchInlineSnapshot(`
    "record event-made-detail {
      id: string,
    }

    record event-gone-detail {
      why: string,
    }

    record event-changed-detail {
      what: string,
      to: string,
    }

    variant event {
      made(event-made-detail),
      gone(event-gone-detail),
      changed(event-changed-detail),
    }

    record flat-changed {
      what: string,
      to: string,
    }

    variant flat {
      made(string),
      gone(string),
      changed(flat-changed),
    }

    run: func(a: event, b: flat);"
  `);
});
