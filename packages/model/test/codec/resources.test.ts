import { describe, expect, it } from 'vitest';
import { createCodecs, type Handles, JCO, refuse } from '../../src/codec/index.ts';
import { type InterfaceModel, type ResourceDefinition, Type } from '../../src/index.ts';

const SESSION: ResourceDefinition = {
  kind: 'resource',
  name: 'rate-session',
  source: 'RateSession',
  create: { params: [{ name: 'ttl', key: 'ttl', type: Type.primitive('u32') }] },
  methods: [
    {
      name: 'merge',
      key: 'merge',
      params: [{ name: 'other', key: 'other', type: Type.own('rate-session') }],
      result: Type.list(Type.own('rate-session')),
    },
  ],
  statics: [{ name: 'open', key: 'open', params: [], result: Type.own('rate-session') }],
};

const MODEL: InterfaceModel = { name: 'sessions', types: [SESSION], operations: [] };

/** Handles outside are `{ raw }`, the author's objects are strings. */
const HANDLES: Handles = {
  lift: ({ resource }, abi) => `${resource} ${String(Reflect.get(Object(abi), 'raw'))}`,
  lower: ({ resource, ownership }, value) =>
    typeof value === 'string' ? { raw: `${ownership} ${value}` } : refuse(`a ${resource}`, value),
};

describe('the codecs of a resource', () => {
  const session = createCodecs(MODEL, JCO, HANDLES).resources.get('rate-session');

  it('are those of its constructor, methods and statics', () => {
    expect(session?.create?.lowerParams([7])).toEqual([7]);
    expect(() => session?.create?.lowerParams([-1])).toThrow('ttl: expected u32, got -1');
    expect(() => session?.create?.lowerParams([])).toThrow('new RateSession: expected 1 argument (ttl), got 0');
    const merge = session?.methods.get('merge');
    expect(merge?.lowerParams(['a'])).toEqual([{ raw: 'own a' }]);
    expect(() => merge?.lowerParams([1])).toThrow('other: expected a rate-session, got 1');
    expect(merge?.liftResult({ ok: true, value: [{ raw: 1 }, { raw: 2 }] })).toEqual([
      'rate-session 1',
      'rate-session 2',
    ]);
    expect(session?.statics.get('open')?.liftResult({ ok: true, value: { raw: 3 } })).toBe('rate-session 3');
  });

  it('let no handle cross where nobody says what one is', () => {
    const merge = createCodecs(MODEL, JCO).resources.get('rate-session')?.methods.get('merge');
    expect(() => merge?.lowerParams([{}])).toThrow('which cannot cross here');
  });
});
