import { expect, test } from 'vitest';
import { s8, s16, s32, s64, u8, u16, u32, u64 } from '../src/index.ts';

type Check<T> = (value: T) => T;

// As JavaScript calls them: the types would refuse some of the values.
test.each<[string, Check<number>, number, number]>([
  ['u8', u8, 0, 255],
  ['u16', u16, 0, 65_535],
  ['u32', u32, 0, 4_294_967_295],
  ['s8', s8, -128, 127],
  ['s16', s16, -32_768, 32_767],
  ['s32', s32, -2_147_483_648, 2_147_483_647],
])('%s takes what it is, and says what is none', (name, check, least, most) => {
  expect([check(least), check(most), check(1)]).toEqual([least, most, 1]);
  for (const wrong of [least - 1, most + 1, 1.5, Number.NaN, Infinity, '1', 1n, undefined, null]) {
    expect(() => check(wrong as number)).toThrow(
      new RangeError(`${String(wrong)} is no ${name}: a whole number from ${least} to ${most}`),
    );
  }
});

test.each<[string, Check<bigint>, bigint, bigint]>([
  ['u64', u64, 0n, 2n ** 64n - 1n],
  ['s64', s64, -(2n ** 63n), 2n ** 63n - 1n],
])('%s takes what it is, and says what is none', (name, check, least, most) => {
  expect([check(least), check(most), check(1n)]).toEqual([least, most, 1n]);
  for (const wrong of [least - 1n, most + 1n, 1, '1', undefined]) {
    expect(() => check(wrong as bigint)).toThrow(
      new RangeError(`${String(wrong)} is no ${name}: a whole number from ${least} to ${most}`),
    );
  }
});
