import { isDeepStrictEqual } from 'node:util';
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { createCodecs, createCodecsOf, QUICKJS } from '../../src/codec/index.ts';
import { ALL_KINDS, type TypeKinds, usedKinds } from '../../src/codec/kinds.ts';
import { type InterfaceModel, Type } from '../../src/index.ts';
import { typedValue } from './arbitrary-type.ts';

const kindsOf = (names: readonly (keyof TypeKinds)[]): Partial<TypeKinds> =>
  Object.fromEntries(names.map((name) => [name, ALL_KINDS[name]]));

test('an interface with what usedKinds names converts as with everything, whatever its types are', () => {
  fc.assert(
    fc.property(typedValue(), ({ type, definitions, value }) => {
      const params = [{ name: 'it', key: 'it', type }];
      const operations = [{ name: 'echo', key: 'echo', params, result: type }];
      const model: InterfaceModel = { name: 'operations', types: definitions, operations };
      const all = createCodecs(model, QUICKJS).operations.get('echo');
      const some = createCodecsOf(kindsOf(usedKinds(model)), model, QUICKJS).operations.get('echo');
      expect(isDeepStrictEqual(some?.lowerParams([value]), all?.lowerParams([value]))).toBe(true);
      expect(isDeepStrictEqual(some?.lowerResult(value), all?.lowerResult(value))).toBe(true);
      const lowered = all?.lowerParams([value]) ?? [];
      expect(isDeepStrictEqual(some?.liftParams(lowered), all?.liftParams(lowered))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

const DENIED: InterfaceModel = {
  name: 'operations',
  types: [{ kind: 'record', name: 'denied', source: 'Denied', as: 'error', fields: [] }],
  operations: [
    { name: 'try', key: 'try', params: [], result: Type.result(undefined, Type.reference('denied')), throws: true },
  ],
};

test('what an operation throws is among them', () => {
  expect(usedKinds(DENIED)).toEqual(['errorRecord', 'results', 'thrownErrors']);
  const codec = createCodecsOf(kindsOf(usedKinds(DENIED)), DENIED, QUICKJS).operations.get('try');
  expect(codec?.lowerThrown({ name: 'Denied' }, 0)).toEqual({ ok: false, error: {} });
});

test('numbers and text need none', () => {
  const params = [{ name: 'it', key: 'it', type: Type.primitive('u32') }];
  const operations = [{ name: 'echo', key: 'echo', params, result: Type.primitive('string') }];
  expect(usedKinds({ name: 'operations', types: [], operations })).toEqual([]);
});

test('a kind that is missing is named', () => {
  expect(() => createCodecsOf({ results: ALL_KINDS.results }, DENIED, QUICKJS)).toThrow(
    expect.objectContaining({
      code: 'AIRSSYS_MANIFEST_INVALID',
      message: 'The interface needs thrownErrors, which was left out of the component',
    }),
  );
});
