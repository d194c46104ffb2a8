import { isDeepStrictEqual } from 'node:util';
import fc from '../../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { compileType, createCodecs, createJsonCodecs, JCO, QUICKJS, STARLINGMONKEY } from '../../src/codec/index.ts';
import { type InterfaceModel, isAirssysError, Type } from '../../src/index.ts';
import { typed, typedValue, type TypedValue } from './arbitrary-type.ts';

const PROFILES = [
  { engine: 'jco', profile: JCO },
  { engine: 'starlingmonkey', profile: STARLINGMONKEY },
  { engine: 'quickjs', profile: QUICKJS },
] as const;

function interfaceOf({ type, definitions }: Omit<TypedValue, 'value'>): InterfaceModel {
  const params = [{ name: 'it', key: 'it', type }];
  const operations = [{ name: 'echo', key: 'echo', params, result: type }];
  return { name: 'operations', types: definitions, operations };
}

/** Vitest's equality does not see an own property called `__proto__`; Node's does, and tells -0 from 0. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
  expect(isDeepStrictEqual(actual, expected)).toBe(true);
}

describe.each(PROFILES)('any value of any type through $engine', ({ profile }) => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(typedValue(), (sample) => {
        const codec = compileType(sample.type, new Map(sample.definitions.map((one) => [one.name, one])), profile);
        expectSame(codec.lift(codec.lower(sample.value, 'it'), 'it'), sample.value);
      }),
      { numRuns: 500 },
    );
  });

  it('comes back as it was through an operation, in and out', () => {
    fc.assert(
      fc.property(typedValue(), (sample) => {
        const echo = createCodecs(interfaceOf(sample), profile).operations.get('echo');
        const args = echo?.liftParams(echo.lowerParams([sample.value]));
        expectSame(args, [sample.value]);
        const result = echo?.lowerResult(sample.value);
        expectSame(result && echo?.liftResult(result), sample.value);
      }),
    );
  });

  it('is refused by a value error or taken, never anything else, whatever is given', () => {
    const anything = fc.anything({
      withBigInt: true,
      withNullPrototype: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(typed(), anything, ({ type, definitions }, given) => {
        const codec = compileType(type, new Map(definitions.map((one) => [one.name, one])), profile);
        for (const convert of [codec.lift, codec.lower]) {
          try {
            convert(given, 'it');
          } catch (error) {
            expect(isAirssysError(error, 'AIRSSYS_VALUE_INVALID')).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('any value of any type through the text of JSON', () => {
  it('keeps members of a set and keys of a map apart that only look alike as text', () => {
    const bytes = Type.bytes();
    for (const [type, value] of [
      [Type.set(bytes), new Set([new Uint8Array([1]), new Uint8Array([1])])],
      [
        Type.map(bytes, bytes),
        new Map([
          [new Uint8Array(), new Uint8Array()],
          [new Uint8Array(), new Uint8Array([2])],
        ]),
      ],
    ] as const) {
      const echo = createJsonCodecs(interfaceOf({ type, definitions: [] })).get('echo');
      const text = JSON.stringify([echo?.formatResult(value)]);
      expectSame(echo?.parseParams(JSON.parse(text)), [value]);
    }
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(typedValue({ negativeZero: false }), (sample) => {
        const echo = createJsonCodecs(interfaceOf(sample)).get('echo');
        const text = JSON.stringify([echo?.formatResult(sample.value)]);
        expectSame(echo?.parseParams(JSON.parse(text)), [sample.value]);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused by a value error or taken, whatever JSON is given', () => {
    fc.assert(
      fc.property(typed(), fc.jsonValue(), ({ type, definitions }, json) => {
        try {
          createJsonCodecs(interfaceOf({ type, definitions })).get('echo')?.parseParams([json]);
        } catch (error) {
          expect(isAirssysError(error, 'AIRSSYS_VALUE_INVALID')).toBe(true);
        }
      }),
    );
  });
});
