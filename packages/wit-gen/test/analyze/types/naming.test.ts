import { expect, test } from 'vitest';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

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

test('an alias of one literal is the name also where its value may be missing', () => {
  expect(
    wit(
      '  @operation() first(a: Only | undefined, b: Result<null | Bar, void>): void {}',
      "type Only = 'only';\ntype Bar =\n  | 'bar';",
    ),
  ).toMatchInlineSnapshot(`
    "enum only {
      only,
    }

    enum bar {
      bar,
    }

    first: func(a: option<only>, b: result<option<bar>>);"
  `);
});
