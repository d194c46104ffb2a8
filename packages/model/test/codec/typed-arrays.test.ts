import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createJsonCodecs, QUICKJS } from '../../src/codec/index.ts';
import { Type } from '../../src/index.ts';
import { codec, failure } from './samples.ts';

const DOUBLES = Type.typedArray('Float64Array');

describe('typed arrays', () => {
  it('are handed on as they are where the engine takes them, else as arrays', () => {
    const given = new Float64Array([1.5, NaN]);
    expect(codec(DOUBLES).lower(given, '')).toBe(given);
    expect(codec(DOUBLES).lift(given, '')).toBe(given);
    expect(codec(DOUBLES, QUICKJS).lower(new Float64Array([1.5, NaN]), '')).toEqual([1.5, NaN]);
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
    const u32 = codec(Type.typedArray('Uint32Array'), QUICKJS);
    expect(u32.lower(new Uint32Array([2 ** 32 - 1]), '')).toEqual([-1]);
    expect(u32.lift([-1], '')).toEqual(new Uint32Array([2 ** 32 - 1]));
    const u64 = codec(Type.typedArray('BigUint64Array'), QUICKJS);
    expect(u64.lower(new BigUint64Array([7n]), '')).toEqual([7]);
    expect(u64.lift([7], '')).toEqual(new BigUint64Array([7n]));
    expect(() => u64.lower(new BigUint64Array([7n, 2n ** 53n]), 'x')).toThrow(
      'x[1]: expected u64 that QuickJS carries exactly (at most 2^53 - 1), got 9007199254740992n',
    );
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
