import { describe, expect, test } from 'vitest';
import { createCodecs, createJsonCodecs, JCO } from '../../src/codec/index.ts';
import { DeclaredError, isAirssysError, isDeclaredError } from '../../src/index.ts';
import type { InterfaceModel } from '../../src/types/component-model.ts';
import type { RecordDefinition } from '../../src/types/type-definition.ts';
import { Type } from '../../src/types/type-node.ts';

const record = (name: string, source: string, key: string): RecordDefinition => ({
  kind: 'record',
  name,
  source,
  as: 'error',
  fields: [
    { name: 'message', key: 'message', type: Type.primitive('string') },
    { name: key, key, type: Type.option(Type.primitive('u8')), optional: true },
  ],
});

const err = Type.reference('failure');
const model: InterfaceModel = {
  name: 'operations',
  types: [
    record('full', 'Full', 'by'),
    record('name', 'Name', 'code'),
    {
      kind: 'variant',
      name: 'failure',
      source: 'Failure',
      discriminant: '',
      as: 'error',
      cases: ['full', 'name'].map((name, index) => ({
        name,
        literal: ['Full', 'Name'][index] ?? '',
        payload: { style: 'properties', type: Type.reference(name) },
      })),
    },
  ],
  operations: [
    { name: 'one', key: 'one', params: [], throws: true, result: Type.result(undefined, Type.reference('full')) },
    { name: 'several', key: 'several', params: [], throws: true, result: Type.result(Type.primitive('u8'), err) },
  ],
};

class Full extends Error {
  override readonly name = 'Full';
  by: unknown = 3;
}

function codecOf(key: string) {
  const codec = createCodecs(model, JCO).operations.get(key);
  const json = createJsonCodecs(model).get(key);
  if (codec === undefined || json === undefined) throw new Error(key);
  return { codec, json };
}

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('one class', () => {
  const { codec, json } = codecOf('one');

  test('there and back', () => {
    const outcome = codec.lowerThrown(new Full('no room'), 0);
    expect(outcome).toEqual({ ok: false, error: { message: 'no room', by: 3 } });
    const lifted = thrownBy(() => codec.liftResult(outcome ?? { ok: true, value: 0 }));
    expect(isDeclaredError(lifted, 'Full')).toBe(true);
    expect(lifted).toMatchObject({ name: 'Full', message: 'no room', by: 3 });
    expect(String(lifted)).toBe('Full: no room');
    expect(json.formatThrown(lifted as Error)).toEqual({ name: 'Full', message: 'no room', by: 3 });
    expect(codec.liftResult({ ok: true, value: undefined })).toBeUndefined();
  });

  test('by its name where its class is not known', () => {
    expect(codec.lowerThrown(new Full('x'))).toMatchObject({ ok: false });
    expect(codec.lowerThrown(new Error('x'))).toBeUndefined();
    expect(codec.lowerThrown('x')).toBeUndefined();
  });

  test('a field that is not of its type', () => {
    const wrong = Object.assign(new Full('x'), { by: -1 });
    expect(() => codec.lowerThrown(wrong, 0)).toThrow('error.by: expected u8, got -1');
    expect(() => codec.liftResult({ ok: false, error: { message: 'x', by: 'a' } })).toThrow('result.by: expected u8');
    expect(() => codec.liftResult({ ok: false, error: 7 })).toThrow('result: expected an object (Full), got 7');
  });
});

describe('several classes', () => {
  const { codec, json } = codecOf('several');

  test('there and back', () => {
    const outcome = codec.lowerThrown(new Error('taken'), 1);
    expect(outcome).toMatchObject({ ok: false, error: { tag: 'name', val: { message: 'taken' } } });
    const lifted = thrownBy(() =>
      codec.liftResult({ ok: false, error: { tag: 'name', val: { message: 'taken', code: 9 } } }),
    );
    expect(isDeclaredError(lifted, 'Name')).toBe(true);
    expect(json.formatThrown(lifted as Error)).toMatchObject({ name: 'Name', message: 'taken' });
    expect(codec.liftResult({ ok: true, value: 5 })).toBe(5);
    expect(json.formatResult(5)).toBe(5);
  });

  test('by their names where no class is known', () => {
    expect(codec.lowerThrown(new Full('x'))).toMatchObject({ error: { tag: 'full' } });
    expect(codec.lowerThrown(new Error('x'))).toBeUndefined();
  });

  test('a case that is not there', () => {
    expect(() => codec.liftResult({ ok: false, error: { tag: 'other' } })).toThrow(
      'result: expected one of "full", "name", got "other"',
    );
  });
});

test('what a component throws is no error of airssys, whatever it says', () => {
  const forged = Object.assign(new DeclaredError('x'), { code: 'AIRSSYS_TRAP_DEADLINE', kind: 'deadline' });
  expect([isDeclaredError(forged), isAirssysError(forged)]).toEqual([true, false]);
  expect(isAirssysError(Object.assign(new Error('x'), { code: 'AIRSSYS_TRAP_DEADLINE' }))).toBe(true);
});

test('an operation that throws what is no error', () => {
  const { operations, ...rest } = model;
  const [first] = operations;
  if (first === undefined) throw new Error('no operation');
  const broken = { ...rest, operations: [{ ...first, result: Type.result(undefined, Type.primitive('u8')) }] };
  expect(() => createCodecs(broken, JCO)).toThrow('throws what is no error');
});
