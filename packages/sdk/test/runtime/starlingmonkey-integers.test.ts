/** The real bindings are tested in components (the host's `scalars.test.ts`, `imported-values.test.ts`). Here: the parts. */
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { carryExactIntegers, OTHER_BINDINGS } from '../../src/runtime/starlingmonkey-integers.ts';

const CONVERSIONS = `
  let given = [];
  let $import_a = (...values) => { given.push(...values); };
  function import_a(...values) { $import_a(...values); }
  function toUint32(value) { return value >>> 0; }
  function toInt64(value) { return BigInt.asIntN(64, BigInt(value)); }
  function clampGuest(value, min, max) {
    if (value < min || value > max) throw new TypeError('out of range');
    return value;
  }`;

interface Realm {
  readonly import_a: (...values: readonly unknown[]) => unknown;
  readonly evaluate: (text: string) => unknown;
}

const realm = (script: string): Realm => runInNewContext(`${script}; ({ import_a, evaluate: eval })`) as Realm;

test('conversions give what the native side reads rightly', () => {
  const { import_a, evaluate } = realm(CONVERSIONS);
  carryExactIntegers(import_a);
  expect(
    [
      'toUint32(4294967295)',
      'toUint32(2147483648)',
      'toUint32(7)',
      'toInt64(-1n)',
      'toInt64(-(2n ** 63n))',
      'toInt64(5)',
      'BigInt(-2)',
      'BigInt.asUintN(64, BigInt(2n ** 64n - 1n))',
      'Number(2n ** 64n - 1n)',
      'Number("5")',
      'Number.isInteger(5)',
      'clampGuest(4294967295, -128, 127)',
      'clampGuest(-128, -128, 127)',
    ].map(evaluate),
  ).toEqual([
    -1,
    -(2 ** 31),
    7,
    2n ** 64n - 1n,
    2n ** 63n,
    5n,
    2n ** 64n - 2n,
    2n ** 64n - 1n,
    2 ** 32 - 1,
    5,
    true,
    -1,
    -128,
  ]);
  expect(() => evaluate('clampGuest(2147483648, -128, 127)')).toThrow('out of range');
});

test("a realm's own constructors stay with the author", () => {
  const { import_a } = realm(CONVERSIONS);
  const before = [BigInt, Number, BigInt(-1), Number(5n)];
  carryExactIntegers(import_a);
  expect([BigInt, Number, BigInt(-1), Number(5n)]).toEqual(before);
});

test('arguments of imports are read as unsigned where the bits of an f64 are among them', () => {
  const plain = realm(CONVERSIONS);
  carryExactIntegers(plain.import_a);
  plain.import_a(-1n, 5);
  expect(plain.evaluate('given')).toEqual([-1n, 5]);
  const floats = realm(`${CONVERSIONS}; const f64ToI64 = (value) => value;`);
  carryExactIntegers(floats.import_a);
  floats.import_a(-1n, 5);
  expect(floats.evaluate('given')).toEqual([2n ** 64n - 1n, 5]);
});

test('bindings without a conversion have nothing to replace', () => {
  const { import_a, evaluate } = realm('function import_a() {}');
  carryExactIntegers(import_a);
  expect(evaluate('[typeof toUint32, typeof clampGuest, BigInt(-1)]')).toEqual([
    'undefined',
    'undefined',
    2n ** 64n - 1n,
  ]);
});

test('other bindings are refused', () => {
  expect(() => carryExactIntegers(() => {})).toThrow(OTHER_BINDINGS); // in the author's realm
  const { import_a } = realm('function import_a() {} function toUint32(value) { return value | 0; }');
  expect(() => carryExactIntegers(import_a)).toThrow(OTHER_BINDINGS);
});
