import { expect, test } from 'vitest';
import { createRandomness, xoshiro128 } from '../src/seeded-randomness.ts';

const take = (seed: number, count: number): Uint8Array => {
  const bytes = new Uint8Array(count);
  createRandomness(seed)(bytes);
  return bytes;
};

test('the generator is xoshiro128** 1.1: the first words of the reference implementation', () => {
  const next = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 8 }, next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
  ]);
});

test('the same seed gives the same bytes, in every version', () => {
  expect(take(42, 8)).toEqual(take(42, 8));
  expect(Buffer.from(take(42, 8)).toString('hex')).toMatchInlineSnapshot(`"3d945d27b4aab9d9"`);
});

test.each([
  [1, 2],
  [0, -0.0 + 2 ** 32],
  [1, -1],
  [5, 5 + 2 ** 40],
])('seeds %d and %d are not the same', (a, b) => {
  expect(take(a, 16)).not.toEqual(take(b, 16));
});

test('bits are spread evenly', () => {
  const ones = take(7, 100_000).reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  expect(ones / 800_000).toBeCloseTo(0.5, 2);
});

test('a seed is a whole number', () => {
  expect(() => createRandomness(0.5)).toThrow('The seed cannot be 0.5');
});
