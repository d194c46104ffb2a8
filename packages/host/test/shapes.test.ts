/** The types that TypeScript has several spellings for, through a component of each engine and back. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type ComponentInstance, ComponentHost } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName } from './components.ts';

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let instance: ComponentInstance;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    const loaded = await host.load(await built('shapes', engine), 'shapes');
    instance = await loaded.instantiate({});
    return async () => await host[Symbol.asyncDispose]();
  });

  test('sets, maps and objects with open keys', async () => {
    const given = {
      names: new Set(['b', 'ä😀', 'a']),
      bytes: new Set([3, 255, 0]),
      points: new Map([
        [7, { x: 1.5 }],
        [2 ** 32 - 1, { x: -1 }],
      ]),
      totals: JSON.parse('{"__proto__":1,"constructor":2,"b":3}', (_, value: unknown) =>
        typeof value === 'number' ? BigInt(value) : value,
      ) as object,
      index: { a: new Set([1]), b: new Set() },
    };
    const answer = (await instance.call('collect', given)) as typeof given;
    expect([...answer.names]).toEqual(['b', 'ä😀', 'a', 'guest']);
    expect([...answer.bytes]).toEqual([0, 255, 3]);
    expect([...answer.points]).toEqual([
      [7, { x: 3 }],
      [2 ** 32 - 1, { x: -2 }],
    ]);
    expect(Object.entries(answer.totals)).toEqual([
      ['__proto__', 1n],
      ['constructor', 2n],
      ['b', 3n],
    ]);
    expect(answer.index).toEqual(given.index);
  });

  test('a member twice is refused where it comes from', async () => {
    const given = { names: new Set(['x']), bytes: [1, 1], points: new Map(), totals: {}, index: {} };
    await expect(instance.call('collect', given)).rejects.toMatchObject({
      code: 'AIRSSYS_VALUE_INVALID',
      message: 'given.bytes: expected a Set, got an array',
    });
  });

  test('dates, without the capability for the clock', async () => {
    for (const ms of [0, -1, 1_700_000_000_123, -62_135_596_800_001, 8.64e15 - 1]) {
      expect(await instance.call('later', new Date(ms), 1)).toEqual(new Date(ms + 1));
      expect(await instance.call('span', { from: new Date(ms), to: new Date(-ms) })).toEqual([
        new Date(ms),
        new Date(-ms),
      ]);
    }
    await expect(instance.call('later', new Date(NaN), 1)).rejects.toMatchObject({
      message: 'at: expected a Date, got an invalid Date',
    });
  });

  test('flags', async () => {
    for (const on of [[], ['read'], ['write', 'canDelete'], ['read', 'write', 'canDelete']]) {
      expect(await instance.call('grant', new Set(on), false)).toEqual(new Set(on));
    }
    expect(await instance.call('grant', new Set(), true)).toEqual(new Set(['read', 'write', 'canDelete']));
    const all = Array.from({ length: 32 }, (_, index) => `f${index}`);
    for (const on of [[], ['f0'], ['f31'], ['f8', 'f30', 'f31'], all]) {
      const many = new Set(on);
      expect(await instance.call('collectFlags', many, [new Set(all), many])).toEqual([many, new Set(all), many]);
      expect(await instance.call('same', many)).toEqual(many);
    }
    await expect(instance.call('grant', new Set(['run']), false)).rejects.toMatchObject({
      message: 'rights[0]: expected one of "read", "write", "canDelete", got "run"',
    });
  });

  test('typed arrays', async () => {
    const given = {
      s8: new Int8Array([-128, 127]),
      s16: new Int16Array([-32768, 32767]),
      u16: new Uint16Array([0, 65535]),
      s32: new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
      u32: new Uint32Array([0, 2 ** 31, 2 ** 32 - 1]),
      s64: new BigInt64Array([-(2n ** 63n), -1n, 2n ** 63n - 1n]),
      u64: new BigUint64Array([0n, 2n ** 64n - 1n]),
      f32: new Float32Array([0.1, -0, Infinity]),
      f64: new Float64Array([0.1, -0, NaN, Number.MAX_VALUE / 2]),
    };
    const answer = await instance.call('measure', given);
    expect(answer).toStrictEqual({ ...given, f64: given.f64.map((value) => value * 2) });
    const empty = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value.subarray(0, 0)]));
    expect(await instance.call('measure', empty)).toMatchObject({ s8: new Int8Array(), u64: new BigUint64Array() });
    expect(await instance.call('alone', given.f64.subarray(1, 3), new Uint8Array(1))).toEqual(
      new Float64Array([NaN, -0]),
    );
  });
});
