import { describe, expect, it, vi } from 'vitest';
import { JCO, QUICKJS, STARLINGMONKEY } from '../../src/codec/index.ts';
import { type PrimitiveName, Type } from '../../src/index.ts';
import { codec, failure } from './samples.ts';

const of = (name: PrimitiveName, profile = JCO) => codec(Type.primitive(name), profile);

describe('integers', () => {
  it.each([
    ['s8', -128, 127],
    ['u8', 0, 255],
    ['s16', -32_768, 32_767],
    ['u16', 0, 65_535],
    ['s32', -2_147_483_648, 2_147_483_647],
    ['u32', 0, 4_294_967_295],
  ] as const)('%s holds %i to %i and nothing beyond', (name, min, max) => {
    for (const convert of [of(name).lift, of(name).lower]) {
      expect([convert(min, ''), convert(max, '')]).toEqual([min, max]);
      for (const wrong of [min - 1, max + 1, 0.5, NaN, Infinity, '1', 1n, null, undefined, true, [], {}]) {
        expect(() => convert(wrong, 'x')).toThrow(`x: expected ${name}, got `);
      }
    }
  });

  it.each([
    ['s64', -(2n ** 63n), 2n ** 63n - 1n],
    ['u64', 0n, 2n ** 64n - 1n],
  ] as const)('%s holds %i to %i, as bigint only', (name, min, max) => {
    for (const convert of [of(name).lift, of(name).lower]) {
      expect([convert(min, ''), convert(max, '')]).toEqual([min, max]);
      for (const wrong of [min - 1n, max + 1n, 1, '1', null]) {
        expect(() => convert(wrong, 'x')).toThrow(`x: expected ${name}`);
      }
    }
  });

  it('have one zero', () => {
    expect(Object.is(of('s32').lower(-0, ''), 0)).toBe(true);
  });
});

describe('64-bit integers in QuickJS', () => {
  it('come as numbers where they are exact, else as digits, and go as digits', () => {
    expect(of('s64', QUICKJS).lift(-5, '')).toBe(-5n);
    expect(of('s64', QUICKJS).lift('-9223372036854775808', '')).toBe(-(2n ** 63n));
    expect(of('s64', QUICKJS).lift('-0009007199254740993', '')).toBe(-(2n ** 53n) - 1n);
    expect(of('s64', QUICKJS).lower(-(2n ** 63n), '')).toBe('-9223372036854775808');
    expect(of('u64', QUICKJS).lift('18446744073709551615', '')).toBe(2n ** 64n - 1n);
    expect(of('u64', QUICKJS).lower(2n ** 64n - 1n, '')).toBe('18446744073709551615');
    expect(of('u64', QUICKJS).lower(5n, '')).toBe('5');
    expect(of('s64', QUICKJS).lift(5n, '')).toBe(5n);
  });

  it('are checked both ways', () => {
    for (const wrong of [2 ** 53, 1.5, NaN, '', '0x10', '1e3', ' 1', '9'.repeat(100), null, {}]) {
      expect(() => of('u64', QUICKJS).lift(wrong, 'count')).toThrow('count: expected u64');
    }
    expect(() => of('u64', QUICKJS).lift(-1, 'count')).toThrow('count: expected u64, got -1n');
    expect(() => of('s64', QUICKJS).lift('9223372036854775808', 'count')).toThrow('count: expected s64, got 9223');
    expect(() => of('u64', QUICKJS).lower(-1n, 'count')).toThrow('count: expected u64, got -1n');
    expect(() => of('u64', QUICKJS).lower(5, 'count')).toThrow('count: expected u64 (a bigint), got 5');
    expect(() => of('u64', QUICKJS).lower('5', 'count')).toThrow('count: expected u64 (a bigint), got "5"');
  });

  it('are no numbers in other engines', () => {
    for (const profile of [JCO, STARLINGMONKEY]) {
      expect(() => of('u64', profile).lift(5, 'x')).toThrow('x: expected u64 (a bigint), got 5');
      expect(() => of('u64', profile).lift('5', 'x')).toThrow('x: expected u64 (a bigint), got "5"');
    }
  });
});

describe('signed integers in StarlingMonkey', () => {
  it('get their sign back', () => {
    const s32 = of('s32', STARLINGMONKEY);
    expect([s32.lift(2 ** 32 - 5, ''), s32.lift(2 ** 31, ''), s32.lift(-5, '')]).toEqual([-5, -(2 ** 31), -5]);
    expect(() => s32.lift(2 ** 32, 'x')).toThrow('x: expected s32, got 4294967296');
    expect(() => of('s32').lift(2 ** 31, 'x')).toThrow('x: expected s32, got 2147483648');
    const s64 = of('s64', STARLINGMONKEY);
    expect(s64.lift(2n ** 64n - 5n, '')).toBe(-5n);
    expect(s64.lift(2n ** 63n, '')).toBe(-(2n ** 63n));
    expect(s64.lift(-5n, '')).toBe(-5n);
    expect(s64.lower(-5n, '')).toBe(-5n);
    expect(() => s64.lift(2n ** 64n, 'x')).toThrow('x: expected s64, got 18446744073709551616n');
    expect(() => s64.lower(2n ** 63n, 'x')).toThrow('x: expected s64, got 9223372036854775808n');
    expect(() => of('s64').lift(2n ** 63n, 'x')).toThrow('x: expected s64, got 9223372036854775808n');
  });
});

describe('floats', () => {
  it('take every number as it is', () => {
    for (const value of [NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE]) {
      expect(Object.is(of('f64').lower(value, ''), value)).toBe(true);
      expect(Object.is(of('f64').lift(value, ''), value)).toBe(true);
    }
  });

  it('round to f32', () => {
    expect(of('f32').lower(1.1, '')).toBe(1.100000023841858);
    expect(of('f32').lower(1e300, '')).toBe(Infinity);
    expect(Object.is(of('f32').lower(-0, ''), -0)).toBe(true);
  });
});

describe('strings and characters', () => {
  it('takes an empty string, a megabyte, and every scalar value', () => {
    for (const text of ['', 'x'.repeat(1_000_000), '\u0000\uD7FF\uE000\uFFFF', '😀'.repeat(500_000)]) {
      expect(of('string').lower(text, '')).toBe(text);
    }
  });

  it('refuses a lone surrogate and says where it is', () => {
    expect([
      failure(() => of('string').lower('ab\uD800', 'text')),
      failure(() => of('string').lower('😀\uDC00😀', 'text')),
      failure(() => of('string').lift('\uD800\uD800\uDC00', 'text')),
    ]).toMatchInlineSnapshot(`
      [
        "text: expected a string of Unicode scalar values, got a lone surrogate at index 2
        Half of a surrogate pair has no UTF-8: do not cut strings between the two, or use toWellFormed().",
        "text: expected a string of Unicode scalar values, got a lone surrogate at index 2
        Half of a surrogate pair has no UTF-8: do not cut strings between the two, or use toWellFormed().",
        "text: expected a string of Unicode scalar values, got a lone surrogate at index 0
        Half of a surrogate pair has no UTF-8: do not cut strings between the two, or use toWellFormed().",
      ]
    `);
  });

  it('refuses it too where the engine has no isWellFormed', async () => {
    const original = Object.getOwnPropertyDescriptor(String.prototype, 'isWellFormed');
    if (!original) throw new Error('this Node has isWellFormed');
    try {
      Reflect.deleteProperty(String.prototype, 'isWellFormed');
      vi.resetModules();
      const { compileType } = await import('../../src/codec/compile.ts');
      const { lower } = compileType(Type.primitive('string'), new Map(), QUICKJS);
      expect(lower('a😀b', '')).toBe('a😀b');
      expect(() => lower('a\uDC00', 'x')).toThrow('a lone surrogate at index 1');
    } finally {
      // oxlint-disable-next-line no-extend-native -- put back what the test has taken away
      Object.defineProperty(String.prototype, 'isWellFormed', original);
      vi.resetModules();
    }
  });

  it('takes one scalar value as a char, whatever its length', () => {
    for (const char of ['a', '\u0000', '\uFFFF', '😀']) expect(of('char').lower(char, '')).toBe(char);
    for (const wrong of ['', 'ab', 'e\u0301', '\uD800', '\uDC00', 'a😀', '😀😀', '😀a', 97, null]) {
      expect(() => of('char').lower(wrong, 'x')).toThrow('x: expected a char (one Unicode scalar value), got ');
    }
  });
});
