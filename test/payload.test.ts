/** What one side encodes the other reads: the host's libraries, and the components' own code. */
import { decodePayload, encodePayload, type PayloadCodec, type PayloadValue } from '@airssys/host';
import { payload } from '@airssys/sdk';
import fc from './properties.ts';
import { describe, expect, test } from 'vitest';

const CODECS = ['json', 'cbor', 'messagepack'] as const;

const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.float({ noNaN: true }), fc.constant(-0));
const big = fc.oneof(
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
);
// The library for MessagePack refuses this one key, for it sets properties.
const key = fc.string({ unit: 'grapheme' }).filter((one) => one !== '__proto__');

const value = (codec: (typeof CODECS)[number]): fc.Arbitrary<PayloadValue> =>
  fc.letrec<{ tree: PayloadValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constant(null),
      fc.boolean(),
      codec === 'json' ? fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-0)) : number,
      ...(codec === 'json' ? [] : [big, fc.uint8Array({ maxLength: 300 })]),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.array(tie('tree'), { maxLength: 20 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 20, noNullPrototype: true }),
    ),
  })).tree;

/** JSON and MessagePack write −0 as 0. */
const unsigned = (value: PayloadValue): PayloadValue => {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map((one: PayloadValue) => unsigned(one));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]: [string, PayloadValue]) => [name, unsigned(one)]));
};

describe.each(CODECS)('%s', (codec) => {
  test('from host to component and back', () => {
    fc.assert(
      fc.property(value(codec), (one) => {
        const byHost = encodePayload(codec, one);
        const byComponent = payload.encode(codec, one);
        const read = { codec, value: codec === 'cbor' ? one : unsigned(one) };
        expect(payload.decode(byHost)).toEqual(read);
        expect(decodePayload(byComponent)).toEqual(read);
        expect(decodePayload(byHost)).toEqual(read);
      }),
      { numRuns: 300 },
    );
  });

  test('bytes that are anything are a value or an error, on both sides alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (body) => {
        const bytes = Uint8Array.from([...encodePayload(codec, null).slice(0, codec === 'cbor' ? 1 : 2), ...body]);
        for (const read of [() => decodePayload(bytes), () => payload.decode(bytes)]) {
          try {
            read();
          } catch (error) {
            expect(error).toMatchObject({ code: 'AIRSSYS_MESSAGING_CODEC', data: { reason: 'serialization-error' } });
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what is nested too deep is refused on both sides', () => {
    let deep: PayloadValue = 0;
    for (let depth = 0; depth < 1_000; depth += 1) deep = [deep];
    for (const encode of [() => encodePayload(codec, deep), () => payload.encode(codec, deep)]) {
      expect(encode).toThrow(expect.objectContaining({ code: 'AIRSSYS_MESSAGING_CODEC' }));
    }
  });
});

test.each(['raw', 'protobuf'] as const)('%s is bytes as they are', (codec) => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(payload.decode(encodePayload(codec, bytes))).toEqual({ codec, value: bytes });
  expect(decodePayload(payload.encode(codec, bytes))).toEqual({ codec, value: bytes });
  expect(() => encodePayload(codec, 'text')).toThrow('it takes bytes');
  expect(() => payload.encode(codec, 'text')).toThrow('it takes bytes');
});

test('the codecs have their numbers of the table of multicodecs', () => {
  const first = (codec: PayloadCodec): string =>
    Buffer.from(payload.encode(codec, codec === 'raw' || codec === 'protobuf' ? new Uint8Array() : null)).toString(
      'hex',
    );
  expect(['raw', 'json', 'cbor', 'messagepack', 'protobuf'].map((codec) => first(codec as PayloadCodec))).toEqual([
    '55',
    '80046e756c6c',
    '51f6',
    '8104c0',
    '50',
  ]);
});

test.each([Uint8Array.of(), Uint8Array.of(0x00), Uint8Array.of(0x80), Uint8Array.of(0x12, 1)])(
  'a payload of no codec is told apart: %j',
  (bytes) => {
    for (const read of [() => decodePayload(bytes), () => payload.decode(bytes)])
      expect(read).toThrow(expect.objectContaining({ code: 'AIRSSYS_MESSAGING_CODEC' }));
  },
);

test('a codec that there is not', () => {
  // What TypeScript would not let through.
  const codec = 'yaml' as PayloadCodec;
  for (const encode of [() => encodePayload(codec, 1), () => payload.encode(codec, 1)])
    expect(encode).toThrow(expect.objectContaining({ data: { reason: 'unsupported-codec', codec: 'yaml' } }));
});

test.each(CODECS)('%s refuses what it does not have', (codec) => {
  // Of other types than TypeScript would let through.
  const values = [undefined, () => {}, new Date(), new Map()] as unknown as readonly PayloadValue[];
  const bad =
    codec === 'json' ? [1n, new Uint8Array(1), NaN, undefined as unknown as PayloadValue] : [...values, 2n ** 64n];
  for (const one of bad) {
    for (const encode of [() => encodePayload(codec, [one]), () => payload.encode(codec, [one])])
      expect(encode).toThrow(expect.objectContaining({ data: { reason: 'serialization-error', codec } }));
  }
});

test('a key of the sender never becomes a prototype', () => {
  const evil = Object.defineProperty({}, '__proto__', { value: { isAdmin: true }, enumerable: true }) as PayloadValue;
  const bytes = payload.encode('cbor', evil);
  for (const { value: read } of [decodePayload(bytes), payload.decode(bytes)]) {
    expect(Reflect.get(read as object, 'isAdmin')).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  }
  expect(() => decodePayload(payload.encode('messagepack', evil))).toThrow('__proto__');
});
