/* oxlint-disable typescript/prefer-promise-reject-errors, typescript/no-misused-promises, typescript/await-thenable, typescript/only-throw-error, typescript/no-this-alias, typescript/unbound-method, typescript/no-base-to-string, promise/always-return, unicorn/no-thenable -- what these rules keep out of programs is what is tested here */
/** The rules of Promises/A+ (numbers as there), and what ECMA-262 adds to them. */
import { beforeEach, describe, expect, test } from 'vitest';
import { enqueueJob, runJobs } from '../../../src/runtime/promise/jobs.ts';
import { OwnPromise } from '../../../src/runtime/promise/promise.ts';
import { takeRejections } from '../../../src/runtime/promise/rejections.ts';

interface Constructor extends PromiseConstructor {
  try<A extends readonly unknown[]>(callback: (...args: A) => unknown, ...args: A): Promise<unknown>;
}
const P = OwnPromise as unknown as Constructor; // it is to be one
const Native = Promise as Constructor;
const never = new P<never>(() => {});

beforeEach(() => void takeRejections());

/** What a promise has become, after all jobs. */
function outcome(promise: PromiseLike<unknown>): unknown {
  let found: unknown = 'pending';
  promise.then(
    (value) => (found = { value }),
    (reason: unknown) => (found = { reason }),
  );
  runJobs();
  return found;
}

/** A promise and the functions that settle it. */
const deferred = <T>(): PromiseWithResolvers<T> => P.withResolvers<T>();

/** Values that are no thenables. */
const PLAIN = [undefined, null, false, 0, '', 'text', 1n, Symbol.iterator, {}, [], { then: 7 }, () => {}];
/** As the reason of a rejection. */
const REASONS = [...PLAIN, new Error('reason'), { then: (done: (value: unknown) => void) => done('never called') }];

describe('2.1 states', () => {
  test.each([['fulfilled'], ['rejected']])('2.1.2, 2.1.3: what is %s stays so, with its value', (state) => {
    const { promise, resolve, reject } = deferred();
    const settle = state === 'fulfilled' ? resolve : reject;
    settle('first');
    const first = outcome(promise);
    settle('second');
    resolve('third');
    reject('fourth');
    expect(outcome(promise)).toEqual(first);
    expect(first).toEqual(state === 'fulfilled' ? { value: 'first' } : { reason: 'first' });
  });

  test('settled twice before anybody asks', () => {
    const executed = new P((resolve, reject) => {
      resolve(1);
      reject(2);
      throw new Error('ignored');
    });
    expect(outcome(executed)).toEqual({ value: 1 });
    const resolvedToPending = new P((resolve, reject) => {
      resolve(never);
      reject(2);
    });
    expect(outcome(resolvedToPending)).toBe('pending');
  });
});

describe('2.2 then', () => {
  test.each([undefined, null, false, 5, 'x', {}, []])(
    '2.2.1, 2.2.7.3: a handler that is %s is passed over',
    (handler) => {
      expect(outcome(P.resolve(1).then(handler as never, handler as never))).toEqual({ value: 1 });
      expect(outcome(P.reject(new Error('2')).then(handler as never, handler as never))).toEqual({
        reason: new Error('2'),
      });
    },
  );

  test('2.2.2 to 2.2.4: handlers are called once, after the call stack is empty, with the value', () => {
    for (const when of ['before', 'after']) {
      const { promise, resolve } = deferred<unknown>();
      const calls: unknown[] = [];
      const value = {};
      if (when === 'before') resolve(value);
      void promise.then(
        (...args) => calls.push(args),
        () => calls.push('rejected'),
      );
      if (when === 'after') resolve(value);
      resolve('again');
      expect(calls).toEqual([]);
      runJobs();
      runJobs();
      expect(calls).toEqual([[value]]);
    }
  });

  test('2.2.5: handlers are called as functions', () => {
    let seen: unknown = 'nothing';
    void P.resolve().then(function (this: unknown) {
      seen = this;
    });
    runJobs();
    expect(seen).toBeUndefined();
  });

  test('2.2.6: several handlers of one promise, in their order', () => {
    const { promise, reject } = deferred();
    const seen: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      promise
        .catch(() => {
          seen.push(name);
          if (name === 'a') promise.catch(() => seen.push('inner'));
          if (name === 'b') throw new Error('does not stop the others');
        })
        .catch(() => {});
    }
    reject('x');
    runJobs();
    expect(seen).toEqual(['a', 'b', 'c', 'inner']);
  });

  test('2.2.7: what a handler returns or throws becomes the new promise', () => {
    expect(outcome(P.resolve(1).then(() => 2))).toEqual({ value: 2 });
    expect(outcome(P.reject(1).then(undefined, () => 2))).toEqual({ value: 2 });
    for (const reason of REASONS) {
      const thrower = (): never => {
        throw reason;
      };
      expect(outcome(P.resolve(1).then(thrower))).toEqual({ reason });
      expect(outcome(P.reject(1).then(undefined, thrower))).toEqual({ reason });
    }
  });
});

describe('2.3 the resolution procedure', () => {
  test('2.3.1: a promise that is to become itself', () => {
    const promise: Promise<unknown> = P.resolve().then(() => promise);
    expect(outcome(promise)).toEqual({ reason: new TypeError('Chaining cycle detected for promise') });
  });

  test('2.3.2: another promise, pending, fulfilled and rejected', () => {
    expect(outcome(P.resolve().then(() => never))).toBe('pending');
    for (const value of PLAIN) expect(outcome(P.resolve().then(() => P.resolve(value)))).toEqual({ value });
    for (const reason of REASONS) expect(outcome(P.resolve().then(() => P.reject(reason)))).toEqual({ reason });
    const { promise, resolve } = deferred<number>();
    const follower = P.resolve().then(() => promise);
    expect(outcome(follower)).toBe('pending');
    resolve(7);
    expect(outcome(follower)).toEqual({ value: 7 });
  });

  test('2.3.3.1, 2.3.3.2: then is read once, and what that throws is the reason', () => {
    let reads = 0;
    const thenable = Object.create(null, {
      then: { get: () => ((reads += 1), (done: (value: unknown) => void) => done('x')) },
    }) as PromiseLike<unknown>;
    expect(outcome(P.resolve().then(() => thenable))).toEqual({ value: 'x' });
    expect(reads).toBe(1);
    for (const reason of REASONS) {
      const thrower = {
        get then(): never {
          throw reason;
        },
      };
      expect(outcome(P.resolve().then(() => thrower))).toEqual({ reason });
    }
  });

  test('2.3.3.3: then is called with the thenable and two functions, in a job of its own', () => {
    const seen: unknown[] = [];
    const thenable = {
      then(this: unknown, ...args: readonly unknown[]) {
        seen.push(
          this,
          args.map((arg) => typeof arg),
        );
      },
    };
    const promise = new P((resolve) => resolve(thenable));
    expect(seen).toEqual([]);
    expect(outcome(promise)).toBe('pending');
    expect(seen).toEqual([thenable, ['function', 'function']]);
  });

  type Then = (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void;
  test.each<[string, Then, unknown]>([
    ['resolve, then resolve', (resolve) => (resolve(1), resolve(2)), { value: 1 }],
    ['resolve, then reject', (resolve, reject) => (resolve(1), reject(2)), { value: 1 }],
    ['reject, then resolve', (resolve, reject) => (reject(1), resolve(2)), { reason: 1 }],
    [
      'resolve, then throw',
      (resolve) => {
        resolve(1);
        throw new Error('late');
      },
      { value: 1 },
    ],
    [
      'reject, then throw',
      (_, reject) => {
        reject(1);
        throw new Error('late');
      },
      { reason: 1 },
    ],
    [
      'throw',
      () => {
        throw new RangeError('at once');
      },
      { reason: new RangeError('at once') },
    ],
    [
      'resolve with a thenable',
      (resolve) => resolve({ then: (done: (value: unknown) => void) => done(3) }),
      { value: 3 },
    ],
    ['resolve with a rejected one', (resolve) => resolve(P.reject(4)), { reason: 4 }],
    [
      'resolve with one that never settles, then throw',
      (resolve) => {
        resolve(never);
        throw 5;
      },
      'pending',
    ],
    ['reject with a thenable', (_, reject) => reject({ then: 1 }), { reason: { then: 1 } }],
    ['nothing', () => {}, 'pending'],
  ])('2.3.3.3: a thenable that does: %s', (_name, then, expected) => {
    expect(outcome(P.resolve({ then }))).toEqual(expected);
    expect(outcome(P.resolve().then(() => ({ then })))).toEqual(expected);
    expect(outcome(P.resolve().then(() => Object.assign(() => {}, { then })))).toEqual(expected);
  });

  test('2.3.3.4, 2.3.4: everything else is the value', () => {
    for (const value of PLAIN) {
      expect(outcome(P.resolve(value))).toEqual({ value });
      expect(outcome(P.resolve().then(() => value))).toEqual({ value });
    }
  });
});

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
