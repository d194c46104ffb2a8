/** What the SDK's clients do with values that are not of their types: the same in a component of each engine. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type InstanceOptions, type LoadedComponent, type LogEntry } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, PROBE_GRANTS, trapOf } from './components.ts';

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let loaded: LoadedComponent;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    loaded = await host.load(await built('probe', engine), 'probe');
    return async () => await host[Symbol.asyncDispose]();
  });

  const probe = (options: InstanceOptions = {}) => loaded.instantiate({ grants: PROBE_GRANTS, ...options });

  test('an argument of another type is an error where it is given, and ends nothing', async () => {
    const logged: LogEntry[] = [];
    const instance = await probe({ log: (entry) => logged.push(entry) });
    expect(await instance.call('misuse')).toEqual([
      'AirssysError: storage.get(key): expected a string of Unicode scalar values, got a lone surrogate at index 1',
      'AirssysError: storage.set(key): expected a string, got 5',
      'AirssysError: storage.set(value): expected a Uint8Array, got 5',
      'AirssysError: storage.listKeys(prefix): expected a string of Unicode scalar values, got a lone surrogate at index 1',
      'AirssysError: files.read(path): expected a string of Unicode scalar values, got a lone surrogate at index 1',
      'AirssysError: files.write(content): expected a Uint8Array, got undefined',
      'AirssysError: clock.sleep(durationMs): expected a number, got NaN',
      'AirssysError: random.bytes(length): expected a number, got string',
      'x\ufffd',
    ]);
    expect(logged.map(({ message, context }) => [message, context])).toEqual([
      ['x\ufffd', [['x\ufffd', 'x\ufffd']]],
      ['x\ufffd', []],
    ]);
    expect(instance.state).toBe('ready');
  });

  test('errors are told whatever is in their message', async () => {
    const trap = await trapOf((await probe()).call('fail', 'half'));
    expect(trap).toMatchObject({ code: 'AIRSSYS_TRAP_GUEST_ERROR', guestError: { message: 'half: \ud800' } });
    await expect(probe({ env: { REFUSE: 'in half' } })).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_INITIALIZE',
      message: 'The component refused to start: initialization-failed: RangeError: refused: \ufffd',
    });
  });
});
