/** One interface that uses every kind of type, for the tests that look at single values. */
import { type AbiProfile, type Codec, compileType, JCO } from '../../src/codec/index.ts';
import { AirssysError, type InterfaceModel, Type, type TypeDefinition, type TypeNode } from '../../src/index.ts';

const { primitive, option, list, reference } = Type;

export const TYPES: readonly TypeDefinition[] = [
  {
    kind: 'record',
    name: 'order',
    source: 'Order',
    fields: [
      { name: 'order-id', key: 'orderID', type: primitive('u64') },
      { name: 'total', key: 'total', type: primitive('u32') },
      { name: 'note', key: 'note', type: option(primitive('string')), optional: true },
      { name: 'state', key: 'state', type: reference('state') },
    ],
  },
  {
    kind: 'variant',
    name: 'shape',
    source: 'Shape',
    discriminant: 'kind',
    cases: [
      { name: 'none-of', literal: 'none' },
      { name: 'circle', literal: 'circle', payload: { style: 'property', key: 'radius', type: primitive('f64') } },
      {
        name: 'named',
        literal: 'named',
        payload: { style: 'property', key: 'label', type: option(primitive('string')), optional: true },
      },
      { name: 'box', literal: 'box', payload: { style: 'properties', type: reference('box') } },
    ],
  },
  {
    kind: 'record',
    name: 'box',
    source: 'Shape.box',
    fields: [
      { name: 'max-width', key: 'maxWidth', type: primitive('u16') },
      { name: 'height', key: 'height', type: primitive('u16') },
    ],
  },
  {
    kind: 'enum',
    name: 'state',
    source: 'State',
    cases: [
      { name: 'is-open', literal: 'isOpen' },
      { name: 'closed', literal: 0 },
    ],
  },
];

export const DEFINITIONS: ReadonlyMap<string, TypeDefinition> = new Map(TYPES.map((type) => [type.name, type]));

export const INTERFACE: InterfaceModel = {
  name: 'operations',
  types: TYPES,
  operations: [
    {
      name: 'place-orders',
      key: 'placeOrders',
      params: [
        { name: 'orders', key: 'orders', type: list(reference('order')) },
        { name: 'limit', key: 'limit', type: option(primitive('u32')), optional: true },
        { name: 'memo', key: 'memo', type: option(primitive('string'), 'null'), optional: true },
      ],
      result: Type.result(reference('shape'), reference('state')),
    },
    { name: 'count', key: 'count', params: [], result: primitive('u64') },
    { name: 'reset', key: 'reset', params: [{ name: 'at', key: 'at', type: primitive('s64') }] },
  ],
};

export function codec(type: TypeNode, profile: AbiProfile = JCO): Codec {
  return compileType(type, DEFINITIONS, profile);
}

/** The text, hint and data of the error that a call throws, as one thing for a snapshot. */
export function failure(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!(error instanceof AirssysError)) throw error;
    return error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`;
  }
  throw new Error('the call did not throw');
}
