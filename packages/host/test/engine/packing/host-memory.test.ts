import { describe, expect, test } from 'vitest';
import { restsBetweenCalls, withHostMemory } from '../../../src/engine/packing/host-memory.ts';
import { transpile } from '../../../src/engine/transpiler.ts';
import { built, ENGINES } from '../../components.ts';
import { assemble } from '../metering/metered.ts';

describe('a module with one memory of its own imports it', () => {
  test.each([
    ['nothing else', '(memory (export "m") 2)', { initial: 2 }],
    ['a maximum', '(memory (export "m") 2 300)', { initial: 2, maximum: 300 }],
    ['imports', '(import "a" "f" (func)) (import "a" "g" (global i32)) (memory (export "m") 2)', { initial: 2 }],
    [
      'every section',
      '(type (func)) (import "a" "f" (func)) (func (export "f")) (table 1 funcref) (memory (export "m") 2) (global i32 (i32.const 1)) (elem (i32.const 0) 1) (start 1) (data "x")',
      { initial: 2 },
    ],
  ])('%s', async (_name, fields, type) => {
    const given = withHostMemory(await assemble(`(module ${fields} (data (i32.const 8) "abc"))`));
    expect(given?.memory).toEqual({ module: 'airssys:memory', ...type });
    if (given === undefined) return;
    const memory = new WebAssembly.Memory(given.memory);
    const module = new WebAssembly.Module(Uint8Array.from(given.bytes));
    const { exports } = new WebAssembly.Instance(module, {
      'airssys:memory': { memory },
      a: { f: () => {}, g: 1 },
    });
    expect(exports['m']).toBe(memory);
    expect([...new Uint8Array(memory.buffer, 8, 3)]).toEqual([97, 98, 99]);
  });

  test('of a name that it does not use', async () => {
    const given = withHostMemory(await assemble('(module (import "airssys:memory" "memory" (func)) (memory 1))'));
    expect(given?.memory.module).toBe('airssys:memory#1');
  });

  test.each([
    ['no memory', '(func)'],
    ['an imported one', '(import "a" "m" (memory 1))'],
    ['two', '(memory 1) (memory 1)'],
    ['one of 64 bits', '(memory i64 1)'],
  ])('not: %s', async (_name, fields) => {
    expect(withHostMemory(await assemble(`(module ${fields})`))).toBeUndefined();
  });
});

describe('glue that rests between calls', () => {
  test.each(ENGINES)('%s: that of a component of the SDK', async (engine) => {
    const { modules } = await transpile(
      { bytes: await built('probe', engine), suspendingImports: [], metering: 'fast' },
      'probe',
    );
    expect(modules.map(({ memory }) => memory?.module)).toEqual(['airssys:memory']);
  });

  test.each([
    ['streams', 'class InternalStream {'],
    ['buffers of streams', '  class ManagedBuffer {'],
    ['resources', 'class Thing{'],
    ['what a later transpiler may write', 'class Unknown {'],
    ['asynchronous functions', 'isAsync: true,'],
    ['functions that are called back', "getCallbackFn: () => exports1['[callback]f'],"],
  ])('not: %s', (_name, line) => {
    const glue = 'class AsyncTask {\n}\nisAsync: false,\ngetCallbackFn: () => null,\n';
    expect(restsBetweenCalls(glue)).toBe(true);
    expect(restsBetweenCalls(`${glue}${line}\n`)).toBe(false);
  });
});
