/** What is shown of an instance's memory, when, and that it is a copy. */
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InspectedMoment, InstanceOptions } from '../../src/index.ts';
import { memoryReserve } from '../../src/sandbox/memory-reserve.ts';
import { emptyReserve } from './empty-reserve.ts';
import { guest, type GuestText, run, trapOf } from '../components.ts';

/** Each call writes one byte more; `trap` in the middle of one. */
const WRITING: GuestText = {
  core: `(memory 1) (global $at (mut i32) (i32.const 0)) (data (i32.const 16) "top")
    (func $write (i32.store8 (global.get $at) (i32.const 7)) (global.set $at (i32.add (global.get $at) (i32.const 1))))
    (func (export "run") (result i32) call $write (i32.const 0))
    (func (export "spin") (result i32) call $write (loop $l br $l) (i32.const 0))
    (func (export "trap") (result i32) call $write unreachable)`,
  exports: ['run', 'spin', 'trap'].map((name) => ({ name, result: true })),
};

interface Shown {
  readonly moment: InspectedMoment;
  readonly memories: readonly Uint8Array[];
}

async function inspected(options: InstanceOptions = {}): Promise<{ instance: ComponentInstance; shown: Shown[] }> {
  const shown: Shown[] = [];
  const inspectMemory: InstanceOptions['inspectMemory'] = (moment, memories) => shown.push({ moment, memories });
  return { instance: await guest(WRITING, { ...options, inspectMemory }), shown };
}

/** The bytes that calls have written, by moment. */
const written = (shown: readonly Shown[]): readonly unknown[] =>
  shown.map(({ moment, memories }) => [moment, memories.map((memory) => memory.filter((byte) => byte === 7).length)]);

test('the memory as the instance begins, with its data, and as it is disposed', async () => {
  const { instance, shown } = await inspected();
  expect(Buffer.from(shown[0]?.memories[0] ?? []).toString('latin1', 16, 19)).toBe('top');
  await run(instance);
  await run(instance);
  await instance[Symbol.asyncDispose]();
  await instance[Symbol.asyncDispose]();
  expect(written(shown)).toEqual([
    ['started', [0]],
    ['ended', [2]],
  ]);
});

describe('as it was where a call was stopped', () => {
  test('by a trap; a disposal after it shows nothing more', async () => {
    const { instance, shown } = await inspected();
    expect((await trapOf(run(instance, 'trap'))).kind).toBe('unreachable');
    await instance[Symbol.asyncDispose]();
    expect(written(shown)).toEqual([
      ['started', [0]],
      ['ended', [1]],
    ]);
  });

  test('by a limit', async () => {
    const { instance, shown } = await inspected({ limits: { maxFuel: 100_000 } });
    expect((await trapOf(run(instance, 'spin'))).kind).toBe('out-of-fuel');
    expect(written(shown).at(-1)).toEqual(['ended', [1]]);
  });
});

test('INVARIANT: what is shown is a copy, also of a memory that the next instance has', async () => {
  const { instance, shown } = await inspected();
  emptyReserve();
  const before = memoryReserve.bytes;
  await run(instance);
  await instance[Symbol.asyncDispose]();
  expect(memoryReserve.bytes).toBeGreaterThan(before);
  // The memory itself has been emptied for others.
  expect(written(shown).at(-1)).toEqual(['ended', [1]]);
  shown.at(-1)?.memories[0]?.fill(7);
  expect(written((await inspected()).shown)).toEqual([['started', [0]]]);
});

test.each([{ isolation: 'worker' }, { isolation: 'process' }, { reuse: 'call' }] as const)(
  'not together with %o',
  async (options) => {
    await expect(inspected(options)).rejects.toMatchObject({
      code: 'AIRSSYS_CONFIG_INVALID',
      message: expect.stringContaining('inspectMemory and'),
    });
  },
);
