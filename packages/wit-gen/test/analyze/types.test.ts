import { expect, test } from 'vitest';
import { validateWit } from '../support/wit-tools.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

test('primitives', () => {
  expect(
    wit(`
  @operation() integers(a: u8, b: u16, c: u32, d: u64, e: s8, f: s16, g: s32, h: s64): u32 { return c; }
  @operation() others(a: f32, b: f64, c: number, d: boolean, e: string, f: char): number { return c; }
  @operation() nothing(): void {}
  @operation() neither(): undefined {}`),
  ).toMatchInlineSnapshot(`
    "integers: func(a: u8, b: u16, c: u32, d: u64, e: s8, f: s16, g: s32, h: s64) -> u32;

    others: func(a: f32, b: f64, c: f64, d: bool, e: string, f: char) -> f64;

    nothing: func();

    neither: func();"
  `);
});

test('lists, bytes, tuples and options', () => {
  expect(
    wit(`
  @operation() lists(a: string[], b: readonly u8[], c: ReadonlyArray<u32>, d: Array<string | undefined>, e: u8[][]): void {}
  @operation() bytes(a: Uint8Array, b?: Uint8Array): Uint8Array { return a; }
  @operation() tuples(a: [string, u32], b: readonly [x: number, y: number]): [boolean] { return [true]; }
  @operation() options(a: u32 | undefined, b: boolean | null, c?: char, d = false, e: u32 = 1): string | null { return null; }`),
  ).toMatchInlineSnapshot(`
    "lists: func(a: list<string>, b: list<u8>, c: list<u32>, d: list<option<string>>, e: list<list<u8>>);

    bytes: func(a: list<u8>, b: option<list<u8>>) -> list<u8>;

    tuples: func(a: tuple<string, u32>, b: tuple<f64, f64>) -> tuple<bool>;

    options: func(a: option<u32>, b: option<bool>, c: option<char>, d: option<bool>, e: option<u32>) -> option<string>;"
  `);
});

test('sets, maps and objects with open keys', async () => {
  const text = wit(
    `
  @operation() sets(a: Set<string>, b: ReadonlySet<u32>, c?: Set<'on' | 'off'>): Tags { return a; }
  @operation() maps(a: Map<u32, string>, b: ReadonlyMap<Point, Point[]>, c: Map<'x' | 'y', { value: u8 }>): void {}
  @operation() records(a: Record<string, Point>, b: { [name: string]: u64 }, c: Table, d: Readonly<Partial<Record<string, boolean>>>): void {}
  @operation() nested(a: Map<string, Set<Point>>, b: Page<Point>, c: Record<string, { kind: 'b' } | { kind: 'a' }>): void {}`,
    `interface Point { x: number }
type Tags = Set<{ tag: string }>;
interface Table { [name: string]: 'z' | 'a' }
interface Page<T> { byName: Record<string, T>; all: ReadonlySet<T>; index: { [key: string]: T } }`,
  );
  expect(text).toMatchInlineSnapshot(`
    "enum sets-c-item {
      on,
      off,
    }

    record tags-item {
      tag: string,
    }

    record point {
      x: f64,
    }

    enum maps-c-key {
      x,
      y,
    }

    record maps-c-value {
      value: u8,
    }

    enum table-value {
      z,
      a,
    }

    record page-point {
      by-name: list<tuple<string, point>>,
      all: list<point>,
      index: list<tuple<string, point>>,
    }

    variant nested-c-value {
      b,
      a,
    }

    sets: func(a: list<string>, b: list<u32>, c: option<list<sets-c-item>>) -> list<tags-item>;

    maps: func(a: list<tuple<u32, string>>, b: list<tuple<point, list<point>>>, c: list<tuple<maps-c-key, maps-c-value>>);

    records: func(a: list<tuple<string, point>>, b: list<tuple<string, u64>>, c: list<tuple<string, table-value>>, d: list<tuple<string, option<bool>>>);

    nested: func(a: list<tuple<string, list<point>>>, b: page-point, c: list<tuple<string, nested-c-value>>);"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
});

test('typed arrays', () => {
  expect(
    wit(`
  @operation() integers(a: Int8Array, b: Int16Array, c: Uint16Array, d: Int32Array, e: Uint32Array): BigInt64Array { throw a; }
  @operation() others(a: Float32Array, b: Float64Array | undefined, c?: Set<BigUint64Array>): Uint8Array<ArrayBuffer> { throw a; }`),
  ).toMatchInlineSnapshot(`
    "integers: func(a: list<s8>, b: list<s16>, c: list<u16>, d: list<s32>, e: list<u32>) -> list<s64>;

    others: func(a: list<f32>, b: option<list<f64>>, c: option<list<list<u64>>>) -> list<u8>;"
  `);
});

test('dates, and types that are called like theirs', async () => {
  const text = wit(
    '  @operation() plan(from: Date, to?: Date, all: readonly Date[] = []): Result<Span, Date> { throw from; }',
    'interface Span { from: Date; to: Date | null }',
  );
  expect(text).toMatchInlineSnapshot(`
    "/// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds of that second (below 1,000,000,000).
    record instant {
      seconds: s64,
      nanoseconds: u32,
    }

    record span {
      %from: instant,
      to: option<instant>,
    }

    plan: func(%from: instant, to: option<instant>, all: option<list<instant>>) -> result<span, instant>;"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
  const instant = 'interface Instant { seconds: s64; nanoseconds: u32 }';
  expect([
    wit('  @operation() first(a: Date, b: Instant): void {}', instant),
    wit('  @operation() second(a: Instant, b: Date): void {}', instant),
    wit('  @operation() instant(a: Date): void {}'),
  ]).toMatchInlineSnapshot(`
    [
      "entry.ts:5:11 - error AIRSSYS_WIT_NAME_COLLISION: 'Instant' and 'Date' are both 'instant' in WIT

    4 | } from '@airssys/sdk';
    5 | interface Instant { seconds: s64; nanoseconds: u32 }
      |           ^~~~~~~
    6 | @component({ id: 'acme:sample', version: '1.0.0' })

    hint: Rename one of the two types. A type without a name is called after its
          place: give it one.",
      "entry.ts:8:38 - error AIRSSYS_WIT_NAME_COLLISION: 'Date' and 'Instant' (entry.ts, line 5) are both 'instant' in WIT

    7 | export class Sample {
    8 |   @operation() second(a: Instant, b: Date): void {}
      |                                      ^~~~
    9 | }

    hint: Rename one of the two types. A type without a name is called after its
          place: give it one.",
      "entry.ts:8:16 - error AIRSSYS_WIT_NAME_COLLISION: the operation 'instant' and the type 'Date' are both 'instant' in WIT

    7 | export class Sample {
    8 |   @operation() instant(a: Date): void {}
      |                ^~~~~~~
    9 | }

    hint: An interface has its types and operations side by side: rename one, such
          as getInstant.",
    ]
  `);
});

test('flags', async () => {
  const sdk = "import type { Flags } from '@airssys/sdk';";
  const text = wit(
    `  @operation() check(rights: Rights, more?: Flags<'z' | 'a' | 'canDo'>): Flags<Level> | null { return null; }
  @operation() again(file: File, one: Flags<'only'>, all: Rights[], level: Level): Partial<File> { return {}; }`,
    `${sdk}
/** What a caller may do. */
type Rights = Flags<
  /** Look at it. */
  | 'read'
  | 'write'
>;
type Level = 'low' | 'high';
interface File { rights: Rights; names: Flags<'u8' | 'list'> }`,
  );
  expect(text).toMatchInlineSnapshot(`
    "/// What a caller may do.
    flags rights {
      /// Look at it.
      read,
      write,
    }

    flags check-more {
      z,
      a,
      can-do,
    }

    flags flags-level {
      low,
      high,
    }

    flags file-names {
      %u8,
      %list,
    }

    record file {
      rights: rights,
      names: file-names,
    }

    flags again-one {
      only,
    }

    enum level {
      low,
      high,
    }

    record partial-file {
      rights: option<rights>,
      names: option<file-names>,
    }

    check: func(rights: rights, more: option<check-more>) -> option<flags-level>;

    again: func(file: file, one: again-one, all: list<rights>, level: level) -> partial-file;"
  `);
  await validateWit(`package a:b;\ninterface operations {\n${text}\n}\nworld component { export operations; }`);
  const many = Array.from({ length: 33 }, (_, index) => `'f${index}'`).join(' | ');
  expect([
    wit('  @operation() open(a: Flags<string>): void {}', sdk),
    wit('  @operation() none(a: Flags<never>): void {}', sdk),
    wit('  @operation() many(a: Many): void {}', `${sdk}\ntype Many = Flags<${many}>;`),
    wit("  @operation() alike(a: Flags<'a_b' | 'aB'>): void {}", sdk),
  ]).toMatchInlineSnapshot(`
    [
      "entry.ts:8:24 - error AIRSSYS_WIT_TYPE_LITERAL: parameter 'a' of 'open' has flags without names

    7 | export class Sample {
    8 |   @operation() open(a: Flags<string>): void {}
      |                        ^~~~~~~~~~~~~
    9 | }

    hint: Name each flag: Flags<'read' | 'write'>. For open names use Set<string>.",
      "entry.ts:8:24 - error AIRSSYS_WIT_TYPE_EMPTY: parameter 'a' of 'none' has no flags

    7 | export class Sample {
    8 |   @operation() none(a: Flags<never>): void {}
      |                        ^~~~~~~~~~~~
    9 | }

    hint: Name each flag: Flags<'read' | 'write'>. For open names use Set<string>.",
      "entry.ts:9:24 - error AIRSSYS_WIT_TYPE_UNSUPPORTED: parameter 'a' of 'many' has 33 flags, and WIT has at most 32

     8 | export class Sample {
     9 |   @operation() many(a: Many): void {}
       |                        ^~~~
    10 | }

    hint: Split them in two, or use Set<T>, which is a list.",
      "entry.ts:8:25 - error AIRSSYS_WIT_NAME_COLLISION: the cases 'a_b' and 'aB' of AlikeA are both 'a-b' in WIT

    7 | export class Sample {
    8 |   @operation() alike(a: Flags<'a_b' | 'aB'>): void {}
      |                         ^~~~~~~~~~~~~~~~~~~
    9 | }

    hint: Rename one of them.",
    ]
  `);
});

test('results, with sides that carry nothing', () => {
  expect(
    wit(
      `
  @operation() both(): Result<u32, Failure> { throw 1; }
  @operation() noValue(): Result<void, string> { throw 1; }
  @operation() noError(): Result<boolean, void> { throw 1; }
  @operation() neither(): Result<void, never> { throw 1; }
  @operation() aliased(): Lookup<'a' | 'b'> { throw 1; }
  @operation() maybe(): Result<string, string> | undefined { throw 1; }
  @operation() inline(): Result<'on' | 'off', 'z' | 'a'> { throw 1; }`,
      `interface Failure { reason: string }
type Lookup<T> = Result<T, Failure>;`,
    ),
  ).toMatchInlineSnapshot(`
    "record failure {
      reason: string,
    }

    enum aliased-result-ok {
      a,
      b,
    }

    enum inline-result-ok {
      on,
      off,
    }

    enum inline-error {
      z,
      a,
    }

    both: func() -> result<u32, failure>;

    no-value: func() -> result<_, string>;

    no-error: func() -> result<bool>;

    neither: func() -> result;

    aliased: func() -> result<aliased-result-ok, failure>;

    maybe: func() -> option<result<string, string>>;

    inline: func() -> result<inline-result-ok, inline-error>;"
  `);
});

test('records of interfaces, literals, utility types, intersections and generics', () => {
  expect(
    wit(
      `
  @operation() interfaces(a: Order, b: Rush): void {}
  @operation() utilities(a: Summary, b: Patch, c: Partial<Order>, d: Readonly<Order>, e: Omit<Order, 'id'>, f: Required<Line>): void {}
  @operation() intersections(a: Priced, b: { x: u32 } & { y: u32 }): void {}
  @operation() generics(a: Page<Order>, b: Page<string>, c: Names, d: Page<Page<u8[]>>): void {}
  @operation() anonymous(at: { lat: number; lon: number }, many: { a: { b: u32 } }[]): { ok: boolean } { throw 1; }
  @operation() keyed(a: Record<'left' | 'right', u32>): void {}`,
      `/** An order. */
interface Order { id: string; lines: Line[]; meta: { tag?: string } }
/** A line. */
interface Line { sku: string; count?: u32 }
interface Rush extends Order { until: u64 }
type Summary = Pick<Order, 'meta' | 'id'>;
type Patch = Partial<Omit<Order, 'id'>>;
type Priced = Order & { price: u64 };
interface Page<T> { items: T[]; next?: string }
type Names = Page<'a' | 'b'>;`,
    ),
  ).toMatchInlineSnapshot(`
    "/// A line.
    record line {
      sku: string,
      count: option<u32>,
    }

    record order-meta {
      tag: option<string>,
    }

    /// An order.
    record order {
      id: string,
      lines: list<line>,
      meta: order-meta,
    }

    record rush {
      until: u64,
      id: string,
      lines: list<line>,
      meta: order-meta,
    }

    record summary {
      id: string,
      meta: order-meta,
    }

    record patch {
      lines: option<list<line>>,
      meta: option<order-meta>,
    }

    record partial-order {
      id: option<string>,
      lines: option<list<line>>,
      meta: option<order-meta>,
    }

    record utilities-e {
      lines: list<line>,
      meta: order-meta,
    }

    record required-line {
      sku: string,
      count: u32,
    }

    record priced {
      id: string,
      lines: list<line>,
      meta: order-meta,
      price: u64,
    }

    record intersections-b {
      x: u32,
      y: u32,
    }

    record page-order {
      items: list<order>,
      next: option<string>,
    }

    record page-string {
      items: list<string>,
      next: option<string>,
    }

    enum names-items-item {
      a,
      b,
    }

    record names {
      items: list<names-items-item>,
      next: option<string>,
    }

    record page-u8-list {
      items: list<list<u8>>,
      next: option<string>,
    }

    record page-page-u8-list {
      items: list<page-u8-list>,
      next: option<string>,
    }

    record anonymous-at {
      lat: f64,
      lon: f64,
    }

    record anonymous-many-item-a {
      b: u32,
    }

    record anonymous-many-item {
      a: anonymous-many-item-a,
    }

    record anonymous-result {
      ok: bool,
    }

    record keyed-a {
      left: u32,
      right: u32,
    }

    interfaces: func(a: order, b: rush);

    utilities: func(a: summary, b: patch, c: partial-order, d: order, e: utilities-e, f: required-line);

    intersections: func(a: priced, b: intersections-b);

    generics: func(a: page-order, b: page-string, c: names, d: page-page-u8-list);

    anonymous: func(at: anonymous-at, many: list<anonymous-many-item>) -> anonymous-result;

    keyed: func(a: keyed-a);"
  `);
});

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

test('brands survive utility types, generics, re-exports and intersections of the author', () => {
  workspace.write('numbers.ts', "export type { u32 as count, u64 } from '@airssys/sdk';\n");
  expect(
    wit(
      `
  @operation() all(a: Partial<Sizes>, b: Pick<Sizes, 'big'>, c: Box<u16>, d: Readonly<Required<Sizes>>['small']): void {}
  @operation() renamed(a: count, b: Id, c: Amount): void {}`,
      `import type { count } from './numbers.ts';
interface Sizes { small?: u8; big: u64; letter: char }
interface Box<T> { content: T; maybe?: T; list: readonly T[] }
type Id = string & { readonly __brand: 'Id' };
type Amount = u64 & { readonly __unit: 'cents' };`,
    ),
  ).toMatchInlineSnapshot(`
    "record partial-sizes {
      small: option<u8>,
      big: option<u64>,
      letter: option<char>,
    }

    record all-b {
      big: u64,
    }

    record box-u16 {
      content: u16,
      maybe: option<u16>,
      %list: list<u16>,
    }

    all: func(a: partial-sizes, b: all-b, c: box-u16, d: u8);

    renamed: func(a: u32, b: string, c: u64);"
  `);
});

test('names and order are found behind aliases, indexed access, import types and Readonly', () => {
  workspace.write('far.ts', "export interface Far { at: 'z' | 'a' }\nexport type Fars = readonly { it: Far }[];\n");
  expect(
    wit(
      `
  @operation() indexed(a: Order['lines'][number], b: Order['level'], c: NonNullable<Order['meta']>, d: Box<'y' | 'b'>['it']): void {}
  @operation() imported(a: import('./far.ts').Far, b: import('./far.ts').Fars): void {}
  @operation() aliased(a: Levels, b: Readonly<Levels>, c: Pair, d: Readonly<('q' | 'p')[]>, e: Lines, f: Lines): void {}
  @operation() inferred() { return this.level(); }
  level(): Order['level'] { throw 1; }`,
      `const SEEN: ('a' | 'b' | 'p')[] = ['a', 'b', 'p'];
interface Line { sku: string }
interface Order { lines: Line[]; level: 'low' | 'high'; meta?: { tag: string } }
interface Box<T> { it: T }
type Levels = ('z' | 'a')[];
type Lines = { x: u32 }[];
type Pair = [first: 'two' | 'one', second: { deep: u32 }];`,
    ),
  ).toMatchInlineSnapshot(`
    "record line {
      sku: string,
    }

    enum indexed-b {
      low,
      high,
    }

    record indexed-c {
      tag: string,
    }

    enum indexed-d {
      y,
      b,
    }

    enum far-at {
      z,
      a,
    }

    record far {
      at: far-at,
    }

    record fars-item {
      it: far,
    }

    enum levels-item {
      z,
      a,
    }

    enum pair-item1 {
      two,
      one,
    }

    record pair-item2 {
      deep: u32,
    }

    enum aliased-d-item {
      q,
      p,
    }

    record lines-item {
      x: u32,
    }

    enum inferred-result {
      high,
      low,
    }

    indexed: func(a: line, b: indexed-b, c: indexed-c, d: indexed-d);

    imported: func(a: far, b: list<fars-item>);

    aliased: func(a: list<levels-item>, b: list<levels-item>, c: tuple<pair-item1, pair-item2>, d: list<aliased-d-item>, e: list<lines-item>, f: list<lines-item>);

    inferred: func() -> inferred-result;

    entry.ts:18:16 - warning AIRSSYS_WIT_RESULT_INFERRED: the result type of 'inferred' is not written down

    17 |   @operation() aliased(a: Levels, b: Readonly<Levels>, c: Pair, d: Reado
    18 |   @operation() inferred() { return this.level(); }
       |                ^~~~~~~~
    19 |   level(): Order['level'] { throw 1; }

    hint: It is part of the component's interface: write \`: "low" | "high"\` after
          the parameters.

    entry.ts:18:16 - warning AIRSSYS_WIT_CASE_ORDER: the cases of InferredResult are computed, so they are in alphabetical order

    17 |   @operation() aliased(a: Levels, b: Readonly<Levels>, c: Pair, d: Reado
    18 |   @operation() inferred() { return this.level(); }
       |                ^~~~~~~~
    19 |   level(): Order['level'] { throw 1; }

    hint: Their order is part of the binary interface. Write the union out to
          choose it."
  `);
});

test('what a type is made of keeps names and order: bases, nullable aliases, conditional and mapped types', () => {
  expect(
    wit(
      `
  @operation() bases(a: Derived, b: Pick<Derived, 'own' | 'items'>, c: Tree<'k' | 'j'>): void {}
  @operation() nullable(a: Maybe, b: NonNullable<Maybe>, c?: NonNullable<Maybe>): void | u32 {}
  @operation() computed(a: Deep, b: Mapped, c: { [P in keyof Mapped]?: Mapped[P] }): void {}
  @operation() parts(a: Both): Result<Result<u32, 'y' | 'x'>, Both> { throw 1; }`,
      `const SEEN: ('m' | 'j' | 'x')[] = ['m', 'j', 'x'];
interface Base<T> { items: T[]; extra: { z: 'q' | 'c' } }
interface Derived extends Base<'n' | 'm'> { own: string }
type Tree<T> = { leaf: T } & { more: { deep: T[] } };
type Maybe = { a: 1; b: string } | { a: 2 } | null;
type Cond<T> = T extends string ? { s: string } : { n: u32 };
type Default<T = Cond<string>> = { it: T };
type Deep = Default<Default>;
type Mapped = { [P in 'x' | 'y']: P extends 'x' ? u32 : string };
type Both = ({ k: 'a' } & { x: u32; y: u32 }) | Inner;
type Inner = { k: 'z'; v: string } | { k: 'b' };`,
    ),
  ).toMatchInlineSnapshot(`
    "enum derived-items-item {
      n,
      m,
    }

    enum derived-extra-z {
      q,
      c,
    }

    record derived-extra {
      z: derived-extra-z,
    }

    record derived {
      %own: string,
      items: list<derived-items-item>,
      extra: derived-extra,
    }

    enum bases-b-items-item {
      n,
      m,
    }

    record bases-b {
      items: list<bases-b-items-item>,
      %own: string,
    }

    enum bases-c-leaf {
      k,
      j,
    }

    enum bases-c-more-deep-item {
      k,
      j,
    }

    record bases-c-more {
      deep: list<bases-c-more-deep-item>,
    }

    record bases-c {
      leaf: bases-c-leaf,
      more: bases-c-more,
    }

    variant maybe {
      a1(string),
      a2,
    }

    record cond-string {
      s: string,
    }

    record default {
      it: cond-string,
    }

    record deep {
      it: default,
    }

    record mapped {
      x: u32,
      y: string,
    }

    record computed-c {
      x: option<u32>,
      y: option<string>,
    }

    record both-a {
      x: u32,
      y: u32,
    }

    variant both {
      a(both-a),
      z(string),
      b,
    }

    enum parts-result-ok-error {
      y,
      x,
    }

    bases: func(a: derived, b: bases-b, c: bases-c);

    nullable: func(a: option<maybe>, b: maybe, c: option<maybe>) -> option<u32>;

    computed: func(a: deep, b: mapped, c: computed-c);

    parts: func(a: both) -> result<result<u32, parts-result-ok-error>, both>;"
  `);
});

test('doc comments become WIT documentation', () => {
  expect(
    wit(
      `
  /**
   * Adds. See {@link Sum} and {@link Sum | the sum}.
   *
   * Second paragraph.
   * @param left - The first one,
   *   over two lines.
   * @param right The other.
   * @returns nothing that is carried
   */
  @operation() add(left: Sum, right: u32): void {}`,
      `/**
 * A sum.
 * @deprecated tags are left out
 */
interface Sum { /** Of what. */ of: string }`,
    ),
  ).toMatchInlineSnapshot(`
    "/// A sum.
    record sum {
      /// Of what.
      of: string,
    }

    /// Adds. See Sum and the sum.
    ///
    /// Second paragraph.
    ///
    /// - \`left\`: The first one,
    ///   over two lines.
    /// - \`right\`: The other.
    add: func(left: sum, right: u32);"
  `);
});
