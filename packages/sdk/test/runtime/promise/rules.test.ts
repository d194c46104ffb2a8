/* oxlint-disable typescript/prefer-promise-reject-errors, typescript/no-misused-promises, typescript/await-thenable, typescript/only-throw-error, typescript/no-this-alias, typescript/unbound-method, typescript/no-base-to-string, promise/always-return, unicorn/no-thenable -- what these rules keep out of programs is what is tested here */
/** The rules of Promises/A+ (numbers as there). */
import { beforeEach, describe, expect, test } from 'vitest';
import { runJobs } from '../../../src/runtime/promise/jobs.ts';
import { takeRejections } from '../../../src/runtime/promise/rejections.ts';
import { deferred, never, outcome, P, PLAIN, REASONS } from './own-promise.ts';

beforeEach(() => void takeRejections());

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
