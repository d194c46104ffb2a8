import { expect, test } from 'vitest';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

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
