import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import fc from '../../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { packData } from '../../../src/engine/packing/pack-data.ts';
import { readSections, SectionId } from '../../../src/engine/metering/sections.ts';

interface Piece {
  readonly gap: number;
  readonly bytes: readonly number[];
}

const text = (bytes: readonly number[]): string =>
  `"${bytes.map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')}"`;

function moduleOf(pieces: readonly Piece[]): { readonly text: string; readonly end: number } {
  let at = 0;
  const segments = pieces.map(({ gap, bytes }) => {
    const start = at + gap;
    at = start + bytes.length;
    return `(data (i32.const ${start}) ${text(bytes)})`;
  });
  return { text: `(module (memory (export "memory") 2) ${segments.join(' ')})`, end: at };
}

function memoryOf(bytes: Uint8Array): Uint8Array {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  const { memory } = new WebAssembly.Instance(module).exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new TypeError('no memory');
  return new Uint8Array(memory.buffer);
}

function countOf(bytes: Uint8Array): number {
  const data = readSections(bytes).find(({ id }) => id === SectionId.data);
  return data === undefined ? 0 : (bytes[data.body] ?? 0);
}

test('any memory is the same afterwards, to the byte', async () => {
  const piece = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 3_000 })),
    bytes: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 300 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
      const bytes = await parse(moduleOf(pieces).text);
      expect(Buffer.compare(memoryOf(packData(bytes)), memoryOf(bytes))).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('neighbours are joined, distant ones are not', async () => {
  const pieces = [0, 4, 4_000, 256, 257].map((gap) => ({ gap, bytes: [1, 2, 3] }));
  const bytes = await parse(moduleOf(pieces).text);
  expect([countOf(bytes), countOf(packData(bytes))]).toEqual([5, 3]);
});

test.for([
  ['segments that overlap', '(memory 1) (data (i32.const 4) "abc") (data (i32.const 5) "x")'],
  ['out of order', '(memory 1) (data (i32.const 8) "abc") (data (i32.const 0) "x")'],
  ['beyond the memory', '(memory 1) (data (i32.const 65530) "abc") (data (i32.const 65534) "xyz")'],
  ['an imported memory', '(import "" "m" (memory 1)) (data (i32.const 0) "abc") (data (i32.const 4) "x")'],
  [
    'a place that is not constant',
    '(import "" "g" (global i32)) (memory 1) (data (global.get 0) "a") (data (i32.const 9) "x")',
  ],
  ['two memories', '(memory 1) (memory 1) (data (i32.const 0) "abc") (data (i32.const 4) "x")'],
  [
    'segments that code can name',
    '(memory 1) (data (i32.const 0) "abc") (data "x") (func (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 1)))',
  ],
  ['a 64-bit memory', '(memory i64 1) (data (i64.const 0) "abc") (data (i64.const 4) "x")'],
  ['nothing to join', '(memory 1) (data (i32.const 0) "abc")'],
  ['no data', '(memory 1)'],
] as const)('left alone: %s', async ([, fields]) => {
  const bytes = await parse(`(module ${fields})`);
  expect(packData(bytes)).toBe(bytes);
});
