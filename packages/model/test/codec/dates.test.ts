import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compileType, createJsonCodecs, JCO, QUICKJS } from '../../src/codec/index.ts';
import { INSTANT, Type } from '../../src/index.ts';
import { failure } from './samples.ts';

const type = Type.reference('instant');
const definitions = new Map([['instant', INSTANT]]);
const date = compileType(type, definitions, JCO);
const operations = [{ name: 'echo', key: 'echo', params: [{ name: 'it', key: 'it', type }], result: type }];
const json = createJsonCodecs({ name: 'i', types: [INSTANT], operations }).get('echo');

describe('a Date', () => {
  it('is seconds and nanoseconds in the ABI', () => {
    for (const [ms, seconds, nanoseconds] of [
      [0, 0n, 0],
      [1, 0n, 1_000_000],
      [-1, -1n, 999_000_000],
      [1_700_000_000_123, 1_700_000_000n, 123_000_000],
      [-8.64e15, -8_640_000_000_000n, 0],
    ] as const) {
      expect(date.lower(new Date(ms), '')).toEqual({ seconds, nanoseconds });
      expect(date.lift({ seconds, nanoseconds }, '')).toEqual(new Date(ms));
    }
    expect(compileType(type, definitions, QUICKJS).lower(new Date(-1), '')).toEqual({
      seconds: '-1',
      nanoseconds: 999_000_000,
    });
  });

  it('has milliseconds: what an instant has beyond them is cut off', () => {
    expect(date.lift({ seconds: -1n, nanoseconds: 999_999_999 }, '')).toEqual(new Date(-1));
  });

  it('is text in JSON', () => {
    expect(json?.formatResult(new Date(-1))).toBe('1969-12-31T23:59:59.999Z');
    for (const text of ['2026-11-20T17:00:00Z', '2026-11-20T18:00+01:00', '2026-11-20T17:00:00.000Z']) {
      expect(json?.parseParams([text])).toEqual([new Date(Date.UTC(2026, 10, 20, 17))]);
    }
    expect(json?.parseParams(['2026-11-20'])).toEqual([new Date(Date.UTC(2026, 10, 20))]);
    expect(json?.formatResult(new Date(8.64e15))).toBe('+275760-09-13T00:00:00.000Z');
    expect(json?.parseParams(['+275760-09-13T00:00:00.000Z'])).toEqual([new Date(8.64e15)]);
  });

  it('may be of any realm, and must be valid', () => {
    expect(date.lower(runInNewContext('new Date(1000)'), '')).toEqual({ seconds: 1n, nanoseconds: 0 });
    const forged: unknown = Object.create(Date.prototype);
    expect([
      ...[new Date(NaN), forged, 0, '2026-11-20'].map((wrong) => failure(() => date.lower(wrong, 'it'))),
      failure(() => date.lift({ seconds: 0n, nanoseconds: 1_000_000_000 }, 'it')),
      failure(() => date.lift({ seconds: 8_640_000_000_001n, nanoseconds: 0 }, 'it')),
      failure(() => date.lift({ seconds: 0n }, 'it')),
      failure(() => date.lift(0, 'it')),
      ...['2026-11-20T17:00', '2026-13-01', 'now', 0, '1'.repeat(100)].map((wrong) =>
        failure(() => json?.parseParams([wrong])),
      ),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a Date, got an invalid Date",
        "it: expected a Date, got an object",
        "it: expected a Date, got 0",
        "it: expected a Date, got "2026-11-20"",
        "it.nanoseconds: expected less than a second, got 1000000000",
        "it: expected a moment that a Date can hold, got 8640000000001",
        "it.nanoseconds: expected u32, got nothing: the property is missing",
        "it: expected { seconds, nanoseconds }, got 0",
        "it: expected a date and time with its zone, such as 2026-11-20T17:00:00Z, got "2026-11-20T17:00"",
        "it: expected a date and time with its zone, such as 2026-11-20T17:00:00Z, got "2026-13-01"",
        "it: expected a date and time with its zone, such as 2026-11-20T17:00:00Z, got "now"",
        "it: expected a date and time with its zone, such as 2026-11-20T17:00:00Z, got 0",
        "it: expected a date and time with its zone, such as 2026-11-20T17:00:00Z, got "111111111111111111111111111111111111111111111111111111111111"… (100 characters)",
      ]
    `);
  });
});
