import { describe, expect, test } from 'vitest';
import { mount } from '../src/index.ts';
import type { Everything } from './fixtures/everything.ts';

const FIXTURE = './fixtures/everything.ts';
const everything = (options?: Parameters<typeof mount>[1]) => mount<typeof Everything>(FIXTURE, options);

describe('toTrap', () => {
  test('by kind, by code and by message', async () => {
    await expect((await everything({ limits: { maxFuel: 5_000_000 } })).spin()).toTrap('out-of-fuel');
    await expect((await everything({ limits: { timeoutMs: 100 } })).spin()).toTrap('AIRSSYS_TRAP_DEADLINE');
    await expect((await everything()).fail()).toTrap('guest-error', /RangeError: out of luck/);
    await expect((await everything()).fail()).toTrap();
    await expect((await everything()).fail()).not.toTrap('deadline');
    await expect((await everything()).add(1, 2)).not.toTrap();
    await expect((await everything()).fail()).rejects.toTrap('guest-error');
  });

  test('says what came instead: a value', async () => {
    await expect(expect((await everything()).add(1, 2)).toTrap('deadline')).rejects.toThrowErrorMatchingInlineSnapshot(
      `[Error: expected the call to end in the trap deadline, but it returned 3]`,
    );
  });

  test("says what came instead: another trap, with the author's lines", async () => {
    await expect(expect((await everything()).fail()).toTrap('out-of-fuel')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the call to end in the trap out-of-fuel, but it ended in guest-error (AIRSSYS_TRAP_GUEST_ERROR):

        fail threw RangeError: out of luck
          at fail (test/fixtures/everything.ts:167:15)]
    `);
  });

  test('says what came instead: another error', async () => {
    const mounted = await everything();
    await mounted.$.dispose();
    await expect(expect(mounted.add(1, 2)).toTrap('out-of-fuel')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the call to end in the trap out-of-fuel, but it failed otherwise:

        AIRSSYS_SANDBOX_STATE: add cannot be called: the instance is disposed
        Make a new instance of the component.]
    `);
  });

  test('says what came, where it should not have', async () => {
    await expect(expect((await everything()).fail()).not.toTrap('guest-error', 'luck')).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the call not to end in the trap guest-error with "luck" in its message, but it ended in guest-error (AIRSSYS_TRAP_GUEST_ERROR):

        fail threw RangeError: out of luck
          at fail (test/fixtures/everything.ts:167:15)]
    `);
  });

  test('refuses what is no call', async () => {
    await expect(expect(42).not.toTrap()).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: toTrap needs the promise of a call, and was given 42]`,
    );
  });
});

describe('denials', () => {
  test('of a call that ended with one, and of one that went on', async () => {
    await expect((await everything()).read('/etc/passwd')).toBeDenied('filesystem.read', '/etc/passwd');
    const mounted = await everything();
    await expect(mounted.peek('/etc/passwd')).toBeDenied('filesystem.read', /passwd$/);
    await expect(mounted.peek('/a')).not.toBeDenied('storage.read');
    await expect(mounted.add(1, 2)).not.toBeDenied();
    expect(mounted).toHaveBeenDenied();
    expect(mounted).toHaveBeenDenied('filesystem.read', '/a');
    expect(mounted).not.toHaveBeenDenied('filesystem.read', '/b');
    expect(mounted).not.toHaveBeenDenied('filesystem.write');
  });

  test('of a mount', async () => {
    await expect(everything({ env: { READ_AT_START: 'yes' } })).toBeDenied('storage.read', 'test:everything');
  });

  test('of each call by itself, though they run together and are suspended', async () => {
    const mounted = await everything();
    const calls = ['/a', '/b', '/c'].map((path) => mounted.thinkAndPeek(300_000, path));
    await Promise.all(calls);
    await expect(calls[1]).toBeDenied('filesystem.read', '/b');
    await expect(calls[1]).not.toBeDenied('filesystem.read', '/a');
    await expect(calls[1]).not.toBeDenied('filesystem.read', '/c');
  });

  test('of a promise made of a call, where the denial ended it', async () => {
    const mounted = await everything();
    await expect(mounted.nap(1).then(String)).toBeDenied('clock.read');
  });

  test('list the decisions that there were', async () => {
    const mounted = await everything({ grants: ['storage', 'filesystem.read:/data/*'] });
    await mounted.increment();
    await mounted.peek('/etc/passwd');
    expect(() => expect(mounted).toHaveBeenDenied('filesystem.read', '/etc/shadow'))
      .toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component to be denied filesystem.read on /etc/shadow, but it was not.

      The gate's decisions:

        allowed  storage.read     test:everything  by storage.read   in increment
        allowed  storage.write    test:everything  by storage.write  in increment
        denied   filesystem.read  /etc/passwd      no grant          in peek]
    `);
    expect(() => expect(mounted).not.toHaveBeenDenied()).toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the component not to be denied anything, but it was:

        denied  filesystem.read  /etc/passwd  no grant  in peek]
    `);
    await expect(expect(mounted.add(1, 2)).toBeDenied('storage.write')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: expected the call to be denied storage.write, but it was not.

      The gate decided nothing: the component asked for nothing that needs a capability.]
    `);
  });

  test('refuse what they cannot know', async () => {
    const mounted = await everything();
    await expect(expect(mounted).toBeDenied()).rejects.toThrowErrorMatchingInlineSnapshot(
      `[TypeError: toBeDenied is for the promise of one call; for the component and all its calls, use toHaveBeenDenied]`,
    );
    await expect(expect(mounted.add(1, 2).then(String)).not.toBeDenied()).rejects.toThrowErrorMatchingInlineSnapshot(`
      [TypeError: toBeDenied knows the promises that a mounted component and mount() return, not ones that were made of them.
      Hand it the call itself, or ask the component: expect(component).toHaveBeenDenied(…)]
    `);
    const call = mounted.add(1, 2);
    expect(() => expect(call).toHaveBeenDenied()).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: toHaveBeenDenied needs a mounted component, and was given {}]`,
    );
    await call;
  });
});
