/** Every value of the scalar types, at every position, through a component of each engine and back: the same on both. */
import fc from '../../../test/properties.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ComponentInstance, ComponentHost } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName } from './components.ts';

/** All values of an integer type: the edges, those where an engine's own numbers have theirs, and any. */
function integers(bits: number, isSigned: boolean): fc.Arbitrary<number> {
  const [min, max] = isSigned ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const edges = [min, max, 0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31)].filter((edge) => edge >= min && edge <= max);
  return fc.oneof(
    fc.constantFrom(...edges),
    fc.maxSafeInteger().map((any) => min + (Math.abs(any) % (max - min + 1))),
  );
}

function bigints(isSigned: boolean): fc.Arbitrary<bigint> {
  const [min, max] = isSigned ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
  const edges = [31n, 32n, 53n, 63n, 64n]
    .flatMap((bit) => [-1n, 0n, 1n].flatMap((step) => [2n ** bit + step, -(2n ** bit) + step]))
    .filter((edge) => edge >= min && edge <= max);
  return fc.oneof(fc.constantFrom(0n, 1n, min, max, ...edges), fc.bigInt(min, max));
}

function record<T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(shape, { noNullPrototype: true });
}

const float = fc.float();
const double = fc.double();
const char = fc.oneof(
  fc.constantFrom('\0', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.string({ unit: 'binary' });
const [u8, u16, u32] = [integers(8, false), integers(16, false), integers(32, false)];
const [s8, s16, s32] = [integers(8, true), integers(16, true), integers(32, true)];
const [u64, s64] = [bigints(false), bigints(true)];

/** By the operation that takes it and gives it back. */
const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  u8,
  s8,
  u16,
  s16,
  u32,
  s32,
  u64,
  s64,
  f32: float,
  f64: double,
  char,
  bool: fc.boolean(),
  string: text,
};

const cases = (...kinds: readonly string[]): fc.Arbitrary<{ kind: string; value: unknown }> =>
  fc.oneof(...kinds.map((kind) => record({ kind: fc.constant(kind), value: SCALARS[kind] ?? fc.constant(0) })));
const mixed = cases(...Object.keys(SCALARS));

const UNIONS = {
  echoMixed: mixed,
  echoNarrow: cases('u32', 's32', 's8', 's16', 'f32', 'char'),
  echoWide: cases('u64', 's64', 'f32', 'f64'),
  echoOnlyUnsigned: record({ value: u32 }),
  echoOnlySigned: record({ value: s64 }),
};

const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 4 });

const everything = record({
  u32,
  s32,
  u64,
  s64,
  f32: float,
  f64: double,
  char,
  text,
  maybe: u64,
  orNull: fc.option(s64),
  pair: fc.tuple(u64, s64),
  mixed: list(mixed),
  u32s: list(u32),
  u64s: list(u64),
  s64s: list(s64),
  members: list(s64).map((items) => new Set(items)),
  entries: list(fc.tuple(u64, s64)).map((items) => new Map(items)),
  signedArray: list(s64).map((items) => BigInt64Array.from(items)),
  unsignedArray: list(u64).map((items) => BigUint64Array.from(items)),
  words: list(u32).map((items) => Uint32Array.from(items)),
  done: fc.oneof(record({ ok: fc.constant(true), value: u32 }), record({ ok: fc.constant(false), error: s64 })),
});

/** How the fixture tells what it saw. */
const seen = (value: unknown): string => `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let instance: ComponentInstance;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    instance = await (await host.load(await built('scalars', engine), 'scalars')).instantiate({});
    return async () => await host[Symbol.asyncDispose]();
  });

  test.each(Object.entries(SCALARS))('%s alone', async (name, values) => {
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        expect(await instance.call(name, value)).toStrictEqual(value);
        expect(await instance.call('seen')).toBe(seen(value));
      }),
    );
  });

  test.each(Object.entries(UNIONS))('in a variant or record that is all there is: %s', async (name, values) => {
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        expect(await instance.call(name, given)).toStrictEqual(given);
        expect(await instance.call('seen')).toBe(seen(given.value));
      }),
    );
  });

  test('in records, lists, sets, maps, tuples, options and typed arrays', async () => {
    await fc.assert(
      fc.asyncProperty(everything, async (given) => {
        expect(await instance.call('echoEverything', given)).toStrictEqual(given);
      }),
    );
  });

  test('in options', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(u64, fc.constant(undefined)), async (value) => {
        expect(await instance.call('maybe', value)).toBe(value);
        expect(await instance.call('seen')).toBe(seen(value));
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.option(s64), async (value) => {
        expect(await instance.call('orNull', value)).toBe(value);
        expect(await instance.call('seen')).toBe(seen(value));
      }),
    );
    expect([await instance.call('maybe'), await instance.call('seen')]).toEqual([undefined, 'undefined undefined']);
  });

  test('in results', async () => {
    await fc.assert(
      fc.asyncProperty(u32, s64, async (value, error) => {
        expect(await instance.call('swap', { ok: true, value })).toStrictEqual({ ok: false, error: value });
        expect(await instance.call('swap', { ok: false, error })).toStrictEqual({ ok: true, value: error });
      }),
    );
  });

  test('a hundred thousand 64-bit integers', async () => {
    const values = Array.from({ length: 100_000 }, (_, at) => 2n ** 64n - 1n - BigInt(at) * 184_467_440_737_095n);
    expect(await instance.call('many', values)).toEqual(values);
  });

  test('floats computed inside are rounded as their type says', async () => {
    const answers = ['round', 'NaN', '-0', 'large'].map(async (how) => await instance.call('compute', how));
    expect(await Promise.all(answers)).toEqual([Math.fround(0.1), NaN, -0, Infinity]);
    expect([await instance.call('f32', 0.1), await instance.call('seen')]).toEqual([
      Math.fround(0.1),
      seen(Math.fround(0.1)),
    ]);
  });

  test('a NaN is a NaN, whatever its payload', async () => {
    const [payload = 0] = new Float64Array(new BigUint64Array([0xfff8_dead_beef_0001n]).buffer);
    expect([await instance.call('f64', payload), await instance.call('seen')]).toEqual([NaN, 'number NaN']);
    expect([await instance.call('f32', payload), await instance.call('seen')]).toEqual([NaN, 'number NaN']);
  });

  test('strings, empty and of a megabyte', async () => {
    for (const string of ['', 'x'.repeat(1 << 20), 'ä😀'.repeat(1 << 17), '\0']) {
      expect(await instance.call('string', string)).toBe(string);
    }
  });

  test('half of a surrogate pair is the error of whoever gives it', async () => {
    await expect(instance.call('string', 'x\ud800')).rejects.toMatchObject({
      code: 'AIRSSYS_VALUE_INVALID',
      message: 'value: expected a string of Unicode scalar values, got a lone surrogate at index 1',
    });
    for (const wrong of ['', 'ab', '\ud800', '\udfff', '😀a']) {
      await expect(instance.call('char', wrong)).rejects.toMatchObject({ code: 'AIRSSYS_VALUE_INVALID' });
    }
    expect(await instance.call('string', 'still here')).toBe('still here');
  });

  test('half of a surrogate pair that the component gives ends it, and says why', async () => {
    await expect(instance.call('half')).rejects.toMatchObject({
      code: 'AIRSSYS_TRAP_GUEST_ERROR',
      message: expect.stringContaining('result: expected a string of Unicode scalar values, got a lone surrogate'),
    });
  });
});
