import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { appendCustomSections } from '../../src/build/custom-sections.ts';

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test('what is appended is read back by V8, whatever its size', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'grapheme', size: 'large' })),
        { maxLength: 4 },
      ),
      (sections) => {
        const bytes = appendCustomSections(EMPTY_MODULE, sections);
        const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
        for (const [name, content] of sections) {
          const found = WebAssembly.Module.customSections(module, name).map((one) =>
            new TextDecoder('utf-8', { ignoreBOM: true }).decode(one),
          );
          expect(found).toContain(content);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('the binary before stays as it was', () => {
  expect([...appendCustomSections(EMPTY_MODULE, [['a', 'b']])]).toEqual([...EMPTY_MODULE, 0, 3, 1, 0x61, 0x62]);
});
