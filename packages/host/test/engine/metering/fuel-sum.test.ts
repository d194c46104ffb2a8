import { expect, test } from 'vitest';
import { FuelSum } from '../../../src/engine/metering/fuel-sum.ts';

const global = (value: bigint): WebAssembly.Global => new WebAssembly.Global({ value: 'i64', mutable: true }, value);

test('the sum is the same read by hand and by the module that takes over', () => {
  const sum = new FuelSum();
  const globals = [5n, -7n, 2n ** 40n, 0n].map(global);
  for (const one of globals) sum.add(one);
  const expected = 2 ** 40 - 2;
  expect(Array.from({ length: 20 }, () => sum.read())).toEqual(Array.from({ length: 20 }, () => expected));
  const [first] = globals;
  if (first !== undefined) first.value = -(2n ** 61n);
  expect(sum.read()).toBe(-(2 ** 61) + 2 ** 40 - 7);
});

test('another module may be added at any time', () => {
  const sum = new FuelSum();
  expect(sum.read()).toBe(0);
  for (let count = 1; count <= 3; count += 1) {
    sum.add(global(BigInt(count)));
    const expected = (count * (count + 1)) / 2;
    expect(new Set(Array.from({ length: 12 }, () => sum.read()))).toEqual(new Set([expected]));
  }
});

test('without any there is nothing left', () => {
  const sum = new FuelSum();
  expect(new Set(Array.from({ length: 20 }, () => sum.read()))).toEqual(new Set([0]));
});
