/** Bytes in and out of a component, the same for an instance on the host's thread, on its own, and in a process of its own. */
import { describe, expect, test } from 'vitest';
import { built, testHost, trapOf } from '../components.ts';
import { call, type Traffic, valued } from './valued.ts';

const MILLION = 1_000_000;
const MIB = 1 << 20;

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  test('what crosses is counted, and plain numbers are not', async () => {
    const instance = await valued({ isolation });
    expect(await call(instance, 'plain', 7)).toMatchObject({ value: 7, usage: { bytesIn: 0, bytesOut: 0 } });
    expect(await call(instance, 'text', 0, 1000)).toMatchObject({ usage: { bytesIn: 0, bytesOut: 1000 } });
    expect(await call(instance, 'wide', 0, 1000)).toMatchObject({ usage: { bytesOut: 2000 } });
    expect(await call(instance, 'numbers', 0, 10)).toMatchObject({ usage: { bytesOut: 80 } });
    // Two pointers and two lengths, then the texts.
    expect(await call(instance, 'accept', ['a', 'äö'])).toMatchObject({
      value: 2,
      usage: { bytesIn: 16 + 5, bytesOut: 0 },
    });
    expect(await call(instance, 'fetch', 500)).toMatchObject({ value: 500, usage: { bytesIn: 500 } });
    expect(instance.usage).toMatchObject({ bytesIn: 521, bytesOut: 3080 });
  });

  test('an element of a list counts what the host needs for it, at least', async () => {
    const instance = await valued({ isolation });
    const used = async (name: string, ...args: number[]): Promise<unknown> =>
      (await call(instance, name, ...args)).usage.bytesOut;
    expect(await used('texts', 10, 3)).toBe(10 * (8 + 32 + 3));
    expect(await used('lists', 10, 3)).toBe(10 * (8 + 256 + 3));
    // `tag` and `val`, of each of two cases.
    expect(await used('results', 0, 10)).toBe(10 * (8 + 4 * 8));
    expect(await used('pass', 10, 3)).toBe(10 * (8 + 32 + 3));
  });

  test.each([
    ['a million strings that are one of 30 MB', 'texts', MILLION, 30 * MILLION],
    ['a million lists that are one of 30 MB', 'lists', MILLION, 30 * MILLION],
    ['a thousand strings that are one of a MB', 'texts', 1000, MILLION],
    ['a thousand lists that are one of a MB', 'lists', 1000, MILLION],
    ['a million empty lists', 'lists', MILLION, 0],
    ['thirty million results', 'results', 0, 30 * MILLION],
    ['a string of 32 MiB, where 16 are allowed', 'text', 0, 32 * MIB],
    ['a string of 32 MiB in UTF-16, where 16 are allowed', 'wide', 0, 16 * MIB],
    ['numbers of 32 MiB, where 16 are allowed', 'numbers', 0, 4 * MIB],
  ])('a result of %s is not lifted', async (_name, operation, first, second) => {
    const instance = await valued({ isolation, limits: { maxBytesOut: 16 * MIB } });
    const trap = await trapOf(call(instance, operation, first, second));
    expect([trap.kind, trap.code]).toEqual(['bytes-out-limit', 'AIRSSYS_TRAP_BYTES_OUT_LIMIT']);
    expect(trap.usage.bytesOut).toBeGreaterThan(16 * MIB);
    expect(instance.state).toBe('trapped');
  });

  test.each(['immediate', 'waiting'] as const)('an argument of a host function neither: %s', async (kind) => {
    const traffic: Traffic = { taken: [] };
    const instance = await valued({ isolation, kind, traffic });
    await call(instance, 'pass', 3, 1000);
    const trap = await trapOf(call(instance, 'pass', MILLION, 30 * MILLION));
    expect(trap.kind).toBe('bytes-out-limit');
    expect(traffic.taken).toEqual([3]);
  });

  test('the last byte that is allowed passes, the next does not', async () => {
    const limits = { maxBytesOut: 1000, maxBytesIn: 1000 };
    const instance = await valued({ isolation, limits });
    expect(await call(instance, 'text', 0, 1000)).toMatchObject({ ok: true });
    expect(await call(instance, 'text', 0, 1000)).toMatchObject({ ok: true }); // each call has its own
    expect(await call(instance, 'fetch', 1000)).toMatchObject({ ok: true });
    expect((await trapOf(call(instance, 'text', 0, 1001))).kind).toBe('bytes-out-limit');
  });

  test.each(['immediate', 'waiting'] as const)(
    'what a host function answers is held to its limit: %s',
    async (kind) => {
      const instance = await valued({ isolation, kind, limits: { maxBytesIn: 1000 } });
      const trap = await trapOf(call(instance, 'fetch', 1001));
      expect([trap.kind, trap.code]).toEqual(['bytes-in-limit', 'AIRSSYS_TRAP_BYTES_IN_LIMIT']);
      expect(trap.message).toBe('test:guest/ops@1.0.0#fetch was given more than 1000 bytes');
      expect(trap.usage.bytesIn).toBe(1001);
    },
  );

  test('and so are arguments', async () => {
    const instance = await valued({ isolation, limits: { maxBytesIn: 1000 } });
    expect(
      await call(
        instance,
        'accept',
        Array.from({ length: 100 }, () => 'ab'),
      ),
    ).toMatchObject({ value: 100 });
    const trap = await trapOf(
      call(
        instance,
        'accept',
        Array.from({ length: 101 }, () => 'ab'),
      ),
    );
    expect(trap.kind).toBe('bytes-in-limit');
  });

  test('a list outside of the memory is a trap, not cut off', async () => {
    const trap = await trapOf(call(await valued({ isolation }), 'numbers', 640 * 65_536 - 8, 2));
    expect(trap.kind).toBe('list-out-of-bounds');
  });

  test('a built component is held to them', async () => {
    const loaded = await testHost().load(await built('probe'));
    const instance = await loaded.instantiate({ isolation, limits: { maxBytesIn: 5000, maxBytesOut: 3000 } });
    expect((await instance.invoke('reverse', [new Uint8Array(2000)])).usage).toMatchObject({
      bytesIn: 2000,
      bytesOut: 2000,
    });
    expect((await instance.invoke('add', [1, 2])).usage).toMatchObject({ bytesIn: 0, bytesOut: 0 });
    const trap = await trapOf(instance.call('reverse', new Uint8Array(4000)));
    expect(trap.kind).toBe('bytes-out-limit');
  });
});
