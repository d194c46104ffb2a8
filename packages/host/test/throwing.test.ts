/** Operations that declare what they throw, through a component of each engine. */
import { isDeclaredError } from '@airssys/model';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type ComponentInstance, usageOf } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, trapOf } from './components.ts';

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let make: () => Promise<ComponentInstance>;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    const loaded = await host.load(await built('throwing', engine), 'throwing');
    make = () => loaded.instantiate({});
    return async () => await host[Symbol.asyncDispose]();
  });

  test('the one class that is declared', async () => {
    const instance = await make();
    expect(await instance.call('withdraw', 40n)).toBe(60n);
    const thrown = await instance.call('withdraw', 65n).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'InsufficientFunds', message: '5 are missing', missing: 5n });
    expect(isDeclaredError(thrown)).toBe(true);
    expect(isDeclaredError(thrown, 'InsufficientFunds')).toBe(true);
    expect(isDeclaredError(thrown, 'Locked')).toBe(false);
    expect(Object.keys(thrown as object)).toEqual(['missing']);
    expect((thrown as Error).stack).toMatch(/^InsufficientFunds: 5 are missing\n {4}at /);
    expect(usageOf(thrown)?.fuel).toBeGreaterThan(0);
    // It was an answer: the instance goes on.
    expect([instance.state, await instance.call('withdraw', 1n)]).toEqual(['ready', 59n]);
    expect(await instance.call('check', 1)).toBeUndefined();
    await expect(instance.call('check', 101)).rejects.toMatchObject({ missing: 101n });
  });

  test('several, told apart by their classes', async () => {
    const instance = await make();
    const close = async (how: string): Promise<unknown> =>
      await instance.call('close', how).catch((error: unknown) => error);
    expect(await close('now')).toBeUndefined();
    expect(await close('locked')).toMatchObject({ name: 'Locked', since: new Date(1_000), by: ['a', 'b'] });
    expect(await close('empty')).toMatchObject({ name: 'InsufficientFunds', missing: 1n });
    expect(await close('forever')).toMatchObject({ name: 'LockedForever', message: 'for ever', since: new Date(0) });
    // What is derived from a declared class and not declared itself is the nearest one that is.
    expect(await close('frozen')).toMatchObject({ name: 'Locked', since: new Date(2_000), by: [] });
  });

  test('what is not declared ends the instance, as ever', async () => {
    expect(await trapOf((await make()).call('withdraw', 13n))).toMatchObject({
      kind: 'guest-error',
      message: 'withdraw threw Error: nobody declared this',
    });
    expect(await trapOf((await make()).call('close', 'other'))).toMatchObject({
      guestError: { name: 'RangeError', message: 'not declared' },
    });
  });
});
