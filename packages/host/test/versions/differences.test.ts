import { type InterfaceModel, type OperationModel, Type, type TypeDefinition } from '@airssys/model';
import { expect, test } from 'vitest';
import { interfaceDifference } from '../../src/versions/interface-difference.ts';

const operation = (name: string, rest: Partial<OperationModel> = {}): OperationModel => ({
  name,
  key: name,
  params: [],
  ...rest,
});
const model = (operations: readonly OperationModel[], types: readonly TypeDefinition[] = []): InterfaceModel => ({
  name: 'ops',
  operations,
  types,
});
const order = (...fields: readonly string[]): TypeDefinition => ({
  kind: 'record',
  name: 'order',
  source: 'Order',
  fields: fields.map((name) => ({ name, key: name, type: Type.primitive('u32') })),
});
const usesOrder = operation('total', { params: [{ name: 'of', key: 'of', type: Type.list(Type.reference('order')) }] });

test('what is added harms nobody; what is gone or another type does', () => {
  const before = model([operation('stay'), operation('go'), operation('change', { result: Type.primitive('u32') })]);
  const after = model([operation('stay'), operation('come'), operation('change', { result: Type.primitive('s32') })]);
  expect(interfaceDifference(before, after)).toEqual([
    { kind: 'changed', operation: 'change', isBreaking: true },
    { kind: 'added', operation: 'come', isBreaking: false },
    { kind: 'removed', operation: 'go', isBreaking: true },
  ]);
});

test('a change of a named type is one of whatever uses it, however deep', () => {
  expect(interfaceDifference(model([usesOrder], [order('id')]), model([usesOrder], [order('id', 'note')]))).toEqual([
    { kind: 'changed', operation: 'total', isBreaking: true },
  ]);
  expect(interfaceDifference(model([usesOrder], [order('id')]), model([usesOrder], [order('id')]))).toEqual([]);
});

test('names in TypeScript, documentation and spelling are not the interface', () => {
  const before = model([operation('list', { result: Type.list(Type.primitive('u8')) })]);
  const after = model([operation('list', { key: 'other', docs: 'New.', result: Type.bytes(), async: true })]);
  expect(interfaceDifference(before, after)).toEqual([]);
});

test('resources are compared by what they can do', () => {
  const session = (...methods: readonly string[]): TypeDefinition => ({
    kind: 'resource',
    name: 'session',
    source: 'Session',
    create: { params: [] },
    methods: methods.map((name) => operation(name, { result: Type.own('session') })),
    statics: [operation('count')],
  });
  expect(interfaceDifference(model([], [session('read', 'write')]), model([], [session('read')]))).toEqual([
    { kind: 'removed', operation: 'session.write', isBreaking: true },
  ]);
});

test('types that double with each name do not double the work', () => {
  const types: TypeDefinition[] = [order('id')];
  for (let at = 1; at <= 90; at += 1) {
    const inner = Type.reference(at === 1 ? 'order' : `t${at - 1}`);
    types.push({
      kind: 'record',
      name: `t${at}`,
      source: `T${at}`,
      fields: ['a', 'b'].map((name) => ({ name, key: name, type: inner })),
    });
  }
  const deep = operation('deep', { result: Type.reference('t90') });
  const [first, ...rest] = types;
  expect(interfaceDifference(model([deep], types), model([deep], types))).toEqual([]);
  expect(first && interfaceDifference(model([deep], types), model([deep], [order('other'), ...rest]))).toHaveLength(1);
});
