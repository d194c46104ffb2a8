import { describe, expect, it } from 'vitest';
import { createCodecs, JCO, type OperationCodec, QUICKJS } from '../../src/codec/index.ts';
import { Type } from '../../src/index.ts';
import { failure, INTERFACE } from './samples.ts';

function operation(key: string, profile = JCO): OperationCodec {
  const found = createCodecs(INTERFACE, profile).operations.get(key);
  if (!found) throw new Error(`no operation ${key}`);
  return found;
}

const order = { orderID: 1n, total: 2, state: 0 };
const abiOrder = { orderId: 1n, total: 2, note: undefined, state: 'closed' };

describe('createCodecs', () => {
  it("has the operations by the author's names, and no others", () => {
    const { operations } = createCodecs(INTERFACE, JCO);
    expect([...operations.keys()]).toEqual(['placeOrders', 'count', 'reset']);
    expect(operations.get('toString')).toBeUndefined();
    expect(operations.get('count')?.model).toBe(INTERFACE.operations[1]);
  });

  it('refuses a type that is not defined when it compiles, not at the first call', () => {
    const broken = { ...INTERFACE, types: [] };
    expect(() => createCodecs(broken, JCO)).toThrow("uses the type 'order' and does not define it");
  });
});

describe('parameters', () => {
  const place = operation('placeOrders');

  it('are lowered by the caller and lifted by the guest', () => {
    const abi = place.lowerParams([[order], 5, 'memo']);
    expect(abi).toStrictEqual([[abiOrder], 5, 'memo']);
    expect(place.liftParams(abi)).toStrictEqual([[order], 5, 'memo']);
  });

  it('may be left out at the end where they are optional; the engine gets them all', () => {
    expect(place.lowerParams([[]])).toStrictEqual([[], undefined, undefined]);
    expect(operation('placeOrders', QUICKJS).lowerParams([[]])).toStrictEqual([[], null, null]);
    expect(place.lowerParams([[], 5])).toStrictEqual([[], 5, undefined]);
    expect(place.liftParams([[], undefined, undefined])).toStrictEqual([[], undefined, null]);
  });

  it('are counted', () => {
    expect([
      failure(() => place.lowerParams([])),
      failure(() => place.lowerParams([[], 1, 'x', 2])),
      failure(() => operation('count').lowerParams([1])),
      failure(() => operation('reset').lowerParams([])),
    ]).toMatchInlineSnapshot(`
      [
        "placeOrders: expected 1 to 3 arguments (orders, limit?, memo?), got 0",
        "placeOrders: expected 1 to 3 arguments (orders, limit?, memo?), got 4",
        "count: expected 0 arguments, got 1",
        "reset: expected 1 argument (at), got 0",
      ]
    `);
  });

  it('are named in errors', () => {
    expect([
      failure(() => place.lowerParams([[order, { ...order, total: 2 ** 32 }]])),
      failure(() => place.liftParams([[], 'x'])),
      failure(() => operation('reset').lowerParams([5])),
    ]).toMatchInlineSnapshot(`
      [
        "orders[1].total: expected u32, got 4294967296",
        "limit: expected u32, got "x"",
        "at: expected s64 (a bigint), got 5
        Write 5n: 64-bit integers are bigint.",
      ]
    `);
  });
});

describe('results', () => {
  const place = operation('placeOrders');

  it('of type result become an outcome and return as the Result they were', () => {
    for (const [author, abi] of [
      [
        { ok: true, value: { kind: 'circle', radius: 2 } },
        { ok: true, value: { tag: 'circle', val: 2 } },
      ],
      [
        { ok: false, error: 'isOpen' },
        { ok: false, error: 'is-open' },
      ],
    ] as const) {
      expect(place.lowerResult(author)).toStrictEqual(abi);
      expect(place.liftResult(abi)).toStrictEqual(author);
    }
  });

  it('of every other type are always a success', () => {
    expect(operation('count').lowerResult(5n)).toStrictEqual({ ok: true, value: 5n });
    expect(operation('count', QUICKJS).lowerResult(5n)).toStrictEqual({ ok: true, value: '5' });
    expect(operation('count').liftResult({ ok: true, value: 5n })).toBe(5n);
  });

  it('that are nothing stay nothing', () => {
    expect(operation('reset').lowerResult('ignored')).toStrictEqual({ ok: true, value: undefined });
    expect(operation('reset').liftResult({ ok: true, value: null })).toBeUndefined();
  });

  it('without a value on a side carry undefined', () => {
    const types = { name: 'do', key: 'do', params: [], result: Type.result() };
    const unit = createCodecs({ name: 'i', types: [], operations: [types] }, JCO).operations.get('do');
    expect(unit?.lowerResult({ ok: true })).toStrictEqual({ ok: true, value: undefined });
    expect(unit?.liftResult({ ok: false, error: undefined })).toStrictEqual({ ok: false, error: undefined });
  });

  it('say what is wrong', () => {
    expect([
      failure(() => place.lowerResult(undefined)),
      failure(() => place.lowerResult({ ok: true, value: { kind: 'box', maxWidth: 1, height: 1e6 } })),
      failure(() => place.liftResult({ ok: false, error: 'open' })),
      failure(() => operation('count').lowerResult(5)),
      failure(() => operation('count').liftResult({ ok: false, error: 'no' })),
    ]).toMatchInlineSnapshot(`
      [
        "result: expected { ok: true, value } or { ok: false, error }, got undefined",
        "result.value.height: expected u16, got 1000000",
        "result.error: expected one of "is-open", "closed", got "open"",
        "result: expected u64 (a bigint), got 5
        Write 5n: 64-bit integers are bigint.",
        "result: expected a value (the type is no result), got "no"",
      ]
    `);
  });
});
