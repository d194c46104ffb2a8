import fc from '../../../test/properties.ts';
import { expect, test } from 'vitest';
import { bytesOf, decodeUtf8, encodeUtf8, encodeUtf8Into, wellFormed } from '../src/text.ts';

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

test('encodes into what room there is, as the platform does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\ud800', '\udc00', '\0'), maxLength: 12 });
  fc.assert(
    fc.property(text, fc.nat(40), (text, room) => {
      const [own, platform] = [new Uint8Array(room).fill(7), new Uint8Array(room).fill(7)];
      expect(encodeUtf8Into(text, own)).toEqual(node.encoder.encodeInto(text, platform));
      expect([...own]).toEqual([...platform]);
    }),
    { numRuns: 2_000 },
  );
});

/** The text, or the class of what was thrown. */
const outcome = (decode: () => string): string => {
  try {
    return `text ${decode()}`;
  } catch (error) {
    return (error as Error).name;
  }
};

test('honours fatal and ignoreBOM as the platform does', () => {
  const mark = [0xef, 0xbb, 0xbf];
  const piece = fc.oneof(
    fc.array(byte, { maxLength: 8 }),
    fc.string({ unit: 'binary' }).map((text) => [...node.encoder.encode(text)]),
  );
  const input = fc
    .tuple(fc.constantFrom([], mark, [...mark, ...mark], [0xef, 0xbb]), piece)
    .map((parts) => parts.flat());
  const seen = new Set<string>();
  fc.assert(
    fc.property(input, fc.boolean(), fc.boolean(), (values, fatal, ignoreBOM) => {
      const bytes = Uint8Array.from(values);
      const own = outcome(() => decodeUtf8(bytes, { fatal, ignoreBOM }));
      expect(own).toBe(outcome(() => new TextDecoder('utf-8', { fatal, ignoreBOM }).decode(bytes)));
      seen.add(own.slice(0, 4));
    }),
    { numRuns: 5_000 },
  );
  expect([...seen].toSorted()).toEqual(['Type', 'text']);
  // U+FFFD itself is no error.
  expect(decodeUtf8(node.encoder.encode('\ufffd'), { fatal: true })).toBe('\ufffd');
});

test('takes the bytes behind buffers and views of every kind', () => {
  type MakeView = (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;
  const views: readonly MakeView[] = [
    (...place) => new Uint8Array(...place),
    (...place) => new Int8Array(...place),
    (...place) => new Uint16Array(...place),
    (...place) => new Float64Array(...place),
    (...place) => new BigInt64Array(...place),
    (...place) => new DataView(...place),
  ];
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.constantFrom(...views),
      fc.nat(2),
      fc.nat(2),
      fc.boolean(),
      ({ buffer: plain }, makeView, from, length, isShared) => {
        const buffer = isShared ? new SharedArrayBuffer(32) : plain;
        if (isShared) new Uint8Array(buffer).set(new Uint8Array(plain));
        const view = makeView(buffer, from * 8, length);
        expect(decodeUtf8(bytesOf(view))).toBe(node.decoder.decode(view));
        expect(decodeUtf8(bytesOf(buffer))).toBe(node.decoder.decode(buffer));
      },
    ),
  );
  expect(decodeUtf8(bytesOf(undefined))).toBe('');
  for (const value of [null, 'text', 5, [1], {}]) expect(() => bytesOf(value)).toThrow(TypeError);
});

test('text is made such that it has a UTF-8', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\ud800', '\udc00', '😀')), (parts) => {
      expect(wellFormed(parts.join(''))).toBe(parts.join('').toWellFormed());
    }),
  );
  expect([wellFormed(5), wellFormed(undefined), wellFormed('ä')]).toEqual(['5', 'undefined', 'ä']);
});
