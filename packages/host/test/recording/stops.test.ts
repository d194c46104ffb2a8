/** Traps that hang on time, on fuel and on the outside, and recordings that end before their instance does. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type LoadedComponent, readRecording } from '../../src/index.ts';
import { built, CACHE_DIR, PROBE_GRANTS, temporaryDirectory, trapOf } from '../components.ts';
import { recorded, replayed } from './recorded.ts';

let loaded: LoadedComponent;
beforeAll(async () => {
  const host = new ComponentHost({ cacheDir: CACHE_DIR });
  loaded = await host.load(await built('probe'), 'probe');
  return async () => await host[Symbol.asyncDispose]();
});

describe('a call that was stopped is stopped where it was', () => {
  test.each([
    ['deadline', 'while it waited', 'sleep', [100_000], { timeoutMs: 100 }],
    ['deadline', 'while it computed', 'spin', [4_000_000_000], { timeoutMs: 120 }],
    ['out-of-fuel', 'while it computed', 'spin', [4_000_000_000], { maxFuel: 30_000_000 }],
    ['stack-overflow', 'or so', 'recurse', [1_000_000], {}],
    ['memory-limit', 'while it computed', 'hoard', [100], {}],
  ] as const)('%s, %s', async (kind, _when, operation, args, options) => {
    const { file } = await recorded(loaded, { grants: PROBE_GRANTS }, async (instance) => {
      await instance.call('put', 'key', Uint8Array.of(1));
      const trap = await trapOf(instance.invoke(operation, args, options));
      if (operation !== 'recurse') expect(trap.kind).toBe(kind);
    });
    const { difference, calls } = await replayed(file);
    expect(difference).toBeUndefined();
    expect(calls).toHaveLength(3);
    expect(calls.at(-1)?.trap).toBeDefined();
  });

  test('by whoever called it', async () => {
    const { file } = await recorded(loaded, { grants: PROBE_GRANTS }, async (instance) => {
      const signal = AbortSignal.timeout(50);
      const trap = await trapOf(instance.invoke('sleep', [100_000], { signal }));
      expect(trap.kind).toBe('cancelled');
    });
    const { difference, calls } = await replayed(file);
    expect([difference, calls.at(-1)?.now]).toEqual([undefined, expect.objectContaining({ trap: 'cancelled' })]);
  });

  test('in a thread of its own', async () => {
    const options = { grants: PROBE_GRANTS, isolation: 'worker' } as const;
    const { file } = await recorded(loaded, options, async (instance) => {
      await instance.call('chances');
      await trapOf(instance.call('fail', 'error'));
    });
    const { difference, calls } = await replayed(file);
    expect([difference, calls.map(({ operation }) => operation)]).toEqual([
      undefined,
      ['initialize', 'chances', 'fail'],
    ]);
  });
});

describe('what is there of a recording is replayed', () => {
  const whole = async (): Promise<string> => {
    const { text } = await recorded(loaded, { grants: PROBE_GRANTS }, async (instance) => {
      await instance.call('put', 'key', Uint8Array.of(1));
      await instance.call('spinAndWait', 10, 4, 'storage');
      await instance.call('add', 1, 2);
    });
    return text();
  };

  test('whichever line it ends with', async () => {
    const lines = (await whole()).split('\n');
    const file = join(temporaryDirectory(), 'part.jsonl');
    // The header and the start, then each of a few places: within a call, between calls, within a line.
    for (const count of [2, 3, 5, 9, lines.length - 2]) {
      writeFileSync(file, `${lines.slice(0, count).join('\n')}\n{"line":"host","ca`);
      const { difference, calls, recording } = await replayed(file, { component: await built('probe') });
      expect([difference, recording.isWhole]).toEqual([undefined, false]);
      expect(calls.length).toBe(recording.calls.length);
    }
  });

  test('up to the bytes that it may have', async () => {
    const record = join(temporaryDirectory(), 'cut.jsonl');
    const instance = await loaded.instantiate({ grants: PROBE_GRANTS, record: { file: record, maxBytes: 6_000 } });
    for (let at = 0; at < 20; at += 1) await instance.call('put', `key ${at}`, new Uint8Array(100));
    expect(await instance.call('add', 1, 2)).toBe(3);
    await instance[Symbol.asyncDispose]();
    const recording = await readRecording(record);
    expect(recording).toMatchObject({ isWhole: false, ending: 'The recording would be larger than 6000 bytes' });
    expect((await replayed(record, { component: await built('probe') })).difference).toBeUndefined();
  });
});

test('calls that wait for each other are recorded in the order in which they ran, and refused ones not at all', async () => {
  const { file } = await recorded(loaded, { grants: PROBE_GRANTS }, async (instance) => {
    const first = instance.call('sleep', 30);
    const given = new AbortController();
    const never = instance.invoke('add', [1, 1], { signal: given.signal }).catch(() => 'given up');
    const last = instance.call('add', 2, 2);
    await sleep(1);
    given.abort();
    expect(await Promise.all([first, never, last])).toEqual([undefined, 'given up', 4]);
    await expect(instance.call('add', 1)).rejects.toMatchObject({ code: 'AIRSSYS_VALUE_INVALID' });
  });
  const { calls, difference } = await replayed(file);
  expect(difference).toBeUndefined();
  expect(calls.map(({ operation }) => operation)).toEqual(['initialize', 'sleep', 'add']);
});

test('what cannot be recorded ends the recording, and not the call', async () => {
  const { file } = await recorded(
    loaded,
    {
      grants: PROBE_GRANTS,
      services: (own) =>
        own
          .filter((one) => one.interface.startsWith('airssys:core/storage'))
          .map((one) => ({
            ...one,
            waiting: { ...one.waiting, set: { ...one.waiting?.['set'], call: () => new Map() } },
          })),
    },
    async (instance) => {
      expect(await instance.call('add', 1, 2)).toBe(3);
      expect(await instance.call('put', 'key', Uint8Array.of(1))).toBe('ok');
      expect(await instance.call('add', 2, 2)).toBe(4);
    },
  );
  const recording = await readRecording(file);
  expect(recording).toMatchObject({ isWhole: false, ending: 'A value cannot be recorded: an object of Map' });
  expect((await replayed(file)).difference).toBeUndefined();
});
