import { expect, test } from 'vitest';
import { validateWit } from '../../support/wit-tools.ts';
import { Workspace } from '../../support/workspace.ts';

const workspace = new Workspace();
const wit = (members: string, declarations?: string): string => workspace.wit(members, declarations);

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
