import { describe, expect, test } from 'vitest';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const members = (text: string, declarations?: string): string =>
  workspace.report(workspace.members(text, declarations));

/** The literals that are refused. */
const refused = (declarations: string): readonly string[] =>
  workspace
    .members('  @operation() run(): void {}', declarations)
    .diagnostics.map(({ line, column, length }) =>
      (workspace.textOf(workspace.path('entry.ts')).split('\n')[line - 1] ?? '').slice(column - 1, column - 1 + length),
    );

describe('numbers outside of the range of their type', () => {
  test('in a default, a field and a result', () => {
    expect(
      members(`  readonly #size: u8 = 300;
  @operation() run(count: u32 = -1): s8 { return this.#size > 200 ? 128 : 1.5; }`),
    ).toMatchInlineSnapshot(`
      "entry.ts:8:24 - error AIRSSYS_WIT_NUMBER_RANGE: 300 is no u8

      7 | export class Sample {
      8 |   readonly #size: u8 = 300;
        |                        ^~~
      9 |   @operation() run(count: u32 = -1): s8 { return this.#size > 200 ? 128

      hint: u8 has the whole numbers from 0 to 255. Write another number, or choose
            a wider type.

      entry.ts:9:33 - error AIRSSYS_WIT_NUMBER_RANGE: -1 is no u32

       8 |   readonly #size: u8 = 300;
       9 |   @operation() run(count: u32 = -1): s8 { return this.#size > 200 ? 128
         |                                 ^~
      10 | }

      hint: u32 has the whole numbers from 0 to 4294967295. Write another number, or
            choose a wider type.

      entry.ts:9:69 - error AIRSSYS_WIT_NUMBER_RANGE: 128 is no s8

       8 |
       9 |  this.#size > 200 ? 128 : 1.5; }
         |                     ^~~
      10 |

      hint: s8 has the whole numbers from -128 to 127. Write another number, or
            choose a wider type.

      entry.ts:9:75 - error AIRSSYS_WIT_NUMBER_RANGE: 1.5 is no s8

       8 |
       9 | #size > 200 ? 128 : 1.5; }
         |                     ^~~
      10 |

      hint: s8 has the whole numbers from -128 to 127. Write another number, or
            choose a wider type."
    `);
  });
  test('wherever a type of the SDK is wanted', () => {
    expect(
      refused(`type Small = u8;
interface Item { size: Small; tags: u16[]; maybe?: s16 | null }
const item: Item = { size: 256, tags: [1, 65_536], maybe: -32_769 };
const either: u8 | s8 = 1_000;
const wide: u64 = 18_446_744_073_709_551_616n;
const least: s64 = -9_223_372_036_854_775_809n;
const take = (value: u8, ...more: readonly u8[]): u8 => value;
take(400, 1, 500);
const made = new Map<string, u8>([['a', 600]]);
const cast = 700 as u8;
void [item, either, wide, least, made, cast];`),
    ).toEqual([
      '256',
      '65_536',
      '-32_769',
      '1_000',
      '18_446_744_073_709_551_616n',
      '-9_223_372_036_854_775_809n',
      '400',
      '500',
      '600',
      '700',
    ]);
  });
  test('not where they fit, where other numbers are wanted too, or where no type is known', () => {
    expect(
      refused(`const most: readonly [u8, u16, u32, s8, s16, s32] = [255, 65_535, 4_294_967_295, -128, -32_768, -2_147_483_648];
const wide: readonly [u64, s64] = [18_446_744_073_709_551_615n, -9_223_372_036_854_775_808n];
const either: u8 | number = 300;
const signed: u8 | s16 = -1;
const real: f32 | f64 = 1.5;
const some: u8 = most[0] + 300;
const other = 300;
const hex: u8 = 0xff;
const exponent: u32 = 1e9;
const list: Record<string, number> = { a: 1.5 };
void [wide, either, signed, real, some > 300, other, hex, exponent, list];`),
    ).toEqual([]);
  });
});
