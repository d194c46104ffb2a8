import { HostError } from '@airssys/sdk';
import { describe, expect, test, vi } from 'vitest';
import { mount } from '../src/index.ts';
import type { Dice } from './fixtures/dice.ts';
import type { Everything } from './fixtures/everything.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const FIXTURE = './fixtures/everything.ts';

describe('a mock of every client', () => {
  test('storage', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, {
      mocks: {
        storage: {
          get: (key) => `value of ${key}`,
          set: () => {},
          delete: async () => {},
          exists: () => true,
          listKeys: (prefix) => [`${String(prefix)}1`, `${String(prefix)}2`],
          usage: () => ({ usedBytes: 1, quotaBytes: 2 ** 40, keyCount: 3 }),
        },
      },
    });
    expect(await everything.useStorage()).toEqual({ ok: true, value: 'value of a true p1+p2 1 1099511627776 3' });
    expect(everything.$.calls).toEqual([
      { service: 'storage', function: 'set', args: ['a', utf8('one')] },
      { service: 'storage', function: 'delete', args: ['b'] },
      { service: 'storage', function: 'usage', args: [] },
      { service: 'storage', function: 'get', args: ['a'] },
      { service: 'storage', function: 'exists', args: ['a'] },
      { service: 'storage', function: 'listKeys', args: ['p'] },
    ]);
  });

  test('files', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, {
      mocks: {
        files: {
          read: () => utf8('one two'),
          write: () => {},
          append: () => {},
          delete: () => {},
          metadata: () => ({ kind: 'file', size: 7, modified: new Date(86_400_000) }),
          list: () => [{ name: 'a', kind: 'file' }],
        },
      },
    });
    expect(await everything.useFiles()).toEqual({ ok: true, value: 'one two file 7 1970-01-02T00:00:00.000Z a:file' });
  });

  test('messaging', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, {
      mocks: {
        messaging: {
          send: async () => {},
          broadcast: () => {},
          request: (_target, _payload, timeoutMs) => `request-${timeoutMs}`,
          cancelRequest: () => {},
          selfId: () => ({ namespace: 'test', name: 'me' }),
        },
      },
    });
    expect(await everything.useMessaging()).toEqual({ ok: true, value: 'request-1000 me' });
    const peer = { namespace: 'test', name: 'peer', instance: '' };
    expect(everything.$.calls[0]).toEqual({ service: 'messaging', function: 'send', args: [peer, utf8('hello')] });
  });

  test('clock and log', async () => {
    const sleep = vi.fn<(durationMs: number) => void>();
    const info = vi.fn<(message: string) => void>();
    const everything = await mount<typeof Everything>(FIXTURE, {
      mocks: { clock: { nowMs: () => 1_000, sleep }, log: { info } },
    });
    expect(await everything.nap(50)).toEqual([1_000, 1_000]);
    expect(sleep).toHaveBeenCalledWith(50);
    await everything.say('hello');
    expect(info).toHaveBeenCalledWith('hello', { length: '5' });
  });

  test('random', async () => {
    const dice = await mount<typeof Dice>('./fixtures/dice.ts', {
      mocks: { random: { bytes: (length) => new Uint8Array(length) } },
    });
    expect(await dice.roll(2)).toEqual([1, 1]);
    expect(await dice.chance()).toBe(0);
    expect(dice.$.calls).toHaveLength(3);
  });
});

describe('permissions', () => {
  test('what is neither mocked nor granted is denied', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { files: { read: () => 'text' } } });
    expect(await everything.read('/anywhere')).toBe('text');
    expect(await everything.useMessaging()).toMatchObject({
      ok: false,
      error: expect.stringContaining('messaging.send to test:peer is not granted'),
    });
    await expect(everything.increment()).toBeDenied('storage.read', 'test:everything');
  });

  test('a mock is its own grant, and each call is audited with it', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { files: { read: () => 'text' } } });
    await everything.read('/etc/passwd');
    expect(everything.$.audit).toMatchObject([
      {
        area: 'filesystem',
        action: 'read',
        resource: '/etc/passwd',
        allowed: true,
        rule: 'mock files.read',
        operation: 'read',
      },
    ]);
  });

  test('a mock of one function grants no other, though it needs the same', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { storage: { exists: () => true } } });
    await expect(everything.increment()).toBeDenied('storage.read');
  });

  test('where grants speak of the action, they decide', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, {
      grants: 'requested',
      mocks: { files: { read: () => 'text' } },
    });
    expect(await everything.read('/data/a')).toBe('text');
    await expect(everything.read('/etc/passwd')).toBeDenied('filesystem.read', '/etc/passwd');
    expect(everything.$.calls).toHaveLength(1);
  });

  test('without a bus, a granted message reaches nobody', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { grants: 'requested' });
    expect(await everything.useMessaging()).toMatchObject({
      ok: false,
      error: expect.stringContaining('messaging target-not-found'),
    });
  });
});

describe('a broadcast', () => {
  const denied = (name: string): object => ({
    ok: false,
    error: expect.stringContaining(`messaging.broadcast to test:${name} is not granted`),
  });

  test.each([
    ['without a bus', {}, { ok: false, error: expect.stringContaining('target-not-found') }],
    ['with a mock', { messaging: { broadcast: vi.fn<() => void>() } }, { ok: true, value: 'sent' }],
  ])('%s needs the permission for each of its targets', async (_what, mocks, reached) => {
    const grants = ['messaging.broadcast:test:peer', 'messaging.broadcast:test:other'];
    const everything = await mount<typeof Everything>(FIXTURE, { grants, mocks });
    expect(await everything.broadcast(['stranger', 'peer'])).toMatchObject(denied('stranger'));
    expect(await everything.broadcast(['peer', 'stranger'])).toMatchObject(denied('stranger'));
    expect(await everything.broadcast(['peer', 'other', 'stranger', 'foe'])).toMatchObject(denied('stranger'));
    expect(everything.$.calls).toEqual([]);
    expect(everything.$.audit.map(({ resource, allowed }) => `${resource} ${String(allowed)}`)).toEqual([
      'test:stranger false',
      'test:peer true',
      'test:stranger false',
      'test:peer true',
      'test:other true',
      'test:stranger false',
    ]);
    expect(await everything.broadcast(['peer', 'other'])).toMatchObject(reached);
  });

  test('to nobody needs nothing', async () => {
    const bare = await mount<typeof Everything>(FIXTURE);
    expect(await bare.broadcast([])).toEqual({ ok: true, value: 'sent' });
    expect(await bare.broadcast(['peer'])).toMatchObject(denied('peer'));
    const governed = await mount<typeof Everything>(FIXTURE, {
      grants: ['messaging.broadcast:test:peer'],
      mocks: { messaging: { broadcast: () => {} } },
    });
    expect(await governed.broadcast([])).toEqual({ ok: true, value: 'sent' });
  });

  test('to several is granted by a mock, as to one', async () => {
    const broadcast = vi.fn<() => void>();
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { messaging: { broadcast } } });
    expect(await everything.broadcast(['peer', 'other'])).toEqual({ ok: true, value: 'sent' });
    expect(broadcast).toHaveBeenCalledOnce();
  });
});

describe('a mock that fails', () => {
  test.each([
    [
      'a HostError',
      new HostError('files', 'not-found', 'no such thing'),
      'not-found',
      'files: not-found: no such thing',
    ],
    ['an object with a code', { code: 'too-large' }, 'too-large', 'files: too-large: /data/a'],
  ])('with %s answers as the host does', async (_what, thrown, code, message) => {
    const read = (): never => {
      throw thrown;
    };
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { files: { read } } });
    expect(await everything.peek('/data/a')).toBe(code);
    await expect(everything.read('/data/a')).toTrap('guest-error', message);
  });

  test('by mistake ends the call', async () => {
    const read = (): never => {
      throw new Error('cannot read properties of undefined');
    };
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { files: { read } } });
    await expect(everything.peek('/a')).toTrap(
      'host-error',
      'The mock files.read threw Error: cannot read properties of undefined',
    );
  });

  test('with a value of another type ends the call', async () => {
    // @ts-expect-error a file's content is bytes or text
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { files: { read: () => 42 } } });
    await expect(everything.peek('/a')).toTrap(
      'host-error',
      'The mock files.read returned 42, where a Uint8Array or a string is expected',
    );
  });

  test('to answer at once, where it must, ends the call', async () => {
    const nowMs = async (): Promise<number> => 1;
    // @ts-expect-error the time of day is not waited for
    const everything = await mount<typeof Everything>(FIXTURE, { mocks: { clock: { nowMs, sleep: () => {} } } });
    await expect(everything.nap(1)).toTrap('host-error', 'The mock clock.nowMs returned a promise');
  });

  test('to be of a client is refused', async () => {
    const mocks = { storage: { getText: () => 'text' } };
    // @ts-expect-error there is no such function
    await expect(mount(FIXTURE, { mocks })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AirssysError: storage.getText cannot be mocked: the host has no such function]`,
    );
  });
});
