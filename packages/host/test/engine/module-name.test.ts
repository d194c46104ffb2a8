import { describe, expect, test } from 'vitest';
import { meterModule } from '../../src/engine/metering/meter-module.ts';
import { nameModule } from '../../src/engine/module-name.ts';
import { wasmFrames } from '../../src/sandbox/trap-frame.ts';
import { MeterHelper } from '../../src/engine/metering/meter-helper.ts';
import type { MeterHooks } from '../../src/engine/metering/meter-hooks.ts';
import { assemble, MODES, TestHost } from './metering/metered.ts';

const TRAPPING = `(module $original
  (func $inner unreachable) (func (loop $l (call $inner) (br $l))) (func (export "run") (call 1)))`;

const framesOf = (bytes: Uint8Array, hooks?: MeterHooks): unknown => {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
  if (hooks !== undefined) new MeterHelper(new TestHost()).bind(instance, hooks, 0);
  const { run } = instance.exports;
  try {
    return typeof run === 'function' && run();
  } catch (error) {
    return wasmFrames(error).map(({ module, functionIndex, name }) => [module, functionIndex, name]);
  }
};

const FRAMES = [
  [7, 0, 'inner'],
  [7, 1, undefined],
  [7, 2, 'run'],
];

/** A custom section called `name`. */
const nameSection = (...content: readonly number[]): number[] => [
  0,
  content.length + 5,
  4,
  0x6e,
  0x61,
  0x6d,
  0x65,
  ...content,
];

describe.each(MODES)('%s', (mode) => {
  test('frames tell the module and the function, as they were before the metering', async () => {
    const { bytes, hooks, functions } = meterModule(await assemble(TRAPPING), { mode });
    expect(functions).toBe(3);
    expect(framesOf(nameModule(bytes, { number: 7, functions }), hooks)).toEqual(FRAMES);
  });

  test('a module without names gets those of its exports', async () => {
    const bare = (await assemble(TRAPPING)).slice();
    const at = new TextDecoder('latin1').decode(bare).lastIndexOf('\u0004name');
    const { bytes, hooks, functions } = meterModule(bare.slice(0, at - 2), { mode });
    expect(framesOf(nameModule(bytes, { number: 7, functions }), hooks)).toEqual([
      [7, 0, undefined],
      [7, 1, undefined],
      [7, 2, 'run'],
    ]);
  });
});

test('imported functions count', async () => {
  const wat =
    '(module (import "a" "b" (func)) (import "a" "c" (memory 1)) (func $own unreachable) (func (export "run") (call $own)))';
  const { bytes, functions } = meterModule(await assemble(wat), { mode: 'fast' });
  expect(functions).toBe(3);
  const named = nameModule(bytes, { number: 0, functions });
  expect(WebAssembly.validate(Uint8Array.from(named))).toBe(true);
});

describe('a name section that V8 would not read', () => {
  test.each([
    ['cut off', nameSection(1, 200, 1, 0)],
    ['with a map that is cut off', nameSection(1, 3, 9, 0, 50)],
    ['that is empty', nameSection()],
    ['with a name for the module only', nameSection(0, 2, 1, 0x61)],
    ['twice', [...nameSection(0, 2, 1, 0x61), ...nameSection(0, 2, 1, 0x62)]],
  ])('%s', async (_name, section) => {
    const bare = (await assemble('(module (func (export "run") unreachable))')).slice();
    // In front of all others, where it does not belong.
    const odd = new Uint8Array([...bare.slice(0, 8), ...section, ...bare.slice(8)]);
    expect(framesOf(nameModule(odd, { number: 3, functions: 1 }))).toEqual([[3, 0, 'run']]);
  });
});

test('other custom sections stay', async () => {
  const bytes = await assemble('(module (@custom "kept" "content") (func (export "run")))');
  const named = new WebAssembly.Module(Uint8Array.from(nameModule(bytes, { number: 0, functions: 1 })));
  expect(WebAssembly.Module.customSections(named, 'kept')).toHaveLength(1);
  expect(WebAssembly.Module.customSections(named, 'name')).toHaveLength(1);
});
