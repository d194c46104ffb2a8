import { expect, test } from 'vitest';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

const PAGE = 'interface Order { id: u32 }\ninterface Page<T> { items: T[] }\n';
/** The names of the types of an interface. */
const names = (text: string): readonly string[] =>
  [...text.matchAll(/^(?:record|enum|variant) (\S+) \{/gm)].map(([, name = '']) => name);

test('one record per instantiation, called after its arguments', () => {
  const text = wit(
    `  @operation() run(
    a: Page<Order>, b: Page<Page<Order>>, c: Page<Order[]>, d: Page<readonly string[]>, e: Page<u32 | undefined>, f: Page<u32 | null>,
    g: Page<[u32, Order]>, h: Page<Map<string, Order>>, i: Page<Set<u8>>, j: Page<Uint8Array>, k: Page<Date>, l: Page<'a' | 'b'>,
    m: Page<Result<u8, string>>, n: Page<Partial<Order>>, o: Page<Record<string, Order>>, p: Page<boolean>, q: Page<ReadonlyArray<Order>>,
    r: Page<Readonly<Order>>, s: Page<Page<u8> | null>
  ): void {}`,
    PAGE,
  );
  expect(names(text)).toMatchInlineSnapshot(`
    [
      "order",
      "page-order",
      "page-page-order",
      "page-order-list",
      "page-string-list",
      "page-optional-u32",
      "page-nullable-u32",
      "page-tuple-u32-order",
      "page-map-string-order",
      "page-set-u8",
      "page-uint8-array",
      "instant",
      "page-date",
      "page-a-or-b-items-item",
      "page-a-or-b",
      "page-result-u8-string",
      "partial-order",
      "page-partial-order",
      "page-record-string-order",
      "page-boolean",
      "page-u8",
      "page-nullable-page-u8",
    ]
  `);
  expect(wit(`  @operation() run(a: Page<Order>, b: Page<u32 | null>): Page<string> { throw 1; }`, PAGE))
    .toMatchInlineSnapshot(`
    "record order {
      id: u32,
    }

    record page-order {
      items: list<order>,
    }

    record page-nullable-u32 {
      items: list<option<u32>>,
    }

    record page-string {
      items: list<string>,
    }

    run: func(a: page-order, b: page-nullable-u32) -> page-string;"
  `);
});

test('the names do not depend on the order of anything', () => {
  const operations = [
    'a(x: Page<Order>)',
    'b(x: Page<Page<Order>>)',
    'c(x: Page<string>)',
    'd(x: Page<u32 | undefined>)',
  ];
  const written = (list: readonly string[], declarations: string): readonly string[] =>
    names(wit(list.map((one) => `  @operation() ${one}: void {}`).join('\n'), declarations)).toSorted();
  const expected = written(operations, PAGE);
  expect(written(operations.toReversed(), PAGE.split('\n').toReversed().join('\n'))).toEqual(expected);
});

test('arguments that are the defaults do not count, and those without a name lead to the place', () => {
  expect(
    wit(
      `  @operation() box(a: Box<u8>, b: Box<u8, string>, c: Box<u8, u8>, d: Box<{ x: u8 }>): Box<{ y: u8 }> { throw 1; }`,
      'interface Box<K, V = string> { key: K; value: V }',
    ),
  ).toMatchInlineSnapshot(`
    "record box-u8 {
      key: u8,
      value: string,
    }

    record box-u8-u8 {
      key: u8,
      value: u8,
    }

    record box-d-key {
      x: u8,
    }

    record box-d {
      key: box-d-key,
      value: string,
    }

    record box-result-key {
      y: u8,
    }

    record box-result {
      key: box-result-key,
      value: string,
    }

    box: func(a: box-u8, b: box-u8, c: box-u8-u8, d: box-d) -> box-result;"
  `);
});

test('two instantiations that would have one name', () => {
  expect(
    wit(
      `  @operation() run(a: Page<Order[]>, b: Page<OrderList>): void {}`,
      `${PAGE}interface OrderList { all: Order[] }`,
    ),
  ).toMatchInlineSnapshot(`
    "entry.ts:6:11 - error AIRSSYS_WIT_NAME_COLLISION: 'PageOrderList' and 'PageOrderList' (entry.ts, line 6) are both 'page-order-list' in WIT

    5 | interface Order { id: u32 }
    6 | interface Page<T> { items: T[] }
      |           ^~~~
    7 | interface OrderList { all: Order[] }

    hint: Rename one of the two types. A type without a name is called after its
          place: give it one."
  `);
});

test('aliases of generics, aliases of aliases, and what conditional types come to', () => {
  expect(
    wit(
      `  @operation() named(a: Orders, b: Same, c: Maybe<Order>, d: Pair<u8>): void {}
  @operation() conditional(a: Elem<Order[]>, b: If<true, Order, string>, c: If<false, Order, u8>, d: Elem<Page<Order>[]>): void {}
  @operation() computed(a: ReturnType<() => Order>, b: Awaited<Promise<Order>>, c: Parameters<(a: u8, b: Order) => void>): void {}`,
      `${PAGE}type Orders = Page<Order>;
type Same = Orders;
type Maybe<T> = T | undefined;
type Pair<T> = readonly [first: T, second: Maybe<T>];
type Elem<T> = T extends readonly (infer U)[] ? U : T;
type If<B extends boolean, A, C> = B extends true ? A : C;`,
    ),
  ).toMatchInlineSnapshot(`
    "record order {
      id: u32,
    }

    record orders {
      items: list<order>,
    }

    record elem-page-order-list {
      items: list<order>,
    }

    named: func(a: orders, b: orders, c: option<order>, d: tuple<u8, option<u8>>);

    conditional: func(a: order, b: order, c: u8, d: elem-page-order-list);

    computed: func(a: order, b: order, c: tuple<u8, order>);"
  `);
});

test('types of other files, re-exported, renamed and exported by default', () => {
  workspace.write(
    'third.ts',
    "export interface Order { id: u32; lines: Line[] }\nexport type Line = { sku: string };\nexport interface Before { z: string }\ntype u32 = import('@airssys/sdk').u32;\n",
  );
  workspace.write(
    'other.ts',
    "export * from './third.ts';\nexport { Before as After } from './third.ts';\nexport interface Page<T> { items: T[] }\nexport const STATES = ['b', 'a'] as const;\nexport default interface Settings { x: number }\n",
  );
  expect(
    wit(
      `  @operation() run(a: Order, b: P<Order>, c: ns.Line, d: Settings2, e: State, f: import('./other.ts').After): void {}`,
      `import { type Order, type Page as P, STATES } from './other.ts';
import type * as ns from './other.ts';
import type Settings2 from './other.ts';
type State = (typeof STATES)[number];`,
    ),
  ).toMatchInlineSnapshot(`
    "record line {
      sku: string,
    }

    record order {
      id: u32,
      lines: list<line>,
    }

    record page-order {
      items: list<order>,
    }

    record settings {
      x: f64,
    }

    enum state {
      b,
      a,
    }

    record before {
      z: string,
    }

    run: func(a: order, b: page-order, c: line, d: settings, e: state, f: before);"
  `);
});
