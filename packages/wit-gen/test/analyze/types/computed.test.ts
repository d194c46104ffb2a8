import { expect, test } from 'vitest';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

test('mapped types: the fields in the order of the source', () => {
  expect(
    wit(
      `  @operation() a(a: Getters<Order>, b: Nullable<Order>, c: Loose<Order, 'when'>, d: Mutable<Order>, e: Texts): void {}
  @operation() b(a: Extended, b: Both, c: ByName, d: Sides): void {}`,
      `interface Order { readonly when: Date; id: u32; name?: string }
type Getters<T> = { [K in keyof T as \`get\${Capitalize<string & K>}\`]: T[K] };
type Nullable<T> = { [K in keyof T]: T[K] | null };
type Loose<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OnlyTexts<T> = { [K in keyof T as T[K] extends string ? K : never]: T[K] };
type Texts = OnlyTexts<{ z: string; n: u8; a: string }>;
interface Extended extends Pick<Order, 'name' | 'id'> { extra: u8 }
type Both = { z: u8 } & { a: Order } & Extended;
type ByName = { [K in 'y' | 'x']: u8 };
type Sides = Record<'right' | 'left', Order>;`,
    ),
  ).toMatchInlineSnapshot(`
    "/// A moment: seconds since 1970-01-01T00:00:00Z, and nanoseconds of that second (below 1,000,000,000).
    record instant {
      seconds: s64,
      nanoseconds: u32,
    }

    record getters-order {
      get-id: u32,
      get-name: option<string>,
      get-when: instant,
    }

    record nullable-order {
      when: option<instant>,
      id: option<u32>,
      name: option<option<string>>,
    }

    record loose-order-when {
      id: u32,
      name: option<string>,
      when: option<instant>,
    }

    record mutable-order {
      when: instant,
      id: u32,
      name: option<string>,
    }

    record texts {
      z: string,
      a: string,
    }

    record extended {
      extra: u8,
      id: u32,
      name: option<string>,
    }

    record order {
      when: instant,
      id: u32,
      name: option<string>,
    }

    record both {
      z: u8,
      a: order,
      extra: u8,
      id: u32,
      name: option<string>,
    }

    record by-name {
      x: u8,
      y: u8,
    }

    record sides {
      left: order,
      right: order,
    }

    a: func(a: getters-order, b: nullable-order, c: loose-order-when, d: mutable-order, e: texts);

    b: func(a: extended, b: both, c: by-name, d: sides);"
  `);
});

test('unions that follow from constants, keys and templates: the cases in the order of the source', () => {
  expect(
    wit(
      `  @operation() run(a: State, b: LevelName, c: Word, d: Size, e: Loud, f: Key, g: Late, h: Early, i: Order['state'], j: keyof Order): void {}`,
      `const SEEN: ('paid' | 'ay' | 'x' | 'One')[] = ['paid', 'ay', 'x', 'One'];
const STATES = ['new', 'sent', 'paid'] as const;
type State = (typeof STATES)[number];
const LEVELS = { low: 1, high: 2 } as const;
type LevelName = keyof typeof LEVELS;
const WORDS = { b: 'bee', a: 'ay' } as const;
type Word = (typeof WORDS)[keyof typeof WORDS];
type Size = \`\${'s' | 'm'}-\${'y' | 'x'}\`;
type Loud = Uppercase<'two' | 'one'>;
type Key = keyof { z: 1; a: 2 };
type Late = Exclude<State, 'new'>;
type Early = Extract<State, 'sent' | 'new'>;
interface Order { state: 'open' | 'closed'; id: u8 }`,
    ),
  ).toMatchInlineSnapshot(`
    "enum state {
      new,
      sent,
      paid,
    }

    enum level-name {
      low,
      high,
    }

    enum word {
      bee,
      ay,
    }

    enum size {
      s-y,
      s-x,
      m-y,
      m-x,
    }

    enum loud {
      two,
      one,
    }

    enum key {
      z,
      a,
    }

    enum late {
      sent,
      paid,
    }

    enum early {
      new,
      sent,
    }

    enum run-i {
      open,
      closed,
    }

    enum run-j {
      state,
      id,
    }

    run: func(a: state, b: level-name, c: word, d: size, e: loud, f: key, g: late, h: early, i: run-i, j: run-j);"
  `);
});

test('any literal tells cases apart: texts, numbers, booleans, members of enums, several of one arm', () => {
  expect(
    wit(
      `  @operation() run(a: Byte, b: Answer, c: Switch, d: Named, e: Mixed, f: Shape): void {}`,
      `type Byte = { status: 200; body: string } | { status: -1.5; why: string; at: u8 } | { status: 404 };
type Answer = { ok: false; why: string } | { ok: true; value: u8 };
enum State { Off, On }
enum Word { First = 'erste', Second = 'zweite' }
type Switch = { state: State.On; since: u64 } | { state: State.Off };
type Named = { word: Word.Second } | { word: Word.First; n: u8 };
type Mixed = { tag: 'text'; text: string } | { tag: 1; one: u8 } | { tag: true };
type Shape = { kind: 'poly' | 'line'; points: u32[] } | { kind: 'circle'; at: u32; r: u8 };`,
    ),
  ).toMatchInlineSnapshot(`
    "record byte-status-minus1-point5 {
      why: string,
      at: u8,
    }

    variant byte {
      status200(string),
      status-minus1-point5(byte-status-minus1-point5),
      status404,
    }

    variant answer {
      false(string),
      true(u8),
    }

    variant switch {
      on(u64),
      off,
    }

    variant named {
      second,
      first(u8),
    }

    variant mixed {
      text(string),
      tag1(u8),
      true,
    }

    record shape-circle {
      at: u32,
      r: u8,
    }

    variant shape {
      poly(list<u32>),
      line(list<u32>),
      circle(shape-circle),
    }

    run: func(a: byte, b: answer, c: switch, d: named, e: mixed, f: shape);"
  `);
});

test('unions of unions, of interfaces, of generics, and those that an intersection shares fields with', () => {
  expect(
    wit(
      `  @operation() run(a: Pet, b: Outer, c: Outcome<u8, string>, d: Outcome<Pet, Outer>, e: Known, f: Some<Some<u8>>): void {}`,
      `interface Base { id: string }
interface Dog extends Base { kind: 'dog' }
interface Cat extends Base { readonly kind: 'cat'; lives: u8 }
type Pet = Dog | Cat;
type Inner = { kind: 'x' } | { kind: 'fish'; wet: boolean };
type Outer = Inner | Pet;
type Outcome<T, E> = { success: true; data: T } | { success: false; error: E };
type Known = Base & ({ kind: 'b'; s: string; t: u8 } | { kind: 'a'; v: u8 });
type Some<T> = { is: 'some'; it: T } | { is: 'none' };`,
    ),
  ).toMatchInlineSnapshot(`
    "record pet-cat {
      lives: u8,
      id: string,
    }

    variant pet {
      dog(string),
      cat(pet-cat),
    }

    record outer-cat {
      lives: u8,
      id: string,
    }

    variant outer {
      x,
      fish(bool),
      dog(string),
      cat(outer-cat),
    }

    variant outcome-u8-string {
      true(u8),
      false(string),
    }

    variant outcome-pet-outer {
      true(pet),
      false(outer),
    }

    record known-b {
      id: string,
      s: string,
      t: u8,
    }

    record known-a {
      id: string,
      v: u8,
    }

    variant known {
      b(known-b),
      a(known-a),
    }

    variant some-u8 {
      some(u8),
      none,
    }

    variant some-some-u8 {
      some(some-u8),
      none,
    }

    run: func(a: pet, b: outer, c: outcome-u8-string, d: outcome-pet-outer, e: known, f: some-some-u8);"
  `);
});

test('missing in two ways, optional parameters in the middle, defaults, and any JSON', () => {
  expect(
    wit(
      `  @operation() missing(a: u8 | null | undefined, b: Row, c: (u8 | null | undefined)[], d: Twice<u8>): string | null | undefined { throw 1; }
  @operation() params(a: string = 'x', b: u8, c?: u8, d: u32 | null = 1, e: u8 | null = null, f = 5, g = 'x', h = false, i?: u8 | null): void {}
  @operation() json(a: Json, b: Json | undefined, c: { data?: Json; list: Json[]; open: Record<string, Json> }, d?: Json): Json | null { throw 1; }
  @operation() results(a: Result<u8, string>[], b: { r: Result<void, Row>; maybe?: Result<u8, never> }, c: Result<Result<u8, string>, u8 | undefined>): Result<Json, Row> | undefined { throw 1; }`,
      `import type { Json } from '@airssys/sdk';
interface Row { name?: string | null }
type Twice<T> = { it: T | null } | undefined;`,
    ),
  ).toMatchInlineSnapshot(`
    "record row {
      name: option<option<string>>,
    }

    record missing-d {
      it: option<u8>,
    }

    record json-c {
      data: option<string>,
      %list: list<string>,
      open: list<tuple<string, string>>,
    }

    record results-b {
      r: result<_, row>,
      maybe: option<result<u8>>,
    }

    missing: func(a: option<option<u8>>, b: row, c: list<option<option<u8>>>, d: option<missing-d>) -> option<option<string>>;

    params: func(a: option<string>, b: u8, c: option<u8>, d: option<option<u32>>, e: option<u8>, f: option<f64>, g: option<string>, h: option<bool>, i: option<option<u8>>);

    json: func(a: string, b: option<string>, c: json-c, d: option<string>) -> string;

    results: func(a: list<result<u8, string>>, b: results-b, c: result<result<u8, string>, option<u8>>) -> option<result<string, row>>;"
  `);
});
