import fc from '../../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { BinaryReader, encodeS64, encodeU32 } from '../../../src/build/wasm/encoding.ts';

test('unsigned numbers come back', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (value) => {
      expect(new BinaryReader(Uint8Array.from(encodeU32(value))).u32()).toBe(value);
    }),
  );
  expect(encodeU32(624_485)).toEqual([0xe5, 0x8e, 0x26]);
});

test('signed numbers are as short as they can be', () => {
  const encoded = [0n, -1n, 63n, 64n, -64n, -65n, -123_456n, 2n ** 53n - 1n].map((value) => encodeS64(value));
  expect(encoded).toEqual([
    [0],
    [0x7f],
    [0x3f],
    [0xc0, 0],
    [0x40],
    [0xbf, 0x7f],
    [0xc0, 0xbb, 0x78],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  ]);
});

test('a name or vector that is longer than the bytes is an error', () => {
  expect(() => new BinaryReader(Uint8Array.of(3, 0x61)).name()).toThrow(RangeError);
  expect(() => new BinaryReader(Uint8Array.of(0x80)).u32()).toThrow(RangeError);
  expect(new BinaryReader(Uint8Array.of(2, 0x61, 0x62, 9)).name()).toBe('ab');
});
