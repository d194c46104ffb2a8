import { SourceMap } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import fc from '../../../../test/properties.ts';
import {
  BLOCK_MARK,
  countOf,
  type CounterShape,
  readBlocks,
  shapeOf,
  toHits,
} from '../../src/coverage/counter-block.ts';
import { INSTRUMENT, type InstrumentedFile } from '../../src/coverage/instrument.ts';

const words = (...all: number[]): Uint8Array => new Uint8Array(Uint32Array.from(all).buffer);

test('finds blocks wherever they lie, and nothing that only looks like the beginning of one', () => {
  const block = words(...BLOCK_MARK, 11, 12, 3, 0, 7, 8, 9);
  const memory = new Uint8Array(4_000);
  memory.set(block, 104);
  memory.set(words(...BLOCK_MARK.slice(0, 3), 0), 600);
  memory.set(words(...BLOCK_MARK, 5, 6, 100_000), 900); // more counters than there is memory
  memory.set(words(...BLOCK_MARK, 21, 22, 0, 0), 2_000);
  memory.set(words(...BLOCK_MARK), 3_984); // cut off by the end
  expect(readBlocks(memory)).toEqual([
    { key: '11-12', counters: [7, 8, 9] },
    { key: '21-22', counters: [] },
  ]);
});

const SHAPE = fc.record({
  statements: fc.nat(5),
  functions: fc.nat(5),
  branches: fc.array(fc.nat(3), { maxLength: 4 }),
});

test('counters are of the statement, function or branch that they were made for', () => {
  fc.assert(
    fc.property(SHAPE, (shape: CounterShape) => {
      const counters = Array.from({ length: countOf(shape) }, (_, at) => at + 1);
      const { s, f, b } = toHits(counters, shape);
      expect([...Object.values(s), ...Object.values(f), ...Object.values(b).flat()]).toEqual(counters);
      // A branch without paths at the end has no key to be known by.
      expect(countOf(shapeOf({ s, f, b }))).toBe(counters.length);
    }),
  );
});

test('instrumented code counts in its block, and does what it did', () => {
  const code = 'function pick(a, b = 2) { return a ? b : 0; }\nresult = [pick(1), pick(0), pick(1, 5)];\n';
  const map = JSON.stringify({ version: 3, sources: ['a.ts'], sourcesContent: [code], names: [], mappings: 'AAAA' });
  const { code: counting, data } = INSTRUMENT.transform({ path: '/a.ts', code, map });
  const buffers: ArrayBuffer[] = [];
  class Recorded extends ArrayBuffer {
    constructor(length: number) {
      super(length);
      buffers.push(this);
    }
  }
  const scope = createContext({ result: undefined as unknown, ArrayBuffer: Recorded, Uint32Array });
  runInContext(counting, scope);
  expect([...(scope['result'] as number[])]).toEqual([2, 0, 5]);

  const { key, coverage } = JSON.parse(data) as InstrumentedFile;
  const [block] = buffers.flatMap((buffer) => readBlocks(new Uint8Array(buffer)));
  expect(buffers).toHaveLength(1);
  expect(block?.key).toBe(key);
  const { s, f, b } = toHits(block?.counters ?? [], shapeOf(coverage));
  expect([s, f, b]).toEqual([{ 0: 3, 1: 1 }, { 0: 3 }, { 0: [2], 1: [2, 1] }]);
});

test('INVARIANT: the source map leads from instrumented code to the line that it was made of', async () => {
  const lines = ['interface Rate { a: number }', '', 'export const one = ({ a }: Rate): number => a;', 'throwing(2);'];
  const { code, map } = await transform(lines.join('\n'), { loader: 'ts', sourcemap: 'external', sourcefile: '/c.ts' });
  const counting = INSTRUMENT.transform({ path: '/c.ts', code, map });
  const found = new SourceMap(JSON.parse(counting.map));
  for (const [text, line] of [
    ['return a', 2],
    ['throwing(2)', 3],
  ] as const) {
    const all = counting.code.split('\n');
    const at = all.findIndex((one) => one.includes(text));
    expect(found.findEntry(at, all[at]?.indexOf(text) ?? -1)).toMatchObject({ originalLine: line });
  }
});

test('a file with the hint to ignore it stays as it is', () => {
  const code = '/* istanbul ignore file */\nresult = 1;\n';
  const module = { path: '/b.ts', code, map: '{"version":3,"sources":["b.ts"],"names":[],"mappings":"AAAA"}' };
  expect(INSTRUMENT.transform(module)).toEqual({ code, map: module.map, data: '' });
});
