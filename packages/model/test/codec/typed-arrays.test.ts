import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createJsonCodecs, QUICKJS } from '../../src/codec/index.ts';
import { Type } from '../../src/index.ts';
import { codec, failure } from './samples.ts';

const DOUBLES = Type.typedArray('Float64Array');

describe('typed arrays', () => {
  it('are handed on as they are', () => {
    const given = new Float64Array([1.5, NaN]);
    expect(codec(DOUBLES).lower(given, '')).toBe(given);
    expect(codec(DOUBLES).lift(given, '')).toBe(given);
    expect(codec(DOUBLES, QUICKJS).lower(given, '')).toBe(given);
  });

  it('are made of whatever the engine gives', () => {
    expect(codec(DOUBLES).lift([1.5], '')).toEqual(new Float64Array([1.5]));
    expect(codec(Type.typedArray('Int8Array'), QUICKJS).lift(new Int8Array([-1]), '')).toEqual(new Int8Array([-1]));
  });

  it('are of the realm of their reader, on the same memory', () => {
    const foreign = runInNewContext('new Float64Array([1, 2, 3]).subarray(1)') as Float64Array;
    expect(codec(DOUBLES).lower(foreign, '')).toBe(foreign);
    const lifted = codec(DOUBLES).lift(foreign, '') as Float64Array;
    expect([lifted instanceof Float64Array, lifted.buffer === foreign.buffer, ...lifted]).toEqual([true, true, 2, 3]);
  });

  it("follow the engine's numbers", () => {
    const u64 = codec(Type.typedArray('BigUint64Array'), QUICKJS);
    expect(u64.lift([7, '18446744073709551615'], '')).toEqual(new BigUint64Array([7n, 2n ** 64n - 1n]));
    expect(() => u64.lift([7, '-1'], 'x')).toThrow('x[1]: expected u64, got -1n');
  });

  it('take the place of other lists of 64-bit integers where a single one is text', () => {
    const { list, primitive, set, tuple } = Type;
    expect(codec(list(primitive('s64')), QUICKJS).lower([-1n], '')).toEqual(new BigInt64Array([-1n]));
    expect(codec(list(primitive('u64')), QUICKJS).lower([], '')).toEqual(new BigUint64Array());
    expect(codec(set(primitive('u64')), QUICKJS).lower(new Set([5n]), '')).toEqual(new BigUint64Array([5n]));
    expect(codec(set(primitive('u64')), QUICKJS).lift([5], '')).toEqual(new Set([5n]));
    expect(codec(list(tuple([primitive('u64')])), QUICKJS).lower([[5n]], '')).toEqual([['5']]);
    expect(() => codec(list(primitive('u64')), QUICKJS).lower([5n, -1n], 'x')).toThrow('x[1]: expected u64, got -1n');
    expect(codec(list(primitive('u64'))).lower([5n], '')).toEqual([5n]);
  });

  it('are arrays in JSON', () => {
    const type = Type.typedArray('BigInt64Array');
    const operations = [{ name: 'echo', key: 'echo', params: [{ name: 'it', key: 'it', type }], result: type }];
    const json = createJsonCodecs({ name: 'i', types: [], operations }).get('echo');
    const value = new BigInt64Array([-1n, 2n ** 62n]);
    expect(json?.formatResult(value)).toEqual([-1, '4611686018427387904']);
    expect(json?.parseParams([[-1, '4611686018427387904']])).toEqual([value]);
  });

  it('refuse what is another one', () => {
    const forged: unknown = Object.create(Float64Array.prototype);
    expect([
      ...[[1], new Float32Array(1), new DataView(new ArrayBuffer(8)), forged].map((wrong) =>
        failure(() => codec(DOUBLES).lower(wrong, 'it')),
      ),
      failure(() => codec(Type.typedArray('Int8Array')).lower(undefined, 'it')),
      failure(() => codec(Type.typedArray('Int8Array')).lift([1, 128], 'it')),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a Float64Array, got an array",
        "it: expected a Float64Array, got a Float32Array",
        "it: expected a Float64Array, got an object",
        "it: expected a Float64Array, got an object",
        "it: expected an Int8Array, got undefined",
        "it[1]: expected s8, got 128",
      ]
    `);
  });
});
