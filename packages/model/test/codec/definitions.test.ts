import { describe, expect, it } from 'vitest';
import { compileType, JCO, QUICKJS } from '../../src/codec/index.ts';
import { isAirssysError, type RecordDefinition, Type, type TypeDefinition } from '../../src/index.ts';
import { codec, failure } from './samples.ts';

const { primitive, option, list, reference } = Type;

describe('records', () => {
  const order = codec(reference('order'));
  const author = { orderID: 7n, total: 3, state: 'isOpen' };
  const abi = { orderId: 7n, total: 3, note: undefined, state: 'is-open' };

  it("go from the author's names to WIT's and back", () => {
    expect(order.lower(author, '')).toStrictEqual(abi);
    expect(order.lift(abi, '')).toStrictEqual(author);
    expect(codec(reference('order'), QUICKJS).lower(author, '')).toStrictEqual({ ...abi, orderId: '7', note: null });
  });

  it('ignore properties that the type does not have, and leave them behind', () => {
    expect(order.lower({ ...author, more: 1 }, '')).toStrictEqual(abi);
    expect(order.lift({ ...abi, more: 1 }, '')).toStrictEqual(author);
  });

  it('read getters of the author, and nothing inherited from the ABI', () => {
    class Order {
      readonly orderID = 7n;
      readonly state = 'isOpen';
      get total(): number {
        return 3;
      }
    }
    expect(order.lower(new Order(), '')).toStrictEqual(abi);
    expect(() => order.lift(Object.create(abi), 'it')).toThrow('it.orderID: expected u64 (a bigint), got nothing');
  });

  it('let an error of a getter of the author through', () => {
    const mine = new Error('mine');
    const getter = {
      get orderID(): bigint {
        throw mine;
      },
    };
    expect(() => order.lower(getter, 'it')).toThrow(mine);
  });

  it('say what is wrong', () => {
    const orders = codec(list(reference('order')));
    expect([
      failure(() => orders.lower([author, author, author, { ...author, total: -1 }], 'orders')),
      failure(() => orders.lower([{ orderID: 7n, state: 'isOpen' }], 'orders')),
      failure(() => orders.lower([{ ...author, total: undefined }], 'orders')),
      failure(() => orders.lower([{ ...author, orderID: 7 }], 'orders')),
      failure(() => orders.lower([{ ...author, state: 'open' }], 'orders')),
      failure(() => orders.lower([null], 'orders')),
      failure(() => orders.lift([{ ...abi, state: 'isOpen' }], 'orders')),
      failure(() => orders.lift([{}], 'orders')),
    ]).toMatchInlineSnapshot(`
      [
        "orders[3].total: expected u32, got -1",
        "orders[0].total: expected u32, got nothing: the property is missing",
        "orders[0].total: expected u32, got undefined",
        "orders[0].orderID: expected u64 (a bigint), got 7
        Write 7n: 64-bit integers are bigint.",
        "orders[0].state: expected one of "isOpen", 0, got "open"",
        "orders[0]: expected an object (Order), got null",
        "orders[0].state: expected one of "is-open", "closed", got "isOpen"",
        "orders[0].orderID: expected u64 (a bigint), got nothing: the property is missing",
      ]
    `);
  });

  it('hold fields with the names of what every object inherits', () => {
    const fields = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((key) => ({
      name: key === '__proto__' ? 'proto' : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      key,
      type: option(primitive('string')),
      optional: true,
    }));
    const definition: RecordDefinition = { kind: 'record', name: 'odd', source: 'Odd', fields };
    const odd = compileType(reference('odd'), new Map([['odd', definition]]), JCO);
    expect(odd.lower({}, '')).toStrictEqual({
      proto: undefined,
      constructor: undefined,
      toString: undefined,
      hasOwnProperty: undefined,
    });
    expect(odd.lift({}, '')).toStrictEqual({});
    const lifted = odd.lift({ proto: 'p', constructor: 'c' }, '') as object; // a record
    expect(Object.getPrototypeOf(lifted)).toBe(Object.prototype);
    expect(Object.entries(lifted)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    expect(odd.lower(lifted, '')).toMatchObject({ proto: 'p', constructor: 'c' });
  });
});

describe('variants', () => {
  const shape = codec(reference('shape'));

  it.each([
    [{ kind: 'none' }, { tag: 'none-of' }],
    [
      { kind: 'circle', radius: 1.5 },
      { tag: 'circle', val: 1.5 },
    ],
    [{ kind: 'named' }, { tag: 'named', val: undefined }],
    [
      { kind: 'named', label: 'x' },
      { tag: 'named', val: 'x' },
    ],
    [
      { kind: 'box', maxWidth: 1, height: 2 },
      { tag: 'box', val: { maxWidth: 1, height: 2 } },
    ],
  ])('go from %o to %o and back', (author, abi) => {
    expect(shape.lower(author, '')).toStrictEqual(abi);
    expect(shape.lift(abi, '')).toStrictEqual(author);
  });

  it('say what is wrong', () => {
    expect([
      failure(() => shape.lower({ kind: 'circel' }, 'shape')),
      failure(() => shape.lower({}, 'shape')),
      failure(() => shape.lower('circle', 'shape')),
      failure(() => shape.lower({ kind: 'circle' }, 'shape')),
      failure(() => shape.lower({ kind: 'circle', radius: '1' }, 'shape')),
      failure(() => shape.lower({ kind: 'box', maxWidth: 1 }, 'shape')),
      failure(() => shape.lift({ tag: 'none' }, 'shape')),
      failure(() => shape.lift({}, 'shape')),
      failure(() => shape.lift({ tag: 'toString' }, 'shape')),
      failure(() => shape.lift({ tag: 'box' }, 'shape')),
      failure(() => shape.lift({ tag: 'circle', val: null }, 'shape')),
    ]).toMatchInlineSnapshot(`
      [
        "shape.kind: expected one of "none", "circle", "named", "box", got "circel"",
        "shape.kind: expected one of "none", "circle", "named", "box", got nothing: the property is missing",
        "shape: expected an object whose "kind" is one of "none", "circle", "named", "box", got "circle"",
        "shape.radius: expected a number, got nothing: the property is missing",
        "shape.radius: expected a number, got "1"",
        "shape.height: expected u16, got nothing: the property is missing",
        "shape: expected one of "none-of", "circle", "named", "box" as the tag, got "none"",
        "shape: expected { tag, val }, got an object",
        "shape: expected one of "none-of", "circle", "named", "box" as the tag, got "toString"",
        "shape: expected an object (Shape.box), got undefined",
        "shape.radius: expected a number, got null",
      ]
    `);
  });
});

describe('enums', () => {
  it("map the author's literals, numbers too", () => {
    const state = codec(reference('state'));
    expect([state.lower('isOpen', ''), state.lower(0, '')]).toEqual(['is-open', 'closed']);
    expect([state.lift('is-open', ''), state.lift('closed', '')]).toEqual(['isOpen', 0]);
    for (const wrong of ['is-open', '0', 1, 'constructor', undefined, {}]) {
      expect(() => state.lower(wrong, 'x')).toThrow('x: expected one of "isOpen", 0, got ');
    }
  });

  it('cut a long list of cases short', () => {
    const cases = Array.from({ length: 30 }, (_, index) => ({ name: `c${index}`, literal: index }));
    const long: TypeDefinition = { kind: 'enum', name: 'long', source: 'Long', cases };
    expect(
      failure(() => compileType(reference('long'), new Map([['long', long]]), JCO).lower(-1, 'x')),
    ).toMatchInlineSnapshot(
      `"x: expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 10 more, got -1"`,
    );
  });
});

describe('names', () => {
  it('must be defined', () => {
    expect(() => codec(reference('nowhere'))).toThrow("uses the type 'nowhere' and does not define it");
    expect(() => codec(reference('toString'))).toThrow("uses the type 'toString'");
    try {
      codec(reference('nowhere'));
    } catch (error) {
      expect(isAirssysError(error, 'AIRSSYS_MANIFEST_INVALID')).toBe(true);
    }
  });

  it('may refer to themselves without an end of compiling', () => {
    const tree: TypeDefinition = {
      kind: 'record',
      name: 'tree',
      source: 'Tree',
      fields: [{ name: 'children', key: 'children', type: list(reference('tree')) }],
    };
    const recursive = compileType(reference('tree'), new Map([['tree', tree]]), JCO);
    const value = { children: [{ children: [] }, { children: [{ children: [] }] }] };
    expect(recursive.lift(recursive.lower(value, ''), '')).toStrictEqual(value);
    expect(() => recursive.lower({ children: [{ children: [5] }] }, 'it')).toThrow(
      'it.children[0].children[0]: expected',
    );
  });
});
