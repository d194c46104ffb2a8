import fc from '../../../../test/properties.ts';
import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/codec/base64.ts';

it('agrees with Node on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }),
  );
});

it('takes a text only where it is what an encoder writes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.base64String(), fc.string()), (text) => {
      const decoded = decodeBase64(text);
      if (decoded) expect(encodeBase64(decoded)).toBe(text);
      else expect(Buffer.from(text, 'base64').toString('base64')).not.toBe(text);
    }),
  );
  for (const wrong of ['A', 'AA', 'AAA', 'AA==A', '====', 'AB==', 'AAB=', 'A A=', 'AA-_', 'AAAA\n']) {
    expect(decodeBase64(wrong)).toBeUndefined();
  }
});
