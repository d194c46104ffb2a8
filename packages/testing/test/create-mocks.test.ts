import { HostError } from '@airssys/sdk';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createMocks, mount } from '../src/index.ts';
import type { Everything } from './fixtures/everything.ts';

const FIXTURE = './fixtures/everything.ts';

describe('createMocks', () => {
  test('stands in for what it was told of, before the mount and after it', async () => {
    const mocks = createMocks();
    mocks.storage.get.returns('41');
    const everything = await mount<typeof Everything>(FIXTURE, { mocks });
    mocks.storage.set.implement(() => {});
    expect(await everything.increment()).toBe(42);
    mocks.storage.get.returns('99');
    expect(await everything.increment()).toBe(100);
    expect(mocks.storage.get.calls).toEqual([['count'], ['count']]);
    expect(mocks.storage.set.calls.map(([, value]) => new TextDecoder().decode(value))).toEqual(['42', '100']);
    expect(everything.$.calls).toHaveLength(4);
  });

  test('leaves to the host what it was not told of, with the grants that it needs', async () => {
    const mocks = createMocks();
    mocks.files.read.returns('text');
    const everything = await mount<typeof Everything>(FIXTURE, { mocks });
    expect(await everything.read('/anywhere')).toBe('text');
    await expect(everything.increment()).toBeDenied('storage.read');
    const granted = await mount<typeof Everything>(FIXTURE, { mocks, grants: ['storage'] });
    expect([await granted.increment(), await granted.increment()]).toEqual([1, 2]);
    expect(mocks.storage.get.calls).toEqual([]);
    expect(granted.$.calls).toEqual([]);
  });

  test('fails as it is told', async () => {
    const mocks = createMocks();
    const everything = await mount<typeof Everything>(FIXTURE, { mocks });
    mocks.files.read.throws({ code: 'too-large' });
    expect(await everything.peek('/a')).toBe('too-large');
    mocks.files.read.throws(new HostError('files', 'not-found', 'gone'));
    expect(await everything.peek('/a')).toBe('not-found');
    mocks.files.read.throws(new TypeError('of the test'));
    await expect(everything.peek('/a')).toTrap('host-error', 'of the test');
  });

  test('hears the log, and has the types of the clients', async () => {
    const mocks = createMocks();
    const everything = await mount<typeof Everything>(FIXTURE, { mocks });
    await everything.say('unheard');
    mocks.log.info.returns();
    await everything.say('hello');
    expect(mocks.log.info.calls).toEqual([['hello', { length: '5' }]]);
    expectTypeOf(mocks.clock.sleep.calls).toEqualTypeOf<readonly [durationMs: number][]>();
    // @ts-expect-error a key's value is bytes, text or nothing
    mocks.storage.get.returns(42);
    // @ts-expect-error there is no such function
    expect(() => mocks.storage.getText.returns('text')).not.toThrow();
    await expect(mount(FIXTURE, { mocks })).rejects.toMatchObject({ code: 'AIRSSYS_TEST_MOUNT' });
  });
});
