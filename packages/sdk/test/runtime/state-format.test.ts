import fc from '../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { decodeState, encodeState } from '../../src/runtime/state-format.ts';

describe('the state of a component', () => {
  test('says in its first bytes what it is, by the codes of the multicodec table', () => {
    expect([...encodeState(new Uint8Array([1, 2]))]).toEqual([0x55, 1, 2]);
    expect([...encodeState({ a: 1 })]).toEqual([0x80, 0x04, ...Buffer.from('{"a":1}')]);
  });

  test('reads back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(decodeState(encodeState(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeState(encodeState(bytes))).toEqual(bytes);
      }),
    );
  });

  test('leaves out properties that are undefined', () => {
    expect(decodeState(encodeState({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  test.each([
    ['a Map', { carts: new Map() }],
    ['a Date', { carts: new Date(0) }],
    ['a Uint8Array', { carts: new Uint8Array(1) }],
    ['a bigint', { carts: 1n }],
    ['a function', { carts: () => 1 }],
    ['an object with toJSON', { carts: Object.assign([], { toJSON: () => 1 }) }],
    ['the number NaN', { carts: NaN }],
  ])('is refused with %s in it', (fault, value) => {
    expect(() => encodeState(value)).toThrow(`The state has ${fault} at 'carts', which JSON would lose.`);
  });

  test('is refused with a hole in a list, and where there is none', () => {
    expect(() => encodeState([1, undefined])).toThrow("The state has undefined at '1'");
    expect(() => encodeState(undefined)).toThrow('There is no state: undefined was returned.');
  });

  test.each([[[]], [[1, 2, 3]], [[0x80, 0x05]]])('that begins otherwise is refused: %j', (bytes) => {
    expect(() => decodeState(new Uint8Array(bytes))).toThrow(TypeError);
  });
});
