/* oxlint-disable typescript/prefer-promise-reject-errors, typescript/no-misused-promises, typescript/await-thenable, typescript/only-throw-error, typescript/no-this-alias, typescript/unbound-method, typescript/no-base-to-string, promise/always-return, unicorn/no-thenable -- what these rules keep out of programs is what is tested here */
/** What ECMA-262 adds to Promises/A+: the constructor and its functions, and rejections that nobody handles. */
import { beforeEach, describe, expect, test } from 'vitest';
import { enqueueJob, runJobs } from '../../../src/runtime/promise/jobs.ts';
import { takeRejections } from '../../../src/runtime/promise/rejections.ts';
import { deferred, Native, never, outcome, P } from './own-promise.ts';

beforeEach(() => void takeRejections());

describe('the constructor and its functions', () => {
  test('looks like the one of the language', () => {
    for (const key of ['all', 'allSettled', 'any', 'race', 'reject', 'resolve', 'try', 'withResolvers'] as const) {
      const [own, native] = [P, Native].map((of) => Object.getOwnPropertyDescriptor(of, key));
      expect([key, { ...own, value: 0 }]).toEqual([key, { ...native, value: 0 }]);
      expect([P[key].name, P[key].length]).toEqual([Native[key].name, Native[key].length]);
    }
    for (const key of ['then', 'catch', 'finally'] as const) {
      expect([P.prototype[key].name, P.prototype[key].length]).toEqual([key, Promise.prototype[key].length]);
    }
    expect([P.name, P.length, P[Symbol.species] === P, String(P.resolve())]).toEqual([
      'Promise',
      1,
      true,
      '[object Promise]',
    ]);
    expect(Object.getOwnPropertyDescriptor(P, 'prototype')).toMatchObject({ writable: false });
    expect(Object.keys(P.prototype)).toEqual([]);
  });

  test('what it refuses', () => {
    const call = P as unknown as (executor: () => void) => void;
    expect(() => call(() => {})).toThrow(TypeError);
    for (const executor of [undefined, null, 1, {}]) expect(() => new P(executor as never)).toThrow(TypeError);
    for (const value of [undefined, {}, Promise.resolve()]) {
      expect(() => P.prototype.then.call(value as never)).toThrow(TypeError);
    }
    for (const fn of [P.resolve, P.reject, P.all, P.withResolvers]) {
      expect(() => Reflect.apply(fn, undefined, [[]])).toThrow(TypeError);
      expect(() => Reflect.apply(fn, () => {}, [[]])).toThrow(TypeError);
    }
  });

  test('resolve keeps its own promises, and those of no other class', () => {
    const own = P.resolve(1);
    class Sub<T> extends P<T> {}
    expect(P.resolve(own)).toBe(own);
    expect(Sub.resolve(own)).not.toBe(own);
    expect(Sub.resolve(own)).toBeInstanceOf(Sub);
  });

  test('subclasses and species', () => {
    class Sub<T> extends P<T> {}
    class Plain<T> extends P<T> {
      static override get [Symbol.species](): PromiseConstructor {
        return P;
      }
    }
    expect(new Sub(() => {}).then()).toBeInstanceOf(Sub);
    expect(Sub.all([])).toBeInstanceOf(Sub);
    expect(new Sub(() => {}).finally(() => {})).toBeInstanceOf(Sub);
    expect(new Plain(() => {}).then()).not.toBeInstanceOf(Plain);
    expect(outcome(Sub.any([Sub.reject(1), 2]))).toEqual({ value: 2 });
  });

  test('catch and finally call the then that is there', () => {
    const calls: unknown[][] = [];
    const thenable = { then: (...args: unknown[]) => (calls.push(args), 'answer') };
    const handler = (): void => {};
    expect(P.prototype.catch.call(thenable as never, handler)).toBe('answer');
    expect(P.prototype.finally.call(Object.assign(thenable, { constructor: P }) as never, 1 as never)).toBe('answer');
    expect(calls).toEqual([
      [undefined, handler],
      [1, 1],
    ]);
  });

  test('finally passes the outcome on, unless it fails itself', () => {
    expect(outcome(P.resolve(1).finally(() => 2))).toEqual({ value: 1 });
    expect(outcome(P.reject(1).finally(() => 2))).toEqual({ reason: 1 });
    expect(outcome(P.resolve(1).finally(() => P.reject(3)))).toEqual({ reason: 3 });
    expect(
      outcome(
        P.reject(1).finally(() => {
          throw 4;
        }),
      ),
    ).toEqual({ reason: 4 });
    expect(outcome(P.resolve(1).finally(() => never))).toBe('pending');
  });

  test('all, allSettled, any, race', () => {
    expect(outcome(P.all([]))).toEqual({ value: [] });
    expect(outcome(P.all([1, P.resolve(2), { then: (done: (value: number) => void) => done(3) }]))).toEqual({
      value: [1, 2, 3],
    });
    expect(outcome(P.all([never, P.reject(1), P.reject(2)]))).toEqual({ reason: 1 });
    expect(outcome(P.allSettled([1, P.reject(2)]))).toEqual({
      value: [
        { status: 'fulfilled', value: 1 },
        { status: 'rejected', reason: 2 },
      ],
    });
    expect(outcome(P.any([P.reject(1), never, P.resolve(2)]))).toEqual({ value: 2 });
    const { reason } = outcome(P.any([P.reject(1), P.reject(2)])) as { reason: AggregateError };
    expect([reason.constructor, reason.errors, reason.message]).toEqual([
      AggregateError,
      [1, 2],
      'All promises were rejected',
    ]);
    expect(outcome(P.any([]))).toMatchObject({ reason: { errors: [] } });
    expect(outcome(P.race([never, P.resolve(1), P.reject(2)]))).toEqual({ value: 1 });
    expect(outcome(P.race([]))).toBe('pending');
    expect(outcome(P.all(7 as never))).toMatchObject({ reason: expect.any(TypeError) as unknown });
  });

  test('an iterator is closed where resolve fails, and not where it fails itself', () => {
    let closed = 0;
    const iterable = {
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => ((closed += 1), {}) }),
    };
    class Failing<T> extends P<T> {
      static override resolve(): never {
        throw new Error('resolve');
      }
    }
    expect(outcome(Failing.all(iterable as never))).toEqual({ reason: new Error('resolve') });
    expect(closed).toBe(1);
    const broken = {
      [Symbol.iterator]: () => ({
        next: () => {
          throw new Error('next');
        },
        return: () => ((closed += 1), {}),
      }),
    };
    expect(outcome(P.race(broken as never))).toEqual({ reason: new Error('next') });
    expect(closed).toBe(1);
  });

  test('an element that settles twice counts once', () => {
    const twice = { then: (done: (value: unknown) => void) => (done(1), done(2)) };
    class Eager<T> extends P<T> {
      // Elements are asked as they are.
      static override resolve = ((value: unknown) => value) as never;
    }
    expect(outcome(Eager.all([twice, twice] as never))).toEqual({ value: [1, 1] });
    const { promise, resolve } = deferred();
    expect(outcome(Eager.all([twice, promise] as never))).toBe('pending');
    resolve(3);
  });

  test('withResolvers and try', () => {
    const { promise, resolve } = deferred<number>();
    resolve(1);
    expect(outcome(promise)).toEqual({ value: 1 });
    expect(outcome(P.try((a: number, b: number) => a + b, 1, 2))).toEqual({ value: 3 });
    expect(
      outcome(
        P.try(() => {
          throw 4;
        }),
      ),
    ).toEqual({ reason: 4 });
    expect(outcome(P.try(() => P.reject(5)))).toEqual({ reason: 5 });
  });
});

test('rejections that nobody handles are kept, until somebody does', () => {
  const handled = P.reject('handled');
  const late = P.reject('late');
  void P.reject('first');
  void P.resolve().then(() => P.reject('second'));
  void P.all([P.reject('all')]);
  handled.catch(() => {});
  runJobs();
  late.catch(() => {});
  expect(takeRejections()).toEqual(['first', 'all', 'second']);
  expect(takeRejections()).toEqual([]);
});

test('a job that throws does not take the others with it', () => {
  const seen: string[] = [];
  void P.resolve().then(() => seen.push('a'));
  enqueueJob(() => {
    throw new Error('job');
  });
  void P.resolve().then(() => seen.push('b'));
  expect(() => runJobs()).toThrow('job');
  runJobs();
  expect(seen).toEqual(['a', 'b']);
});
