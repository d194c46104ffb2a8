import { describe, expect, test } from 'vitest';
import { dataApart } from '../../../src/engine/packing/data-apart.ts';
import { withHostMemory } from '../../../src/engine/packing/host-memory.ts';
import { transpile } from '../../../src/engine/transpiler.ts';
import { built } from '../../components.ts';
import { assemble } from '../metering/metered.ts';

interface Given {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly data: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

/** The memory after the start of an instance, and what `run` answers, or how making or calling it ends. */
function outcome({ module, data }: Given): unknown {
  const memory = new WebAssembly.Memory({ initial: 1 });
  for (const { at, bytes } of data) new Uint8Array(memory.buffer, at).set(bytes);
  try {
    const here = new WebAssembly.Global({ value: 'i32' }, 8);
    const imports = { 'airssys:memory': { memory }, env: { here } };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), imports);
    const run = exports['run'];
    return { ran: typeof run === 'function' ? run() : undefined, bytes: [...new Uint8Array(memory.buffer)] };
  } catch (error) {
    return String(error);
  }
}

async function variants(fields: string): Promise<{ readonly whole: Given; readonly apart: Given }> {
  const given = withHostMemory(await assemble(`(module ${fields} (memory 1))`));
  if (given === undefined) throw new Error('a module without memory');
  const { bytes, data } = dataApart(given.bytes, given.memory);
  return {
    whole: { module: Uint8Array.from(given.bytes), data: [] },
    apart: { module: Uint8Array.from(bytes), data },
  };
}

describe('INVARIANT: an instance is the same with its data apart', () => {
  test.each([
    ['some segments', '(data (i32.const 8) "abc") (data (i32.const 70) "d")', 2],
    ['ones that overlap', '(data (i32.const 8) "abc") (data (i32.const 9) "xy")', 2],
    ['the end of the memory', '(data (i32.const 65533) "abc")', 1],
    ['empty ones', '(data (i32.const 8) "") (data (i32.const 65536) "") (data (i32.const 8) "a")', 1],
    ['none', '', 0],
    [
      'one at a computed place, which others overlap',
      '(import "env" "here" (global $here i32)) (data (i32.const 8) "abc") (data (offset (global.get $here)) "z") (data (i32.const 8) "y")',
      1,
    ],
    ['one outside of the memory, behind others', '(data (i32.const 8) "abc") (data (i32.const 65534) "abc")', 1],
    ['one far outside', '(data (i32.const -4) "abc")', 0],
    [
      'a start function that reads it',
      '(data (i32.const 8) "a") (func $s (i32.store8 (i32.const 9) (i32.add (i32.const 1) (i32.load8_u (i32.const 8))))) (start $s)',
      1,
    ],
    [
      'code that copies a passive one behind it',
      '(data (i32.const 8) "abc") (data $p "xyz") (func (export "run") (memory.init $p (i32.const 20) (i32.const 0) (i32.const 3)))',
      1,
    ],
    [
      'code that copies what is written already',
      '(data $w (i32.const 8) "abc") (func (export "run") (memory.init $w (i32.const 20) (i32.const 0) (i32.const 1)))',
      1,
    ],
    [
      'code that copies nothing of it, and drops it',
      '(data $w (i32.const 8) "abc") (func (export "run") (memory.init $w (i32.const 20) (i32.const 0) (i32.const 0)) (data.drop $w))',
      1,
    ],
  ])('%s', async (_what, fields, parts) => {
    const { whole, apart } = await variants(fields);
    expect(apart.data).toHaveLength(parts);
    expect(outcome(apart)).toEqual(outcome(whole));
  });
});

test('without their data, modules that differ in nothing else are equal', async () => {
  const of = async (text: string): Promise<Uint8Array> =>
    (await variants(`(data (i32.const 8) "${text}") (func)`)).apart.module;
  expect(await of('abc')).toEqual(await of('defghi'));
});

test('two versions of a component with the same functions have equal modules, so that V8 has the code of both once', async () => {
  const modules = await Promise.all(
    ['versions/tally-1', 'versions/tally-1-1'].map(async (fixture) => {
      const bytes = await built(fixture);
      const prepared = await transpile({ bytes, suspendingImports: [], metering: 'fast' }, 'tally');
      return prepared.modules.map((one) => (one.memory ? dataApart(one.bytes, one.memory).bytes : one.bytes));
    }),
  );
  const [first = [], second = []] = modules;
  expect(first).toHaveLength(1);
  expect(first.map((one) => Buffer.compare(one, second[0] ?? one.subarray(1)))).toEqual([0]);
});

test('what is taken out is a copy, though the module was read from a file', async () => {
  const given = withHostMemory(await assemble('(module (data (i32.const 8) "abc") (memory 1))'));
  if (given === undefined) throw new Error('a module without memory');
  const module = Buffer.from(given.bytes);
  const { data } = dataApart(module, given.memory);
  module.fill(0);
  expect(data.map(({ bytes }) => [bytes.buffer.byteLength, ...bytes])).toEqual([[3, 0x61, 0x62, 0x63]]);
});
