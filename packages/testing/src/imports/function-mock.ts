import { AirssysError } from '@airssys/model';

// Whatever a module's functions take: the codec checks what crosses.
type AnyFunction = (...args: never[]) => unknown;

type Answer<T> = T | Promise<T>;

/** What a function with a WIT `result` fails with. */
type ErrorOf<R> = Extract<R, { readonly ok: false }> extends { readonly error: infer E } ? E : never;

/** Stands in for one function of an imported interface. Not told what to answer, it refuses to be called. */
export interface FunctionMock<F extends AnyFunction> {
  /** Answers every later call with this value. */
  returns(value: ReturnType<F>): FunctionMock<F>;
  /** Fails every later call: with the error of the function's `result`, or with an `Error`, which ends the component's call. */
  throws(error: ErrorOf<ReturnType<F>> | Error): FunctionMock<F>;
  /** Answers every later call as this function does. That is `fn`. */
  implement(fn: (...args: Parameters<F>) => Answer<ReturnType<F>>): FunctionMock<F>;
  /** The arguments of each call so far, in their order. */
  readonly calls: readonly Parameters<F>[];
}

/** A mock with the function that the host calls. */
export interface MockedFunction {
  readonly mock: FunctionMock<AnyFunction>;
  /** Whether it knows what to answer. */
  isTold(): boolean;
  readonly call: (...args: readonly unknown[]) => unknown;
}

/** @param implementation What it does before it is told otherwise. */
export function mockFunction(label: string, implementation?: (...args: readonly unknown[]) => unknown): MockedFunction {
  let answer = implementation;
  const calls: never[] = [];
  const mock: FunctionMock<AnyFunction> = {
    returns(value) {
      answer = () => value;
      return mock;
    },
    throws(error) {
      answer = () => {
        throw error;
      };
      return mock;
    },
    implement(fn) {
      // The arguments are the codec's, for the function that the mock's type is made of.
      answer = fn as (...args: readonly unknown[]) => unknown;
      return mock;
    },
    calls,
  };
  return {
    mock,
    isTold: () => answer !== undefined,
    call: (...args) => {
      calls.push(args as never); // as above
      return answer === undefined ? refuse(label) : answer(...args);
    },
  };
}

export function refuse(label: string): never {
  throw new AirssysError('AIRSSYS_TEST_MOUNT', `${label} is not mocked`, {
    hint: 'Say what it answers: returns(value), throws(error) or implement(function).',
  });
}
