import { describe, expect, it } from 'vitest';
import { createJsonCodecs, type JsonCodec } from '../../src/codec/index.ts';
import { type OptionType, type Parameter, Type, type TypeNode } from '../../src/index.ts';
import { failure, INTERFACE, TYPES } from './samples.ts';

const { primitive, option, reference } = Type;

function echo(type: TypeNode): {
  readonly parse: (json: unknown) => unknown;
  readonly format: (value: unknown) => unknown;
} {
  const params: Parameter[] = [{ name: 'it', key: 'it', type }];
  const operations = [{ name: 'echo', key: 'echo', params, result: type }];
  const codec = operation('echo', createJsonCodecs({ name: 'i', types: TYPES, operations }));
  return { parse: (json) => codec.parseParams([json])[0], format: (value) => codec.formatResult(value) };
}

function operation(key: string, codecs = createJsonCodecs(INTERFACE)): JsonCodec {
  const found = codecs.get(key);
  if (!found) throw new Error(`no operation ${key}`);
  return found;
}

describe('JSON', () => {
  it('writes bytes as base64, and reads base64 or numbers', () => {
    const bytes = echo(Type.bytes());
    expect(bytes.format(new Uint8Array([0, 255, 16]))).toBe('AP8Q');
    expect(bytes.parse('AP8Q')).toEqual(new Uint8Array([0, 255, 16]));
    expect(bytes.parse([0, 255, 16])).toEqual(new Uint8Array([0, 255, 16]));
    expect([failure(() => bytes.parse('AP8')), failure(() => bytes.parse([0, 256])), failure(() => bytes.parse(null))])
      .toMatchInlineSnapshot(`
      [
        "it: expected base64 or an array of u8, got "AP8"",
        "it[1]: expected u8, got 256",
        "it: expected base64 or an array of u8, got null",
      ]
    `);
  });

  it('writes 64-bit integers as numbers where they are safe, else as digits', () => {
    const u64 = echo(primitive('u64'));
    expect(u64.format(2n ** 53n - 1n)).toBe(9007199254740991);
    expect(u64.format(2n ** 53n)).toBe('9007199254740992');
    expect(u64.parse(7)).toBe(7n);
    expect(u64.parse('18446744073709551615')).toBe(2n ** 64n - 1n);
    expect(echo(primitive('s64')).parse('-9223372036854775808')).toBe(-(2n ** 63n));
    expect([
      failure(() => u64.parse(2 ** 53)),
      failure(() => u64.parse('18446744073709551616')),
      failure(() => u64.parse('0x10')),
      failure(() => u64.parse('')),
      failure(() => u64.parse(-1)),
      failure(() => u64.parse('9'.repeat(1_000_000))),
    ]).toMatchInlineSnapshot(`
      [
        "it: expected u64 (an integer up to 2^53 - 1, or a string of digits), got 9007199254740992",
        "it: expected u64, got 18446744073709551616n",
        "it: expected u64 (an integer up to 2^53 - 1, or a string of digits), got "0x10"",
        "it: expected u64 (an integer up to 2^53 - 1, or a string of digits), got """,
        "it: expected u64, got -1n",
        "it: expected u64 (an integer up to 2^53 - 1, or a string of digits), got "999999999999999999999999999999999999999999999999999999999999"… (1000000 characters)",
      ]
    `);
  });

  it('writes what is no number by its name', () => {
    for (const type of [primitive('f32'), primitive('f64')]) {
      for (const [value, json] of [
        [NaN, 'NaN'],
        [Infinity, 'Infinity'],
        [-Infinity, '-Infinity'],
        [1.5, 1.5],
      ] as const) {
        expect(echo(type).format(value)).toBe(json);
        expect(echo(type).parse(json)).toBe(value);
      }
      expect(() => echo(type).parse('1.5')).toThrow('it: expected a number, got "1.5"');
    }
  });

  it('leaves missing properties out, and writes other missing values as null', () => {
    const order = echo(reference('order'));
    const author = { orderID: 1n, total: 2, state: 'isOpen' };
    expect(order.format(author)).toStrictEqual({ orderID: 1, total: 2, state: 'isOpen' });
    expect(order.parse({ orderID: 1, total: 2, note: null, state: 'isOpen' })).toStrictEqual(author);
    expect(order.parse({ orderID: 1, total: 2, state: 'isOpen' })).toStrictEqual(author);
    expect(echo(Type.list(option(primitive('u8')))).format([1, undefined])).toStrictEqual([1, null]);
    expect(echo(option(primitive('u8'), 'null')).parse(null)).toBe(null);
  });

  it('tells an option of an option by { some }', () => {
    const nested: OptionType = option(option(primitive('u8'), 'null'));
    for (const [value, json] of [
      [undefined, null],
      [null, { some: null }],
      [7, { some: 7 }],
    ]) {
      expect(echo(nested).format(value)).toStrictEqual(json);
      expect(echo(nested).parse(json)).toBe(value);
    }
    expect(() => echo(nested).parse(7)).toThrow('it: expected null or { "some": value }, got 7');
  });

  it("writes variants and results as the author's code has them", () => {
    const place = operation('placeOrders');
    for (const value of [
      { ok: true, value: { kind: 'none' } },
      { ok: true, value: { kind: 'named' } },
      { ok: true, value: { kind: 'circle', radius: 2 } },
      { ok: true, value: { kind: 'box', maxWidth: 1, height: 2 } },
      { ok: false, error: 0 },
    ]) {
      expect(place.formatResult(value)).toStrictEqual(value);
    }
    expect(echo(Type.result()).format({ ok: true, value: undefined })).toStrictEqual({ ok: true });
    expect(echo(Type.result()).parse({ ok: true })).toStrictEqual({ ok: true, value: undefined });
  });

  it('lets optional arguments at the end be left out, and writes null for nothing', () => {
    const place = operation('placeOrders');
    expect(place.parseParams([[]])).toStrictEqual([[]]);
    expect(place.parseParams([[], null])).toStrictEqual([[], undefined]);
    expect(place.parseParams([[], null, null])).toStrictEqual([[], undefined, null]);
    expect(operation('reset').formatResult(undefined)).toBe(null);
  });

  it('says what is wrong', () => {
    const place = operation('placeOrders');
    const shape = echo(reference('shape'));
    const order = { orderID: 1, total: 2, state: 'isOpen' };
    expect([
      failure(() => place.parseParams([])),
      failure(() => place.parseParams([[{ ...order, total: -1 }]])),
      failure(() => place.parseParams([[{ ...order, totl: 1 }]])),
      failure(() => place.parseParams([[{ orderID: 1, state: 'isOpen' }]])),
      failure(() => place.parseParams([[[]]])),
      failure(() => place.parseParams([[{ ...order, state: 1 }]])),
      failure(() => shape.parse({ kind: 'oval' })),
      failure(() => shape.parse({ kind: 'circle', radius: 1, label: 'x' })),
      failure(() => shape.parse({ kind: 'none', radius: 1 })),
      failure(() => shape.parse({ kind: 'box', maxWidth: 1, height: 2, depth: 3 })),
      failure(() => echo(Type.result(primitive('u8'))).parse({ ok: true, value: 1, error: 2 })),
      failure(() => place.formatResult({ ok: false, error: 'x' })),
      failure(() => echo(reference('order')).parse(JSON.parse('{"__proto__": {"orderID": 1}}'))),
    ]).toMatchInlineSnapshot(`
      [
        "placeOrders: expected 1 to 3 arguments (orders, limit?, memo?), got 0",
        "orders[0].total: expected u32, got -1",
        "orders[0]: expected only the properties orderID, total, note, state, got "totl"",
        "orders[0].total: expected u32, got nothing: the property is missing",
        "orders[0]: expected an object (Order), got an array",
        "orders[0].state: expected one of "isOpen", 0, got 1",
        "it.kind: expected one of "none", "circle", "named", "box", got "oval"",
        "it: expected only the properties kind, radius, got "label"",
        "it: expected only the properties kind, got "radius"",
        "it: expected only the properties maxWidth, height, got "depth"",
        "it: expected only the properties ok, value, got "error"",
        "result.error: expected one of "isOpen", 0, got "x"",
        "it: expected only the properties orderID, total, note, state, got "__proto__"",
      ]
    `);
  });
});
