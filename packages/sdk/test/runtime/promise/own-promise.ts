/* oxlint-disable typescript/prefer-promise-reject-errors, typescript/no-misused-promises, typescript/await-thenable, typescript/only-throw-error, typescript/no-this-alias, typescript/unbound-method, typescript/no-base-to-string, promise/always-return, unicorn/no-thenable -- what these rules keep out of programs is what is tested here */
/** What the tests of promises share. */
import { runJobs } from '../../../src/runtime/promise/jobs.ts';
import { OwnPromise } from '../../../src/runtime/promise/promise.ts';

export interface Constructor extends PromiseConstructor {
  try<A extends readonly unknown[]>(callback: (...args: A) => unknown, ...args: A): Promise<unknown>;
}
export const P: Constructor = OwnPromise as unknown as Constructor; // it is to be one
export const Native: Constructor = Promise as Constructor;
export const never = new P<never>(() => {});

/** What a promise has become, after all jobs. */
export function outcome(promise: PromiseLike<unknown>): unknown {
  let found: unknown = 'pending';
  promise.then(
    (value) => (found = { value }),
    (reason: unknown) => (found = { reason }),
  );
  runJobs();
  return found;
}

/** A promise and the functions that settle it. */
export const deferred = <T>(): PromiseWithResolvers<T> => P.withResolvers<T>();

/** Values that are no thenables. */
export const PLAIN = [undefined, null, false, 0, '', 'text', 1n, Symbol.iterator, {}, [], { then: 7 }, () => {}];
/** As the reason of a rejection. */
export const REASONS = [
  ...PLAIN,
  new Error('reason'),
  { then: (done: (value: unknown) => void) => done('never called') },
];
