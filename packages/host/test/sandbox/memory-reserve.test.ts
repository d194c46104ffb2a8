import { beforeAll, describe, expect, test } from 'vitest';
import type { HostMemory } from '../../src/engine/packing/host-memory.ts';
import type { ComponentHost, ComponentInstance, HostService } from '../../src/index.ts';
import { MemoryReserve, memoryReserve } from '../../src/sandbox/memory-reserve.ts';
import { emptyReserve } from './empty-reserve.ts';
import { built, ENGINES, type GuestText, HOST, run, testHost, trapOf, written } from '../components.ts';

const PAGE = 65_536;
const TWO: HostMemory = { module: 'm', initial: 2 };

describe('a reserve', () => {
  test('INVARIANT: every byte of what it gives is zero', () => {
    const reserve = new MemoryReserve();
    const memory = reserve.take(TWO);
    for (const fill of [
      (bytes: Uint8Array) => bytes.fill(0xff),
      (bytes: Uint8Array) => (bytes[bytes.length - 1] = 1),
    ]) {
      fill(new Uint8Array(memory.buffer));
      reserve.give(TWO, memory);
      const next = reserve.take(TWO);
      expect(next).toBe(memory);
      expect(new Uint8Array(next.buffer).every((byte) => byte === 0)).toBe(true);
    }
  });

  test('what is kept is zero already: nothing of an instance outlives it', () => {
    const reserve = new MemoryReserve();
    const memory = reserve.take(TWO);
    new Uint8Array(memory.buffer).fill(7);
    reserve.give(TWO, memory);
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
  });

  test('nobody gets what somebody has, nor what came from another module', () => {
    const reserve = new MemoryReserve();
    const memory = reserve.take(TWO);
    expect(reserve.take(TWO)).not.toBe(memory);
    reserve.give(TWO, memory);
    expect(reserve.take({ ...TWO })).not.toBe(memory);
    expect(reserve.take(TWO)).toBe(memory);
    expect(reserve.take(TWO)).not.toBe(memory);
  });

  test('a memory that has grown is not kept', () => {
    const reserve = new MemoryReserve();
    const memory = reserve.take(TWO);
    memory.grow(1);
    reserve.give(TWO, memory);
    expect(reserve.bytes).toBe(0);
  });

  test('is bounded: the oldest goes first', () => {
    const reserve = new MemoryReserve(5 * PAGE);
    const memories = [1, 2, 3].map(() => reserve.take(TWO));
    for (const memory of memories) reserve.give(TWO, memory);
    expect(reserve.bytes).toBe(4 * PAGE);
    const taken = [1, 2, 3].map(() => reserve.take(TWO));
    expect(taken.map((memory) => memories.indexOf(memory))).toEqual([2, 1, -1]);
    expect(reserve.bytes).toBe(0);
  });

  test('keeps none that is larger than all it may have, nor any without pages', () => {
    const reserve = new MemoryReserve(PAGE);
    for (const type of [TWO, { module: 'm', initial: 0 }]) {
      const memory = reserve.take(type);
      reserve.give(type, memory);
      expect(reserve.take(type)).not.toBe(memory);
    }
    expect(reserve.bytes).toBe(0);
  });

  test('memories have the maximum of their type', () => {
    const memory = new MemoryReserve().take({ module: 'm', initial: 1, maximum: 2 });
    memory.grow(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });
});

/** `mark` writes everywhere, `marks` counts what is not zero, apart from the segment of data. */
const MARKING: GuestText = {
  imports: { wait: '(result u32)' },
  core: `(import "host" "wait" (func $wait (result i32)))
    (memory (export "memory") 3 9) (data (i32.const 70000) "here")
    (func (export "mark") (result i32) (memory.fill (i32.const 0) (i32.const 255) (i32.const 196608)) (i32.const 1))
    (func (export "marks") (result i32) (local $at i32) (local $n i32)
      (loop $l
        (local.set $n (i32.add (local.get $n) (i32.ne (i32.load8_u (local.get $at)) (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $l (i32.lt_u (local.get $at) (i32.const 196608))))
      (local.get $n))
    (func (export "here") (result i32) (i32.load (i32.const 70000)))
    (func (export "grow") (result i32) (memory.grow (i32.const 1)))
    (func (export "trap") (result i32) unreachable)
    (func (export "wait") (result i32) (i32.store (i32.const 8) (call $wait)) (i32.const 1))`,
  exports: ['mark', 'marks', 'here', 'grow', 'trap', 'wait'].map((name) => ({ name, result: true })),
};
const HERE = 0x65726568;

let variants = 0;
/** Of a component of its own, so that no other test's memory is in the reserve. */
async function marking(host: ComponentHost): Promise<() => Promise<ComponentInstance>> {
  variants += 1;
  const bytes = await written({
    ...MARKING,
    core: `${MARKING.core} (global i32 (i32.const ${process.pid * 100 + variants}))`,
  });
  const loaded = await host.load(bytes, 'marking');
  return async () => await loaded.instantiate();
}

const service = (wait: () => Promise<number>): HostService => ({ interface: HOST, waiting: { wait: { call: wait } } });

describe('instances', () => {
  beforeAll(emptyReserve);

  test('an instance that is at rest leaves its memory to the next, which finds nothing in it', async () => {
    const make = await marking(testHost({ services: [service(async () => 1)] }));
    const before = memoryReserve.bytes;
    const first = await make();
    await run(first, 'mark');
    expect(await run(first, 'marks')).toMatchObject({ value: 3 * PAGE });
    await first[Symbol.asyncDispose]();
    expect(memoryReserve.bytes).toBe(before + 3 * PAGE);
    const second = await make();
    expect(memoryReserve.bytes).toBe(before);
    expect(await run(second, 'here')).toMatchObject({ value: HERE });
    expect(await run(second, 'marks')).toMatchObject({ value: 4, usage: { memoryBytes: 3 * PAGE } });
  });

  test('two at once never have one memory', async () => {
    const make = await marking(testHost({ services: [service(async () => 1)] }));
    await (await make())[Symbol.asyncDispose]();
    const [one, other] = [await make(), await make()];
    await run(one, 'mark');
    expect(await run(other, 'marks')).toMatchObject({ value: 4 });
  });

  test.each([
    ['trapped', async (instance: ComponentInstance) => void (await trapOf(run(instance, 'trap')))],
    ['grown', async (instance: ComponentInstance) => void (await run(instance, 'grow'))],
  ])('INVARIANT: the memory of one that has %s is not used again', async (_what, end) => {
    const make = await marking(testHost({ services: [service(async () => 1)] }));
    const before = memoryReserve.bytes;
    const instance = await make();
    await end(instance);
    await instance[Symbol.asyncDispose]();
    expect(memoryReserve.bytes).toBe(before);
  });

  test('INVARIANT: nor that of one that still waits for the host, which may wake it later', async () => {
    let wake = (_value: number): void => {};
    const make = await marking(testHost({ services: [service(() => new Promise((resolve) => (wake = resolve)))] }));
    const before = memoryReserve.bytes;
    const instance = await make();
    const call = trapOf(run(instance, 'wait'));
    await new Promise(setImmediate);
    await instance[Symbol.asyncDispose]();
    expect((await call).kind).toBe('cancelled');
    expect(memoryReserve.bytes).toBe(before);
    const next = await make();
    wake(0x7f7f7f7f);
    await new Promise(setImmediate);
    expect(await run(next, 'marks')).toMatchObject({ value: 4 });
  });

  test.each(ENGINES)(
    '%s: a component of the SDK leaves its own, and every instance computes the same',
    async (engine) => {
      const loaded = await testHost().load(await built('probe', engine));
      const results: unknown[] = [];
      const before = memoryReserve.bytes;
      for (let round = 0; round < 3; round += 1) {
        const instance = await loaded.instantiate();
        results.push([await instance.call('encode', 'häuser'), await instance.call('add', 40, 2)]);
        await instance[Symbol.asyncDispose]();
        expect(memoryReserve.bytes).toBeGreaterThan(before);
      }
      expect(results).toEqual([results[0], results[0], results[0]]);
    },
  );
});
