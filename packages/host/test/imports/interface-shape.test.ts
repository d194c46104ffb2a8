import { type InterfaceModel, Type, type TypeNode } from '@airssys/model';
import { expect, it } from 'vitest';
import { shapeOf } from '../../src/imports/interface-shape.ts';

const model = (type: TypeNode, types: InterfaceModel['types'] = []): InterfaceModel => ({
  name: 'operations',
  types,
  operations: [{ name: 'run', key: 'run', params: [{ name: 'x', key: 'x', type }], result: type }],
});

const shape = (type: TypeNode, types?: InterfaceModel['types']): string | undefined =>
  shapeOf(model(type, types)).get('run');

it('says what a function is on the wire, whatever the names and spellings of its types are', () => {
  expect(shape(Type.result(Type.option(Type.bytes()), Type.tuple([Type.primitive('char')])))).toBe(
    'func(result<option<list<u8>>, tuple<char>>) -> result<option<list<u8>>, tuple<char>>',
  );
  expect(shape(Type.set(Type.primitive('u8')))).toBe(shape(Type.bytes()));
  const record = (name: string, field: string): InterfaceModel['types'] => [
    {
      kind: 'record',
      name,
      source: name,
      fields: [{ name: field, key: 'any', type: Type.primitive('u32') }],
    },
  ];
  expect(shape(Type.reference('one'), record('one', 'field'))).toBe(
    'func(record { field: u32 }) -> record { field: u32 }',
  );
  expect(shape(Type.reference('one'), record('one', 'field'))).toBe(
    shape(Type.reference('two'), record('two', 'field')),
  );
  expect(shape(Type.reference('one'), record('one', 'field'))).not.toBe(
    shape(Type.reference('one'), record('one', 'other')),
  );
});

it('ends for a type that contains itself, as only a made-up manifest has it', () => {
  const types: InterfaceModel['types'] = [
    {
      kind: 'variant',
      name: 'a',
      source: 'A',
      discriminant: 'kind',
      cases: [
        { name: 'more', literal: 'more', payload: { style: 'property', key: 'value', type: Type.reference('a') } },
        { name: 'end', literal: 'end' },
      ],
    },
    { kind: 'enum', name: 'e', source: 'E', cases: [{ name: 'x', literal: 'x' }] },
    { kind: 'flags', name: 'f', source: 'F', flags: [{ name: 'y', literal: 'y' }] },
  ];
  expect(shape(Type.reference('a'), types)).toBe('func(variant { more(a), end }) -> variant { more(a), end }');
  expect(shape(Type.tuple([Type.reference('e'), Type.reference('f')]), types)).toContain(
    'tuple<enum { x }, flags { y }>',
  );
});
