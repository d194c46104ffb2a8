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

test('decodes valid text as the Encoding Standard does, and never lets broken text through', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const ours = decodeUtf8(bytes);
      expect(ours.isWellFormed()).toBe(true);
      const theirs = node.decoder.decode(bytes);
      // Where nothing is broken the two agree; where something is, they may count the replacement characters differently.
      if (theirs.includes('\ufffd')) expect(ours).toContain('\ufffd');
      else expect(ours).toBe(theirs);
    }),
    { numRuns: 2_000 },
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
