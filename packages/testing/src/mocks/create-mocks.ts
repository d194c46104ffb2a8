import { type FunctionMock, mockFunction, type MockedFunction } from '../imports/function-mock.ts';
import type { Mocks } from './mocks.ts';

// Arguments and answers are checked where they cross.
type AnyFunction = (...args: never[]) => unknown;

/** A failure as the component catches it: one of the client's codes, and what is said with it. */
export interface ClientFailure {
  /** A case of the client's error in WIT: `not-found`, `denied` … */
  readonly code: string;
  /** What is said with it. Default: nothing. */
  readonly message?: string | undefined;
}

/** Stands in for one function of a client, once it is told how; until then the host's own is called. */
export type ClientFunctionMock<F extends AnyFunction> = F &
  Omit<FunctionMock<F>, 'throws'> & {
    /** Fails every later call: with a `HostError` or one of the client's codes (`{ code: 'not-found' }`), or by another error, which ends the call. */
    throws(error: Error | ClientFailure): FunctionMock<F>;
  };

/** Mocks of all functions of all clients. */
export type ClientMocks = {
  readonly [S in keyof Mocks]-?: {
    readonly [F in keyof NonNullable<Mocks[S]>]-?: NonNullable<Mocks[S]>[F] extends (infer G) | undefined
      ? G extends AnyFunction
        ? ClientFunctionMock<G>
        : never
      : never;
  };
};

const made = new WeakMap<object, MockedFunction>();

/** Whether a function of a mock stands in for the host's at the moment. One of the test's own always does. */
export function toldOf(fn: object): () => boolean {
  const mocked = made.get(fn);
  return mocked === undefined ? () => true : () => mocked.isTold();
}

/**
 * Mocks that are told what to do, before the mount or after it:
 *
 * ```ts
 * const mocks = createMocks();
 * mocks.storage.get.returns('41');
 * const counter = await mount<typeof Counter>('../src/counter.ts', { mocks });
 * expect(mocks.storage.get.calls).toEqual([]);
 * ```
 *
 * A function that was told nothing is the host's own, with the grants that it needs.
 */
export function createMocks(): ClientMocks {
  const clients = new Map<string, object>();
  // The clients and their functions are types: a member is made when it is asked for.
  return new Proxy(
    {},
    {
      get: (_, service) => {
        if (!isName(service)) return undefined;
        const known = clients.get(service) ?? mockClient(service);
        clients.set(service, known);
        return known;
      },
    },
  ) as ClientMocks;
}

function mockClient(service: string): object {
  const functions = Object.create(null) as Record<string, object>; // without what objects inherit
  return new Proxy(functions, {
    get: (_, name) => (isName(name) ? (functions[name] ??= mockClientFunction(`${service}.${name}`)) : undefined),
  });
}

function mockClientFunction(label: string): object {
  const mocked = mockFunction(label);
  const fn = Object.assign((...args: readonly unknown[]) => mocked.call(...args), mocked.mock);
  made.set(fn, mocked);
  return fn;
}

/** `then` would make a promise of it. */
const isName = (name: string | symbol): name is string => typeof name === 'string' && name !== 'then';
