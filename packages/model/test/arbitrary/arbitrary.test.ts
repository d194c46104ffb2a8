import fc from '../../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { argumentsArbitrary, compileArbitrary, type ValueConstraints } from '../../src/arbitrary/index.ts';
import { type OperationModel, PRIMITIVES, Type, type TypeDefinition, type TypeNode } from '../../src/index.ts';

const RUNS = 2_000;

const valuesOf = (
  type: TypeNode,
  constraints: ValueConstraints = {},
  definitions: readonly TypeDefinition[] = [],
): unknown[] => fc.sample(compileArbitrary(definitions, constraints)(type), RUNS);

const operation = (...types: readonly TypeNode[]): OperationModel => ({
  name: 'take',
  key: 'take',
  params: types.map((type, at) => ({ name: `p${at}`, key: `p${at}`, type })),
});

/** The simplest value that a predicate refuses. */
function simplest<T>(arbitrary: fc.Arbitrary<T>, isFine: (value: T) => boolean): T | undefined {
  const { counterexample } = fc.check(fc.property(arbitrary, isFine), { numRuns: RUNS });
  return counterexample?.[0];
}

describe('values', () => {
  it.each([
    ['u8', 0, 255],
    ['s16', -32_768, 32_767],
    ['u32', 0, 4_294_967_295],
    ['s64', -(2n ** 63n), 2n ** 63n - 1n],
    ['u64', 0n, 2n ** 64n - 1n],
  ] as const)('of %s come to both ends', (name, min, max) => {
    const values = valuesOf(Type.primitive(name));
    expect(values).toContain(min);
    expect(values).toContain(max);
  });

  it('of floats have NaN, the infinities and -0, unless they are left out', () => {
    const isOdd = (value: unknown): boolean => !Number.isFinite(value) || Object.is(value, -0);
    const odd = new Set(valuesOf(Type.primitive('f64')).filter(isOdd).map(String));
    expect(odd).toEqual(new Set(['NaN', 'Infinity', '-Infinity', '0']));
    expect(valuesOf(Type.primitive('f32'), { nonFinite: false, negativeZero: false }).filter(isOdd)).toEqual([]);
  });

  it('of text are of all Unicode but surrogates, or printable', () => {
    const text = valuesOf(Type.primitive('string')).join('');
    expect(text.isWellFormed()).toBe(true);
    expect(text).toMatch(/[\u{10000}-\u{10FFFF}]/u);
    expect(text).toMatch(/[\u0300-\uFFFF]/);
    expect(valuesOf(Type.primitive('string'), { text: 'ascii' }).join('')).toMatch(/^[ -~]*$/);
    for (const value of valuesOf(Type.primitive('char'))) expect([...String(value)]).toHaveLength(1);
  });

  it('are no longer than they may be', () => {
    const lengths = (values: readonly unknown[]): number => Math.max(...values.map((one) => (one as unknown[]).length));
    const worthTrying = { numbers: [100], strings: ['a long word'] };
    expect(lengths(valuesOf(Type.primitive('string'), { maxLength: 3, text: 'ascii', worthTrying }))).toBe(3);
    expect(lengths(valuesOf(Type.bytes(), { maxLength: 3, worthTrying }))).toBe(3);
    expect(lengths(valuesOf(Type.list(Type.primitive('u8')), { maxItems: 2, worthTrying }))).toBe(2);
  });
});

describe('values worth trying', () => {
  const worthTrying = { numbers: [4_711, 60], strings: ['--force'] };

  it('come up, though chance would hardly find them', () => {
    for (const name of ['u16', 's32', 'f64'] as const) {
      expect(valuesOf(Type.primitive(name), { worthTrying })).toContain(4_711);
    }
    expect(valuesOf(Type.primitive('u64'), { worthTrying })).toContain(4_711n);
    expect(valuesOf(Type.primitive('string'), { worthTrying }).some((one) => String(one).includes('--force'))).toBe(
      true,
    );
    expect(valuesOf(Type.primitive('u8'), { worthTrying })).not.toContain(4_711);
  });

  it('shrink as others do', () => {
    const numbers = compileArbitrary([], { worthTrying })(Type.primitive('u32'));
    expect(simplest(numbers, (value) => Number(value) < 4_000 || Number(value) > 5_000)).toBe(4_000);
    const lists = compileArbitrary([], { worthTrying })(Type.list(Type.primitive('bool')));
    expect(simplest(lists, (value) => (value as unknown[]).length < 50)).toEqual(Array(50).fill(false));
  });
});

describe('arguments', () => {
  it('are one for each parameter, those of the caller in place of the type', () => {
    const { types } = { types: [] };
    const made = argumentsArbitrary(
      operation(Type.primitive('u8'), Type.own('session')),
      { types },
      {},
      { p1: fc.constant(7) },
    );
    for (const [first, second, ...more] of fc.sample(made, 50)) {
      expect(first).toBeTypeOf('number');
      expect(second).toBe(7);
      expect(more).toEqual([]);
    }
  });

  it.each([
    [Type.own('session'), 'p0 of take cannot be generated: it is a handle of session, which the component makes'],
    [Type.list(Type.reference('failure')), 'p0 of take cannot be generated: Failure is an error'],
  ])('are refused where they come from a component only', (type, message) => {
    const failure: TypeDefinition = { kind: 'record', name: 'failure', source: 'Failure', as: 'error', fields: [] };
    const make = (): unknown => argumentsArbitrary(operation(type), { types: [failure] });
    expect(make).toThrow(
      expect.objectContaining({ code: 'AIRSSYS_TEST_GENERATE', message: expect.stringContaining(message) }),
    );
  });

  it('are refused for a parameter that is not there', () => {
    const make = (): unknown =>
      argumentsArbitrary(operation(Type.primitive('u8')), { types: [] }, {}, { cost: fc.nat() });
    expect(make).toThrow('take has no parameter cost');
  });
});

it('has values of every primitive type', () => {
  for (const name of PRIMITIVES) expect(fc.sample(compileArbitrary([])(Type.primitive(name)), 1)).toHaveLength(1);
});
