/**
 * `Promise` as ECMA-262 has it ("Promise Objects"), over the queue of `jobs.ts`. The build lowers `async` functions to it,
 * so that an operation can be run until its promise is settled: from inside of a call neither engine's own queue of jobs
 * can be (QuickJS traps on a promise that an export returns).
 */
import {
  type Capability,
  describe,
  type Executor,
  invokeThen,
  isCallable,
  isObject,
  newCapability,
  speciesOf,
} from './capability.ts';
import { all, allSettled, any, race } from './combinators.ts';
import { enqueueJob } from './jobs.ts';
import { forgetRejection, trackRejection } from './rejections.ts';

type Settled = 'fulfilled' | 'rejected';

/** What is to happen when a promise is settled. Without a capability nobody waits for the handler's own outcome. */
interface Reaction {
  readonly capability: Capability | undefined;
  readonly onFulfilled: unknown;
  readonly onRejected: unknown;
}

let isOwnPromise: (value: unknown) => value is OwnPromise;
let performThen: (promise: OwnPromise, reaction: Reaction) => void;

export class OwnPromise {
  #state: 'pending' | Settled = 'pending';
  /** The value or the reason. */
  #result: unknown;
  /** Emptied when it is settled. */
  #reactions: Reaction[] = [];
  /** Whether anybody has ever asked for the outcome. */
  #isHandled = false;

  static {
    isOwnPromise = (value): value is OwnPromise => isObject(value) && #state in value;
    performThen = (promise, reaction) => {
      if (promise.#state === 'pending') promise.#reactions.push(reaction);
      else {
        if (promise.#state === 'rejected' && !promise.#isHandled) forgetRejection(promise);
        enqueueReaction(reaction, promise.#state, promise.#result);
      }
      promise.#isHandled = true;
    };
  }

  constructor(executor: Executor) {
    if (!isCallable(executor)) throw new TypeError(`Promise resolver ${describe(executor)} is not a function`);
    const { resolve, reject } = this.#resolvingFunctions();
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  static get [Symbol.species](): unknown {
    return this;
  }

  static resolve(value?: unknown): object {
    return resolveWith(this, value);
  }

  static reject(reason?: unknown): object {
    const capability = newCapability(this);
    capability.reject(reason);
    return capability.promise;
  }

  static withResolvers(): Capability {
    const { promise, resolve, reject } = newCapability(this);
    return { promise, resolve, reject };
  }

  static try(callback: (...args: unknown[]) => unknown, ...args: unknown[]): object {
    if (!isObject(this)) throw new TypeError('Promise.try was called on no constructor');
    const { promise, resolve, reject } = newCapability(this);
    try {
      resolve(callback(...args));
    } catch (error) {
      reject(error);
    }
    return promise;
  }

  static all(iterable: Iterable<unknown>): object {
    return all(this, iterable);
  }

  static allSettled(iterable: Iterable<unknown>): object {
    return allSettled(this, iterable);
  }

  static any(iterable: Iterable<unknown>): object {
    return any(this, iterable);
  }

  static race(iterable: Iterable<unknown>): object {
    return race(this, iterable);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise is one
  then(onFulfilled?: unknown, onRejected?: unknown): object {
    if (!isOwnPromise(this)) throw new TypeError('then was called on something that is no promise');
    const capability = newCapability(speciesOf(this, OwnPromise));
    performThen(this, { capability, onFulfilled, onRejected });
    return capability.promise;
  }

  catch(onRejected?: unknown): unknown {
    return invokeThen(this, undefined, onRejected);
  }

  finally(onFinally?: unknown): unknown {
    if (!isObject(this)) throw new TypeError('finally was called on no object');
    const constructor = speciesOf(this, OwnPromise);
    if (!isCallable(onFinally)) return invokeThen(this, onFinally, onFinally);
    return invokeThen(
      this,
      (value: unknown) => invokeThen(resolveWith(constructor, onFinally()), () => value),
      (reason: unknown) =>
        invokeThen(resolveWith(constructor, onFinally()), () => {
          throw reason;
        }),
    );
  }

  /** ECMA-262, CreateResolvingFunctions: of the two, the first call counts. */
  #resolvingFunctions(): Omit<Capability, 'promise'> {
    let isResolved = false;
    const reject = (reason?: unknown): void => {
      if (isResolved) return;
      isResolved = true;
      this.#settle('rejected', reason);
    };
    const resolve = (resolution?: unknown): void => {
      if (isResolved) return;
      isResolved = true;
      this.#resolve(resolution);
    };
    return { resolve, reject };
  }

  #resolve(resolution: unknown): void {
    if (resolution === this) {
      this.#settle('rejected', new TypeError('Chaining cycle detected for promise'));
      return;
    }
    if (!isObject(resolution)) {
      this.#settle('fulfilled', resolution);
      return;
    }
    let then: unknown;
    try {
      then = Reflect.get(resolution, 'then');
    } catch (error) {
      this.#settle('rejected', error);
      return;
    }
    if (!isCallable(then)) {
      this.#settle('fulfilled', resolution);
      return;
    }
    const thenable = then;
    enqueueJob(() => {
      const { resolve, reject } = this.#resolvingFunctions();
      try {
        Reflect.apply(thenable, resolution, [resolve, reject]);
      } catch (error) {
        reject(error);
      }
    });
  }

  #settle(state: Settled, result: unknown): void {
    const reactions = this.#reactions;
    this.#state = state;
    this.#result = result;
    this.#reactions = [];
    if (state === 'rejected' && !this.#isHandled) trackRejection(this, result);
    for (const reaction of reactions) enqueueReaction(reaction, state, result);
  }
}

// As the global's: these are seen by programs that look.
Object.defineProperty(OwnPromise, 'name', { value: 'Promise', configurable: true });
Object.defineProperty(OwnPromise.prototype, Symbol.toStringTag, { value: 'Promise', configurable: true });

/** ECMA-262, NewPromiseReactionJob. */
function enqueueReaction({ capability, onFulfilled, onRejected }: Reaction, state: Settled, result: unknown): void {
  enqueueJob(() => {
    const handler = state === 'fulfilled' ? onFulfilled : onRejected;
    if (!isCallable(handler)) {
      if (state === 'fulfilled') capability?.resolve(result);
      else capability?.reject(result);
      return;
    }
    let outcome: unknown;
    try {
      outcome = handler(result);
    } catch (error) {
      capability?.reject(error);
      return;
    }
    capability?.resolve(outcome);
  });
}

/** ECMA-262, PromiseResolve: a promise of this very class stays itself. */
function resolveWith(constructor: unknown, value: unknown): object {
  if (!isObject(constructor)) throw new TypeError(`${describe(constructor)} is not a constructor of promises`);
  if (isOwnPromise(value) && Reflect.get(value, 'constructor') === constructor) return value;
  const { promise, resolve } = newCapability(constructor);
  resolve(value);
  return promise;
}

/** Hears of a value's or a promise's outcome, without a promise for what the handlers answer. */
export function whenSettled(
  value: unknown,
  onFulfilled: (value: unknown) => void,
  onRejected: (reason: unknown) => void,
): void {
  const promise = resolveWith(OwnPromise, value);
  // resolveWith answers with an instance of the class that it is given.
  performThen(promise as OwnPromise, { capability: undefined, onFulfilled, onRejected });
}
