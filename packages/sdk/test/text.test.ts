import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../src/text.ts';

const node = { encoder: new TextEncoder(), decoder: new TextDecoder() };

test('encodes as the Encoding Standard does, lone surrogates included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...node.encoder.encode(text)]);
    }),
  );
  expect([...encodeUtf8('\ud800')]).toEqual([0xef, 0xbf, 0xbd]);
});

test('decodes what it has encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeUtf8(node.encoder.encode(text))).toBe(text.replace(/^\ufeff/, ''));
    }),
  );
});

/** Bytes that are often the beginning of something: what a decoder gets wrong, it gets wrong on these. */
const byte = fc.oneof(
  fc.nat(255),
  fc.constantFrom(0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0x9f, 0xed, 0xf0, 0x8f, 0x90, 0xf4, 0xf5, 0xff),
);

test('decodes anything as the Encoding Standard does', () => {
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 64 }), (values) => {
      const bytes = Uint8Array.from(values);
      expect(decodeUtf8(bytes)).toBe(node.decoder.decode(bytes));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['an overlong form', [0xc0, 0xaf]],
  ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a cut-off sequence', [0xe2, 0x82]],
  ['a lone continuation', [0x80]],
])('%s becomes U+FFFD', (_, bytes) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toMatch(/^\ufffd+$/);
});

test('a long text is decoded in pieces', () => {
  const text = 'ä€😀z'.repeat(20_000);
  expect(decodeUtf8(node.encoder.encode(text))).toBe(text);
});
