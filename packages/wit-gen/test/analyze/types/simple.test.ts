import { expect, test } from 'vitest';
import { Workspace } from '../../support/workspace.ts';

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
