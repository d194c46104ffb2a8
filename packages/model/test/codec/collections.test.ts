import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createJsonCodecs, type JsonCodec } from '../../src/codec/index.ts';
import { Type, type TypeNode } from '../../src/index.ts';
import { codec, failure, TYPES } from './samples.ts';

const { primitive } = Type;

function json(type: TypeNode): JsonCodec {
  const operations = [{ name: 'echo', key: 'echo', params: [{ name: 'it', key: 'it', type }], result: type }];
  const found = createJsonCodecs({ name: 'i', types: TYPES, operations }).get('echo');
  if (!found) throw new Error('no codec');
  return found;
}

describe('sets', () => {
  const names = codec(Type.set(primitive('string')));

  it('are arrays in the ABI and in JSON, in the same order', () => {
    const value = new Set(['b', 'a']);
    expect(names.lower(value, '')).toEqual(['b', 'a']);
    expect([...(names.lift(['b', 'a'], '') as Set<string>)]).toEqual(['b', 'a']);
    expect(json(Type.set(primitive('string'))).formatResult(value)).toEqual(['b', 'a']);
    expect(json(Type.set(primitive('string'))).parseParams([['b', 'a']])).toEqual([value]);
    expect(names.lower(runInNewContext('new Set(["x"])'), '')).toEqual(['x']);
  });

  it('of u8 are a Uint8Array in the ABI', () => {
    const bytes = codec(Type.set(primitive('u8')));
    expect(bytes.lower(new Set([2, 1]), '')).toEqual(new Uint8Array([2, 1]));
    expect(bytes.lift(new Uint8Array([2, 1]), '')).toEqual(new Set([2, 1]));
  });

  it('keep records that are alike: they are different members', () => {
    const boxes = codec(Type.set(Type.reference('box')));
    const box = { maxWidth: 1, height: 2 };
    expect(boxes.lift(boxes.lower(new Set([box, { ...box }]), ''), '')).toHaveProperty('size', 2);
  });

  it('refuse what is no set, and a member twice', () => {
    const forged: unknown = Object.create(Set.prototype);
    const floats = codec(Type.set(primitive('f32')));
    expect([
      ...[['a'], new Map(), forged, undefined].map((wrong) => failure(() => names.lower(wrong, 'it'))),
      failure(() => names.lower(new Set(['a', 5]), 'it')),
      failure(() => names.lift(['a', 'b', 'a'], 'it')),
      failure(() => floats.lower(new Set([0.1, Math.fround(0.1)]), 'it')),
      failure(() => json(Type.set(primitive('u8'))).parseParams([[1, 1]])),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a Set, got an array",
        "it: expected a Set, got an object",
        "it: expected a Set, got an object",
        "it: expected a Set, got undefined",
        "it[1]: expected a string, got 5",
        "it[2]: expected a member that is not in the set yet, got "a"",
        "it[1]: expected a member that is not in the set yet, got 0.10000000149011612",
        "it[1]: expected a member that is not in the set yet, got 1",
      ]
    `);
  });
});

describe('maps', () => {
  const totals = codec(Type.map(primitive('u32'), primitive('string')));

  it('are arrays of pairs in the ABI and in JSON, in the same order', () => {
    const value = new Map([
      [2, 'b'],
      [1, 'a'],
    ]);
    const pairs = [
      [2, 'b'],
      [1, 'a'],
    ];
    expect(totals.lower(value, '')).toEqual(pairs);
    expect([...(totals.lift(pairs, '') as Map<number, string>)]).toEqual(pairs);
    expect(json(Type.map(primitive('u32'), primitive('string'))).formatResult(value)).toEqual(pairs);
    expect(json(Type.map(primitive('u32'), primitive('string'))).parseParams([pairs])).toEqual([value]);
  });

  it('refuse what is no map, and a key twice', () => {
    expect([
      ...[[[1, 'a']], new Set(), {}, null].map((wrong) => failure(() => totals.lower(wrong, 'it'))),
      failure(() => totals.lower(new Map<unknown, unknown>([[-1, 'a']]), 'it')),
      failure(() => totals.lower(new Map<unknown, unknown>([[1, 2]]), 'it')),
      failure(() => totals.lift([[1, 'a'], [1]], 'it')),
      failure(() =>
        totals.lift(
          [
            [1, 'a'],
            [1, 'b'],
          ],
          'it',
        ),
      ),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a Map, got an array",
        "it: expected a Map, got an object",
        "it: expected a Map, got an object",
        "it: expected a Map, got null",
        "it[0].key: expected u32, got -1",
        "it[0].value: expected a string, got 2",
        "it[1]: expected [key, value], got an array",
        "it[1].key: expected a key that is not there yet, got 1",
      ]
    `);
  });
});

describe('objects with open keys', () => {
  const type = Type.record(primitive('u32'));
  const totals = codec(type);
  const harmful = JSON.parse('{"__proto__":1,"constructor":2,"b":3,"a":4}') as Record<string, number>;
  const pairs = [
    ['__proto__', 1],
    ['constructor', 2],
    ['b', 3],
    ['a', 4],
  ];

  it('are arrays of pairs in the ABI and objects in JSON; no key reaches a prototype', () => {
    expect(totals.lower(harmful, '')).toEqual(pairs);
    const lifted = totals.lift(pairs, '') as object;
    expect(Object.entries(lifted)).toEqual(pairs);
    expect(Object.getPrototypeOf(lifted)).toBe(Object.prototype);
    expect(JSON.stringify(json(type).formatResult(harmful))).toBe('{"__proto__":1,"constructor":2,"b":3,"a":4}');
    const [parsed] = json(type).parseParams([harmful]);
    expect(Object.entries(parsed as object)).toEqual(pairs);
  });

  it('take objects of any realm and without a prototype', () => {
    expect(totals.lower(runInNewContext('({ a: 1 })'), '')).toEqual([['a', 1]]);
    expect(totals.lower(Object.assign(Object.create(null), { a: 1 }), '')).toEqual([['a', 1]]);
  });

  it('refuse what has its content elsewhere, and a key twice', () => {
    expect([
      ...[new Map(), [1], new Date(0), 'x'].map((wrong) => failure(() => totals.lower(wrong, 'it'))),
      failure(() => totals.lower({ ['x'.repeat(70)]: -1 }, 'it')),
      failure(() => totals.lower({ 'a b': 'x' }, 'it')),
      failure(() => totals.lower({ '\uD800': 1 }, 'it')),
      failure(() =>
        totals.lift(
          [
            ['a', 1],
            ['a', 2],
          ],
          'it',
        ),
      ),
      failure(() => totals.lift([['a', -1]], 'it')),
      failure(() => totals.lift([[1, 1]], 'it')),
      failure(() => json(type).parseParams([[]])),
      failure(() => json(type).parseParams([{ a: null }])),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected a plain object, got an object",
        "it: expected a plain object, got an array",
        "it: expected a plain object, got an object",
        "it: expected a plain object, got "x"",
        "it["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (70 characters)]: expected u32, got -1",
        "it["a b"]: expected u32, got "x"",
        "it["\\ud800"]: expected a string of Unicode scalar values, got a lone surrogate at index 0
        Half of a surrogate pair has no UTF-8: do not cut strings between the two, or use toWellFormed().",
        "it[1].key: expected a key that is not there yet, got "a"",
        "it[0].value: expected u32, got -1",
        "it[0].key: expected a string, got 1",
        "it: expected a plain object, got an array",
        "it.a: expected u32, got null",
      ]
    `);
  });
});

it('a manifest whose map has no pairs is refused', () => {
  const broken = Type.list(primitive('u8'), 'map');
  expect(() => codec(broken)).toThrow('The interface has a map whose entries are no pairs');
});
