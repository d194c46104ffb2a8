import { describe, expect, test } from 'vitest';
import { meterModule } from '../../../src/engine/metering/meter-module.ts';
import { MODES } from './metered.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION = [1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0];

/** A module of one function with this code. */
function code(...instructions: readonly number[]): number[] {
  const body = [0, ...instructions, 0x0b];
  return [...FUNCTION, 10, body.length + 2, 1, body.length, ...body];
}

/** What V8 of Node 24 and 26 does not run unless it is told to by a flag, and how it is refused. */
const PROPOSALS: readonly (readonly [what: string, module: readonly number[], said: string])[] = [
  ['a continuation type', [1, 6, 2, 0x60, 0, 0, 0x5d, 0], 'stack switching (type form 0x5d)'],
  ['cont.new', code(0xe0, 0), 'stack switching (opcode 0xe0)'],
  ['resume', code(0xe3, 0, 0), 'stack switching (opcode 0xe3)'],
  ['a descriptor', [1, 9, 1, 0x4e, 2, 0x4d, 1, 0x5f, 0, 0x4c, 0], 'custom descriptors (type form 0x4d)'],
  ['an exact reference', [1, 8, 2, 0x5f, 0, 0x60, 1, 0x64, 0x62, 0], 'custom descriptors (heap type 0x62)'],
  ['ref.get_desc', code(0xfb, 0x22, 0), 'custom descriptors (opcode 0xfb 0x22)'],
  ['a string', [6, 5, 1, 0x67, 0, 0xd0, 0x67], 'strings as references (stringref) (value type 0x67)'],
  ['string.const', code(0xfb, 0x82, 0x01, 0), 'strings as references (stringref) (opcode 0xfb 0x82)'],
  ['a null string', code(0xd0, 0x67, 0x1a), 'strings as references (stringref) (heap type 0x67)'],
  ['a shared type', [1, 4, 1, 0x65, 0x5f, 0], 'shared objects (shared-everything threads) (type form 0x65)'],
  ['an atomic global', code(0xfe, 0x4f, 0, 0), 'shared objects (shared-everything threads) (opcode 0xfe 0x4f)'],
  ['a half-precision splat', code(0x43, 0, 0, 0, 0, 0xfd, 0xa0, 0x02), 'half-precision floats (opcode 0xfd 0x120)'],
  ['a 128-bit addition', code(0xfc, 0x13), 'wide arithmetic (opcode 0xfc 0x13)'],
  ['memory.discard', code(0xfc, 0x12, 0), 'memory control (opcode 0xfc 0x12)'],
  ['a page of one byte', [5, 4, 1, 8, 0, 0], 'memory with a page size of its own (custom page sizes)'],
  ['a shared memory', [5, 4, 1, 3, 1, 1], 'shared memory'],
];

describe.each(MODES)('%s: refused by name', (mode) => {
  test.each(PROPOSALS)('%s', (what, module, said) => {
    const bytes = new Uint8Array([...HEADER, ...module]);
    expect(() => meterModule(bytes, { mode })).toThrow(
      expect.objectContaining({
        code: 'AIRSSYS_ENGINE_UNSUPPORTED',
        message: expect.stringContaining(`not supported: ${said} (at byte`),
        hint: 'Build the component without this WebAssembly feature.',
      }),
    );
    // Shared memory alone is something that V8 would run.
    expect(WebAssembly.validate(bytes)).toBe(what === 'a shared memory');
  });
});
