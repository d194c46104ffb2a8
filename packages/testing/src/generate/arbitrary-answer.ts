import { AirssysError, type ImportedInterface } from '@airssys/model';
import { resultArbitrary, type ValueConstraints } from '@airssys/model/arbitrary';
import type { Arbitrary } from 'fast-check';
import type { FunctionMock } from '../imports/function-mock.ts';
import type { InterfaceMockControl } from '../imports/mock-interface.ts';
import type { MountControl } from '../mounted.ts';

// As in function-mock.ts.
type AnyFunction = (...args: never[]) => unknown;

/** The functions of a mock. */
export type MockedName<I> = string & { [K in keyof I]: I[K] extends FunctionMock<AnyFunction> ? K : never }[keyof I];

/** What a mocked function answers. */
export type AnswerOf<I, K extends keyof I> = I[K] extends FunctionMock<infer F> ? ReturnType<F> : never;

/**
 * Generates what a function of an imported interface may answer, from its types: an arbitrary of fast-check, for a mock to be told.
 * A `Result` is a success or a failure. The `component` is a mounted one that imports the interface, the `mock` is of `mockInterface`,
 * and the `name` is that of the function in the generated module. The `constraints` narrow the values.
 *
 * ```ts
 * const answers = arbitraryAnswer(shop, rates, 'convert');
 * const property = fc.asyncProperty(answers, async (answer) => {
 *   rates.convert.returns(answer);
 *   expect(await shop.price(1, 'USD')).not.toBe('');
 * });
 * ```
 *
 * @throws AirssysError `AIRSSYS_TEST_GENERATE` where the component does not import the function, or its answer holds a handle.
 */
export function arbitraryAnswer<I extends { readonly $: InterfaceMockControl }, K extends MockedName<I>>(
  component: { readonly $: MountControl },
  mock: I,
  name: K,
  constraints: ValueConstraints = {},
): Arbitrary<AnswerOf<I, K>> {
  const { wit } = mock.$;
  const imports = component.$.manifest?.component.imports ?? [];
  const model = imports.find((one) => one.wit === wit);
  const operation = model?.operations.find(({ key }) => key === name);
  if (model === undefined || operation === undefined) throw notImported(`${wit}#${name}`, imports);
  return resultArbitrary(operation, model, constraints) as Arbitrary<AnswerOf<I, K>>; // by the types that the module is made of
}

function notImported(label: string, imports: readonly ImportedInterface[]): AirssysError {
  const known = imports.flatMap(({ wit, operations }) => operations.map(({ key }) => `${wit}#${key}`));
  return new AirssysError('AIRSSYS_TEST_GENERATE', `The component does not import ${label}`, {
    hint: `It imports: ${known.join(', ') || 'nothing of others that its manifest tells of'}.`,
    data: { function: label },
  });
}
