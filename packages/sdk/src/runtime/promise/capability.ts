/** A promise of any class, with the functions that settle it (ECMA-262, "PromiseCapability Records"). */

export type Settle = (value?: unknown) => void;
export type Executor = (resolve: Settle, reject: Settle) => void;
export type PromiseClass = new (executor: Executor) => object;

export interface Capability {
  readonly promise: object;
  readonly resolve: Settle;
  readonly reject: Settle;
}

/** ECMA-262, NewPromiseCapability. `constructor` is whatever the author's `this` or species is. */
export function newCapability(constructor: unknown): Capability {
  if (!isConstructor(constructor)) throw new TypeError(`${describe(constructor)} is not a constructor of promises`);
  let resolve: unknown;
  let reject: unknown;
  const promise = new constructor((resolving: unknown, rejecting: unknown) => {
    if (resolve !== undefined || reject !== undefined) throw new TypeError('The executor was called a second time');
    resolve = resolving;
    reject = rejecting;
  });
  if (!isCallable(resolve) || !isCallable(reject)) {
    throw new TypeError('The executor was not given two functions to settle the promise with');
  }
  return { promise, resolve, reject };
}

/** ECMA-262, SpeciesConstructor. */
export function speciesOf(object: object, fallback: PromiseClass): unknown {
  const constructor: unknown = Reflect.get(object, 'constructor');
  if (constructor === undefined) return fallback;
  if (!isObject(constructor)) throw new TypeError(`The constructor of the promise is ${describe(constructor)}`);
  return Reflect.get(constructor, Symbol.species) ?? fallback;
}

/** Calls the `then` that the value has. */
export function invokeThen(value: unknown, ...handlers: readonly unknown[]): unknown {
  if (value === undefined || value === null) throw new TypeError(`${String(value)} has no then`);
  const then: unknown = Reflect.get(Object(value), 'then', value);
  if (!isCallable(then)) throw new TypeError(`${describe(value)} has no function then`);
  return Reflect.apply(then, value, handlers);
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function isCallable(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

function isConstructor(value: unknown): value is PromiseClass {
  if (!isCallable(value)) return false;
  try {
    // Only a constructor is accepted as the new target; nothing of `value` runs.
    Reflect.construct(Object, [], value);
    return true;
  } catch {
    return false;
  }
}

/** A value in a message. Runs no code of the author's. */
export function describe(value: unknown): string {
  if (isCallable(value)) return 'a function';
  if (isObject(value)) return 'an object';
  return typeof value === 'symbol' ? 'a symbol' : String(value);
}
