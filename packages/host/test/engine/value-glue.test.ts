import { expect, test } from 'vitest';
import { withCountedValues } from '../../src/engine/value-glue.ts';

test('each kind of lift is counted before it is done', () => {
  const glue = `
  const TEXT_DECODER_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
  var result0 = new Uint32Array(memory0.buffer.slice(ptr0, ptr0 + len0 * 4));
  for (let i = 0; i < len2; i++) {
    const base = base2 + i * 12;
    var result1 = TEXT_DECODER_UTF8.decode(new Uint8Array(memory0.buffer, ptr1, len1));
    result2.push({
      name: result1,
      size: dataView(memory0).getInt32(base + 8, true) >>> 0,
    });
  }
  realloc0 = exports0['my realloc'];`;
  expect(withCountedValues(glue)).toMatchInlineSnapshot(`
    "
      const TEXT_DECODER_UTF8 = instantiateCore.decoder(new TextDecoder('utf-8', { ignoreBOM: true }));
      var result0 = new Uint32Array(instantiateCore.copy(memory0.buffer, ptr0, len0 * 4));
      instantiateCore.lift(len2 * 56);
    for (let i = 0; i < len2; i++) {
        const base = base2 + i * 12;
        var result1 = TEXT_DECODER_UTF8.decode(new Uint8Array(memory0.buffer, ptr1, len1));
        result2.push({
          name: result1,
          size: dataView(memory0).getInt32(base + 8, true) >>> 0,
        });
      }
      realloc0 = instantiateCore.allocator(exports0['my realloc']);"
  `);
});

test.each([
  ['a decoder', "let decoder = [new TextDecoder('utf-8')];"],
  ['numbers', 'new Uint8Array(memory0.buffer.slice(at, end));'],
  ['elements', 'for (let i = 0; i < len0; i++) { result0.push(memory0[i]); }'],
  ['elements in number', 'for (let i = 0; i < 16; i++) { result0.push(memory0[i]); }'],
  ['elements of any type', 'function _liftFlatList(meta) { while (more) val.push(elemLiftFn(ctx)); }'],
  ['what is streamed', 'class ManagedBuffer { read(count) { return new Array(count).fill(null); } }'],
  ['handles', 'if (free === 0) { table.push(0); }'],
  ['an allocator', '  realloc0 = exports0.cabi_realloc'],
])('glue that lifts %s in another way is refused', (_name, glue) => {
  expect(() => withCountedValues(glue)).toThrow(expect.objectContaining({ code: 'AIRSSYS_ENGINE_TRANSPILE' }));
});
