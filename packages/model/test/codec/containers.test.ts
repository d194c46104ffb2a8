import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { JCO, QUICKJS } from '../../src/codec/index.ts';
import { Type } from '../../src/index.ts';
import { codec, failure } from './samples.ts';

const { primitive, option, list } = Type;

describe('lists', () => {
  it('lift the typed arrays that engines make of numeric lists, to plain arrays', () => {
    expect(codec(list(primitive('f64'))).lift(new Float64Array([1.5, NaN]), '')).toEqual([1.5, NaN]);
    expect(codec(list(primitive('u64'))).lift(new BigUint64Array([2n ** 64n - 1n]), '')).toEqual([2n ** 64n - 1n]);
    expect(codec(list(primitive('s8'))).lift(new Int8Array([-1]), '')).toEqual([-1]);
  });

  it('copy, so that what was checked cannot change', () => {
    const given = ['a'];
    const lowered = codec(list(primitive('string'))).lower(given, '');
    given[0] = '\uD800';
    expect(lowered).toEqual(['a']);
  });

  it('hand bytes on as they are, and take nothing but a Uint8Array for them', () => {
    const bytes = codec(Type.bytes());
    for (const given of [new Uint8Array(), new Uint8Array([1]), Buffer.from('x')]) {
      expect(bytes.lower(given, '')).toBe(given);
      expect(bytes.lift(given, '')).toBe(given);
    }
    const foreign = runInNewContext('new Uint8Array([1, 2, 3]).subarray(1)') as Uint8Array;
    expect(bytes.lower(foreign, '')).toBe(foreign);
    const lifted = bytes.lift(foreign, '') as Uint8Array;
    expect([lifted instanceof Uint8Array, lifted.buffer === foreign.buffer, ...lifted]).toEqual([true, true, 2, 3]);
    const forged: unknown = Object.create(Uint8Array.prototype);
    for (const wrong of [[1], new ArrayBuffer(1), new Int8Array(1), new Uint8ClampedArray(1), 'AQ==', forged]) {
      expect(() => bytes.lower(wrong, 'x')).toThrow('x: expected a Uint8Array, got ');
    }
  });

  it('spell an array of u8 as a Uint8Array in the ABI', () => {
    const numbers = codec(list(primitive('u8')));
    expect(numbers.lower([1, 255], '')).toEqual(new Uint8Array([1, 255]));
    expect(numbers.lift(new Uint8Array([1, 255]), '')).toEqual([1, 255]);
    expect(() => numbers.lower([1, 256], 'x')).toThrow('x[1]: expected u8, got 256');
  });

  it('refuse what is no list', () => {
    for (const wrong of ['ab', new DataView(new ArrayBuffer(1)), { length: 1 }, new Set([1]), null, undefined, 5]) {
      expect(() => codec(list(primitive('u32'))).lower(wrong, 'x')).toThrow('x: expected an array, got ');
    }
    const sparse = [1];
    sparse[2] = 3;
    expect(() => codec(list(primitive('u32'))).lower(sparse, 'x')).toThrow('x[1]: expected u32, got undefined');
  });
});

describe('tuples', () => {
  it('have a fixed length', () => {
    const pair = codec(Type.tuple([primitive('u32'), option(primitive('u8'))]));
    expect(pair.lower([1, undefined], '')).toEqual([1, undefined]);
    expect([
      failure(() => pair.lower([1], 'pair')),
      failure(() => pair.lower([1, 2, 3], 'pair')),
      failure(() => pair.lift([1, 'x'], 'pair')),
      failure(() => pair.lift('12', 'pair')),
    ]).toMatchInlineSnapshot(`
      [
        "pair: expected an array of 2, got an array of 1",
        "pair: expected an array of 2, got an array of 3",
        "pair[1]: expected u8, got "x"",
        "pair: expected an array of 2, got "12"",
      ]
    `);
  });
});

describe('options', () => {
  it("take both spellings of a missing value, and give each side's own", () => {
    for (const none of [undefined, null]) {
      expect(codec(option(primitive('u8'))).lower(none, '')).toBe(undefined);
      expect(codec(option(primitive('u8')), QUICKJS).lower(none, '')).toBe(null);
      expect(codec(option(primitive('u8'), 'null')).lift(none, '')).toBe(null);
      expect(codec(option(primitive('u8')), QUICKJS).lift(none, '')).toBe(undefined);
    }
    expect(codec(option(primitive('u8'))).lower(0, '')).toBe(0);
    expect(() => codec(option(primitive('u8'))).lower(256, 'x')).toThrow('x: expected u8, got 256');
  });

  it('tag the outer one of two', () => {
    const nested = option(option(primitive('u8'), 'null'));
    for (const [author, jco, quickjs] of [
      [undefined, { tag: 'none' }, { tag: 'none' }],
      [null, { tag: 'some', val: undefined }, { tag: 'some', val: null }],
      [7, { tag: 'some', val: 7 }, { tag: 'some', val: 7 }],
    ]) {
      expect(codec(nested).lower(author, '')).toStrictEqual(jco);
      expect(codec(nested, QUICKJS).lower(author, '')).toStrictEqual(quickjs);
      expect(codec(nested).lift(jco, '')).toBe(author);
      expect(codec(nested, QUICKJS).lift(quickjs, '')).toBe(author);
    }
  });

  it('refuse some(none) where both are spelled alike', () => {
    const alike = codec(option(option(primitive('u8'))));
    expect(alike.lift(alike.lower(undefined, ''), '')).toBe(undefined);
    expect([
      failure(() => alike.lift({ tag: 'some', val: undefined }, 'it')),
      failure(() => alike.lift(undefined, 'it')),
      failure(() => alike.lift({ tag: 'other' }, 'it')),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a value that TypeScript can tell from the outer none, got some(none), both spelled alike",
        "it: expected { tag: 'none' } or { tag: 'some', val }, got undefined",
        "it: expected { tag: 'none' } or { tag: 'some', val }, got an object",
      ]
    `);
  });
});

describe('nested results', () => {
  it('are tagged in the ABI', () => {
    const result = codec(Type.result(primitive('u8'), primitive('string')));
    for (const [author, abi] of [
      [
        { ok: true, value: 5 },
        { tag: 'ok', val: 5 },
      ],
      [
        { ok: false, error: 'no' },
        { tag: 'err', val: 'no' },
      ],
    ]) {
      expect(result.lower(author, '')).toStrictEqual(abi);
      expect(result.lift(abi, '')).toStrictEqual(author);
    }
    expect(codec(Type.result()).lower({ ok: true }, '')).toStrictEqual({ tag: 'ok' });
    expect(codec(Type.result()).lift({ tag: 'err', val: undefined }, '')).toStrictEqual({
      ok: false,
      error: undefined,
    });
  });

  it('say what is wrong', () => {
    const result = codec(Type.result(primitive('u8'), primitive('string')), JCO);
    expect([
      failure(() => result.lower({ ok: true }, 'it')),
      failure(() => result.lower({ ok: false, error: 5 }, 'it')),
      failure(() => result.lower({ ok: 'yes' }, 'it')),
      failure(() => result.lower(undefined, 'it')),
      failure(() => result.lift({ tag: 'ok', val: -1 }, 'it')),
      failure(() => result.lift({ val: 1 }, 'it')),
    ]).toMatchInlineSnapshot(`
      [
        "it.value: expected u8, got nothing: the property is missing",
        "it.error: expected a string, got 5",
        "it: expected { ok: true, value } or { ok: false, error }, got an object",
        "it: expected { ok: true, value } or { ok: false, error }, got undefined",
        "it.value: expected u8, got -1",
        "it: expected { tag: 'ok' | 'err', val }, got an object",
      ]
    `);
  });
});
