import { AirssysError } from '@airssys/model';
import { argumentsArbitrary, type ValueConstraints } from '@airssys/model/arbitrary';
import type { Arbitrary } from 'fast-check';
import type { AnyComponentClass, MountControl } from '../mounted.ts';

type AnyFunction = (...args: never[]) => unknown;

/** The names of the operations of a mounted component, or of an instance of a class. */
export type OperationName<T> = {
  [K in keyof T]: K extends string ? (T[K] extends AnyFunction ? K : never) : never;
}[keyof T];

/** The arguments of an operation. */
export type ArgumentsOf<T, K extends keyof T> = T[K] extends (...args: infer A) => unknown ? A : never;

/** As `InstanceType`, which makes anything of a class that is not known. */
type InstanceOf<C extends AnyComponentClass> = C extends abstract new (...args: never) => infer I ? I : never;

/** A component that was mounted, whatever its class. */
interface AnyMounted {
  readonly $: MountControl;
}

/** How values are narrowed; without it, all values of the types come up. */
export interface ArbitraryOptions extends ValueConstraints {
  /** Arbitraries of your own for some of the parameters, by their names: `{ cost: fc.integer({ min: 1, max: 3 }) }`. */
  readonly params?: Readonly<Record<string, Arbitrary<unknown>>> | undefined;
}

/**
 * Generates the arguments of an operation from its types: an arbitrary of fast-check, whose values are lists of arguments. All
 * numbers of the type come up, its ends and NaN among them, texts of all Unicode, lists, records and cases of any shape that
 * the interface takes; parameters that may be left out are undefined at times. The `component` is a mounted one, and the
 * `operation` goes by its name in the author's class.
 *
 * ```ts
 * const limiter = await mount<typeof RateLimiter>('../src/rate-limiter.ts', { grants: 'requested' });
 * const property = fc.asyncProperty(arbitrary(limiter, 'take'), async (args) => {
 *   expect((await limiter.take(...args)).retryAfterMs).toBeGreaterThanOrEqual(0);
 * });
 * await fc.assert(property);
 * ```
 *
 * A call that traps ends its instance: where a property is about traps, mount in it, so that what shrinks has an instance of
 * its own each time.
 *
 * @throws AirssysError `AIRSSYS_TEST_GENERATE` where there is no such operation or parameter, or where it takes a handle: give an
 *   arbitrary for that parameter.
 */
export function arbitrary<M extends AnyMounted, K extends OperationName<M>>(
  component: M,
  operation: K,
  options?: ArbitraryOptions,
): Arbitrary<ArgumentsOf<M, K>>;
/** As the other, for a component that was mounted without its class: `arbitrary<typeof Counter, 'increment'>(counter, 'increment')`. */
export function arbitrary<C extends AnyComponentClass, K extends OperationName<InstanceOf<C>>>(
  component: AnyMounted,
  operation: K,
  options?: ArbitraryOptions,
): Arbitrary<ArgumentsOf<InstanceOf<C>, K>>;
/** The `component` is a mounted one, and the `operation` goes by its name in the author's class. */
export function arbitrary(
  { $ }: AnyMounted,
  operation: string,
  { params, ...constraints }: ArbitraryOptions = {},
): Arbitrary<unknown[]> {
  const model = $.manifest?.component.operations;
  const found = model?.operations.find(({ key }) => key === operation);
  if (model === undefined || found === undefined) {
    throw new AirssysError('AIRSSYS_TEST_GENERATE', `The component has no operation ${operation}`, {
      hint: `Operations: ${$.instance.operations.join(', ') || 'none that its manifest tells of'}.`,
      data: { operation },
    });
  }
  return argumentsArbitrary(found, model, constraints, params);
}
