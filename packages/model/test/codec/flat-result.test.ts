import { describe, expect, it } from 'vitest';
import { type AbiProfile, createCodecs, JCO, QUICKJS, STARLINGMONKEY } from '../../src/codec/index.ts';
import { type RecordDefinition, Type, type TypeNode } from '../../src/index.ts';
import { failure } from './samples.ts';

const { primitive, reference } = Type;

const sole: RecordDefinition = {
  kind: 'record',
  name: 'sole',
  source: 'Sole',
  fields: [{ name: 'at', key: 'at', type: Type.tuple([primitive('s64')]) }],
};
const endless: RecordDefinition = {
  kind: 'record',
  name: 'endless',
  source: 'Endless',
  fields: [{ name: 'it', key: 'it', type: reference('endless') }],
};

function lower(type: TypeNode, value: unknown, profile: AbiProfile = STARLINGMONKEY): unknown {
  const operations = [{ name: 'do', key: 'do', params: [], result: type }];
  return createCodecs({ name: 'i', types: [sole, endless], operations }, profile)
    .operations.get('do')
    ?.lowerResult(value);
}

describe('a result that is one core value, in StarlingMonkey', () => {
  it('is refused where its sign bit is set', () => {
    expect([
      failure(() => lower(primitive('u32'), 2 ** 31)),
      failure(() => lower(primitive('s64'), -1n)),
      failure(() => lower(Type.tuple([primitive('u32')]), [2 ** 32 - 1])),
      failure(() => lower(reference('sole'), { at: [-5n] })),
    ]).toMatchInlineSnapshot(`
      [
        "result: expected u32 that StarlingMonkey can return (below 2^31), got 2147483648
        StarlingMonkey returns this value wrongly where it is the whole result (ComponentizeJS issue 343): build with the engine quickjs, or return a record with a second field.",
        "result: expected s64 that StarlingMonkey can return (not negative), got -1n
        StarlingMonkey returns this value wrongly where it is the whole result (ComponentizeJS issue 343): build with the engine quickjs, or return a record with a second field.",
        "result: expected u32 that StarlingMonkey can return (below 2^31), got 4294967295
        StarlingMonkey returns this value wrongly where it is the whole result (ComponentizeJS issue 343): build with the engine quickjs, or return a record with a second field.",
        "result: expected s64 that StarlingMonkey can return (not negative), got -5n
        StarlingMonkey returns this value wrongly where it is the whole result (ComponentizeJS issue 343): build with the engine quickjs, or return a record with a second field.",
      ]
    `);
  });

  it('passes where it is not', () => {
    expect(lower(primitive('u32'), 2 ** 31 - 1)).toEqual({ ok: true, value: 2 ** 31 - 1 });
    expect(lower(primitive('s64'), 2n ** 63n - 1n)).toEqual({ ok: true, value: 2n ** 63n - 1n });
    expect(lower(primitive('u64'), 2n ** 64n - 1n)).toEqual({ ok: true, value: 2n ** 64n - 1n });
    expect(lower(primitive('s32'), -1)).toEqual({ ok: true, value: -1 });
    expect(lower(primitive('f64'), 2 ** 40)).toEqual({ ok: true, value: 2 ** 40 });
  });

  it('is no matter where the value goes through memory, or in another engine', () => {
    expect(lower(Type.tuple([primitive('u32'), primitive('s64')]), [2 ** 31, -1n])).toMatchObject({ ok: true });
    expect(lower(Type.result(primitive('u32')), { ok: true, value: 2 ** 31 })).toMatchObject({ ok: true });
    expect(lower(Type.option(primitive('s64')), -1n)).toMatchObject({ ok: true });
    for (const profile of [JCO, QUICKJS]) expect(lower(primitive('s64'), -1n, profile)).toMatchObject({ ok: true });
  });

  it('does not look for the end of a type that has none', () => {
    expect(() => lower(reference('endless'), 5)).toThrow('result: expected an object (Endless), got 5');
  });
});
