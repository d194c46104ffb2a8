import { expect, test } from 'vitest';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

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

    enum tree-k-or-j-leaf {
      k,
      j,
    }

    enum tree-k-or-j-more-deep-item {
      k,
      j,
    }

    record tree-k-or-j-more {
      deep: list<tree-k-or-j-more-deep-item>,
    }

    record tree-k-or-j {
      leaf: tree-k-or-j-leaf,
      more: tree-k-or-j-more,
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

    bases: func(a: derived, b: bases-b, c: tree-k-or-j);

    nullable: func(a: option<maybe>, b: maybe, c: option<maybe>) -> option<u32>;

    computed: func(a: deep, b: mapped, c: computed-c);

    parts: func(a: both) -> result<result<u32, parts-result-ok-error>, both>;"
  `);
});

test('what a mapped type does at every depth, also to the numbers of the SDK', () => {
  expect(
    wit(
      '  @operation() merge(base: Config, patch: DeepPartial<Config>): void {}',
      `interface Config { port: u16; since: u64; limits: { maxBody: u32; name: string } }
type DeepPartial<T> = { [K in keyof T]?: T[K] extends object ? DeepPartial<T[K]> : T[K] };`,
    ),
  ).toMatchInlineSnapshot(`
    "record config-limits {
      max-body: u32,
      name: string,
    }

    record config {
      port: u16,
      since: u64,
      limits: config-limits,
    }

    record deep-partial-config-limits {
      max-body: option<u32>,
      name: option<string>,
    }

    record deep-partial-config {
      port: option<u16>,
      since: option<u64>,
      limits: option<deep-partial-config-limits>,
    }

    merge: func(base: config, patch: deep-partial-config);"
  `);
});

test('fields that are called like what the SDK marks its types with are just fields', () => {
  expect(wit('  @operation() run(a: Result<{ own: u32; borrow: string; flags: boolean }, string>): void {}', ''))
    .toMatchInlineSnapshot(`
    "record run-a-ok {
      %own: u32,
      %borrow: string,
      %flags: bool,
    }

    run: func(a: result<run-a-ok, string>);"
  `);
});

test('a type with a base, and what is readonly of it, are one', () => {
  expect(
    wit(
      '  @operation() run(a: Item, b: readonly Readonly<Item>[]): Readonly<Item> { throw a; }',
      'interface Base { at: u32; by: string }\ninterface Item extends Base { sku: string }',
    ),
  ).toMatchInlineSnapshot(`
    "record item {
      sku: string,
      at: u32,
      by: string,
    }

    run: func(a: item, b: list<item>) -> item;"
  `);
});
