/** Operations that answer with a promise, through a component of each engine. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type ComponentInstance, type InstanceOptions, type LogEntry } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, fixturePath, trapOf } from './components.ts';

/** A clock that never waits. */
const jumping = (): { nowMs: () => number; sleep: (ms: number) => Promise<void>; slept: number[] } => {
  let now = 1_000;
  const slept: number[] = [];
  return {
    slept,
    nowMs: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
};

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let make: (options?: InstanceOptions) => Promise<ComponentInstance>;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    const loaded = await host.load(await built('waiting', engine), 'waiting');
    make = (options = {}) => loaded.instantiate({ grants: ['clock', 'storage'], ...options });
    return async () => await host[Symbol.asyncDispose]();
  });

  test('the value that the promise is fulfilled with', async () => {
    const instance = await make();
    expect(await instance.call('double', 21)).toBe(42);
    expect(await instance.call('later')).toBe('ab');
    expect(await instance.call('nothing')).toBeUndefined();
    expect(await instance.call('list', 4)).toEqual([0, 1, 2, 3]);
    expect(await instance.health()).toBe('healthy');
  });

  test('jobs run in the order of the language', async () => {
    expect(await (await make()).call('order')).toEqual(['a1', 'b1', 'sync', 'a2', 'b2', 'a3', 'b3']);
  });

  test('Array.fromAsync and await using', async () => {
    expect(await (await make()).call('gather')).toEqual(['x', 'y', '0!', '1!', 'z', 'b', 'a']);
  });

  test('timers sleep in the host, and others stay for a later call', async () => {
    const clock = jumping();
    const instance = await make({ clock });
    expect(await instance.call('wait', 100)).toEqual({ at: 100, events: ['tick', 'tick', 'tick'] });
    expect(clock.slept).toEqual([25, 25, 25, 25]);
    expect(await instance.call('double', 1)).toBe(2);
    expect(clock.slept).toHaveLength(4);
  });

  test('without the clock there are no timers', async () => {
    const trap = await trapOf((await make({ grants: [] })).call('wait', 1));
    expect(trap.kind).toBe('denied');
  });

  test('what waits for nothing is told so', async () => {
    const trap = await trapOf((await make()).call('stuck'));
    expect(trap).toMatchObject({
      kind: 'guest-error',
      message:
        "stuck threw Error: 'stuck' waits for something that never happens: its promise is not settled, and nothing is left to run",
    });
  });

  test('errors have the function, file and line of the author', async () => {
    const source = readFileSync(fixturePath('waiting'), 'utf8').split('\n');
    /** Per error of the chain, who threw it, and the line. The constructor of a derived class is a frame of its own. */
    const failure = async (when: string): Promise<readonly string[]> => {
      const trap = await trapOf((await make()).call('fail', when));
      const parts: string[] = [];
      for (let error = trap.guestError; error !== undefined; error = error.cause) {
        const frames = error.stack.split('\n').filter((frame) => !frame.includes('OrderError'));
        parts.push(`${error.name}: ${error.message}`);
        for (const frame of frames) {
          const [, name, line] = /^ {4}at (\S+) \(test\/fixtures\/waiting\.ts:(\d+):\d+\)$/.exec(frame) ?? [];
          parts.push(`  ${name}: ${source[Number(line) - 1]?.trim()}`);
        }
      }
      return parts;
    };
    expect(await failure('first')).toEqual([
      'OrderError: first',
      "  fail: if (when === 'first') throw new OrderError('first');",
    ]);
    expect(await failure('later')).toEqual([
      'Error: deep',
      "  #deep: throw new Error('deep', { cause });",
      'OrderError: later',
      "  failLater: throw new OrderError('later');",
    ]);
    expect(await failure('chain')).toEqual(['OrderError: later', "  failLater: throw new OrderError('later');"]);
  });

  test('what nobody handles is told to the log, and the call goes on', async () => {
    const entries: LogEntry[] = [];
    const instance = await make({ log: (entry) => entries.push(entry) });
    expect(await instance.call('forget')).toBe('');
    expect(entries.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'info going on',
      'error uncaught error in forget: RangeError: in a microtask',
      'error unhandled rejection in forget: OrderError: later',
    ]);
    expect(entries[2]?.guestError?.stack).toContain('failLater (test/fixtures/waiting.ts:');
    expect(await instance.call('forget')).toBe('ran');
  });
});
