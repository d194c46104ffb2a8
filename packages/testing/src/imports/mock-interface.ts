import { type FunctionMock, mockFunction, type MockedFunction } from './function-mock.ts';

// As in function-mock.ts.
type AnyFunction = (...args: never[]) => unknown;

/**
 * The functions of a generated module, each as a mock. Classes of resources are given as they are. Beside them, `$` knows of
 * the mock as a whole.
 */
export type InterfaceMock<M> = {
  readonly [K in keyof M as M[K] extends AnyFunction ? Exclude<K, '$'> : never]: M[K] extends AnyFunction
    ? FunctionMock<M[K]>
    : never;
} & { readonly $: InterfaceMockControl };

/** What is known of a mock of an interface as a whole. */
export interface InterfaceMockControl {
  /** The WIT name of the interface. */
  readonly wit: string;
  /** What the host is given for the interface. */
  readonly provider: Readonly<Record<string, unknown>>;
  /** The calls that were answered so far, in their order: with a value, or with the error of a `result`. */
  readonly interactions: readonly Interaction[];
}

/** A call with its answer, in the values of the generated module. */
export interface Interaction {
  /** The function, by its name in the module. */
  readonly function: string;
  /** What it was called with. */
  readonly args: readonly unknown[];
  /** What it has answered. */
  readonly answer: unknown;
}

/** Functions of the module that answer from the start, and classes for its resources. */
export type InterfaceMockStart<M> = {
  readonly [K in keyof M]?: M[K] extends AnyFunction
    ? (...args: Parameters<M[K]>) => ReturnType<M[K]> | Promise<ReturnType<M[K]>>
    : unknown;
};

/**
 * Stands in for an interface that a component imports, typed by its generated module.
 *
 * ```ts
 * import type * as exchange from '../wit/generated/acme/rates/exchange.js';
 *
 * const rates = mockInterface<typeof exchange>('acme:rates/exchange@1.2.0');
 * rates.convert.returns({ ok: true, value: 9 });
 * const shop = await mount<typeof Shop>('../src/shop.ts', { imports: [rates] });
 * ```
 *
 * @param wit The WIT name of the interface, as its module's first line has it.
 * @param start What answers from the start. A function that is told nothing refuses to be called, by its name.
 */
export function mockInterface<M extends object>(wit: string, start: InterfaceMockStart<M> = {}): InterfaceMock<M> {
  const functions = new Map<string, MockedFunction>();
  const functionOf = (name: string): MockedFunction => {
    const known = functions.get(name);
    if (known !== undefined) return known;
    const given: unknown = Reflect.get(start, name);
    const implementation =
      typeof given === 'function'
        ? (...args: readonly unknown[]): unknown => Reflect.apply(given, start, args)
        : undefined;
    const made = mockFunction(`${wit}#${name}`, implementation);
    functions.set(name, made);
    return made;
  };
  const memberOf = (name: string | symbol, of: (fn: MockedFunction) => unknown): unknown => {
    if (typeof name === 'symbol' || name === 'then') return undefined;
    return isClass(name) ? Reflect.get(start, name) : of(functionOf(name));
  };
  const interactions: Interaction[] = [];
  const control: InterfaceMockControl = {
    wit,
    provider: new Proxy(
      {},
      {
        get: (_, name) =>
          memberOf(
            name,
            ({ call }) =>
              (...args: readonly unknown[]) =>
                answered(String(name), call, args, interactions),
          ),
      },
    ),
    interactions,
  };
  // The names are those of the module, which is a type only: a member is made when it is asked for.
  return new Proxy(
    {},
    { get: (_, name) => (name === '$' ? control : memberOf(name, ({ mock }) => mock)) },
  ) as InterfaceMock<M>;
}

/** The names of functions begin in lower case, those of resources' classes do not. */
const isClass = (name: string): boolean => /^[A-Z]/.test(name);

/** Makes the call, and notes what it is answered. An `Error` is no answer: it ends the component's call. */
function answered(
  name: string,
  call: MockedFunction['call'],
  args: readonly unknown[],
  interactions: Interaction[],
): unknown {
  const note = (answer: unknown): void => void interactions.push({ function: name, args, answer });
  const noteError = (error: unknown): void => {
    if (!(error instanceof Error)) note({ ok: false, error });
  };
  try {
    const answer = call(...args);
    if (answer instanceof Promise) answer.then(note, noteError);
    else note(answer);
    return answer;
  } catch (error) {
    noteError(error);
    throw error;
  }
}
