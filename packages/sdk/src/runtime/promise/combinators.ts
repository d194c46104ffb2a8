/** `Promise.all`, `allSettled`, `any` and `race` (ECMA-262, "Properties of the Promise Constructor"). */
import { type Capability, invokeThen, isCallable, newCapability, type Settle } from './capability.ts';

/** What becomes of one element: the handlers for its `then`. */
type Element = (index: number) => readonly [onFulfilled: Settle, onRejected: Settle];

/** The results of the elements, by their places; `finish` is called when all of them are there. */
class Gathering {
  readonly values: unknown[] = [];
  readonly #finish: (values: unknown[]) => void;
  /** One more than are missing until all elements have been met. */
  #missing = 1;

  constructor(finish: (values: unknown[]) => void) {
    this.#finish = finish;
  }

  /** A function that puts what it is given into a place, once. */
  place(index: number): Settle {
    let isFilled = false;
    return (value) => {
      if (isFilled) return;
      isFilled = true;
      this.values[index] = value;
      this.arrived();
    };
  }

  expect(): void {
    this.values.push(undefined);
    this.#missing += 1;
  }

  arrived(): void {
    this.#missing -= 1;
    if (this.#missing === 0) this.#finish(this.values);
  }
}

export function all(constructor: unknown, iterable: Iterable<unknown>): object {
  const capability = newCapability(constructor);
  const gathering = new Gathering(capability.resolve);
  return each(constructor, iterable, capability, gathering, (index) => [gathering.place(index), capability.reject]);
}

export function allSettled(constructor: unknown, iterable: Iterable<unknown>): object {
  const capability = newCapability(constructor);
  const gathering = new Gathering(capability.resolve);
  return each(constructor, iterable, capability, gathering, (index) => {
    const place = gathering.place(index);
    return [(value) => place({ status: 'fulfilled', value }), (reason) => place({ status: 'rejected', reason })];
  });
}

export function any(constructor: unknown, iterable: Iterable<unknown>): object {
  const capability = newCapability(constructor);
  const gathering = new Gathering((errors) =>
    capability.reject(new AggregateError(errors, 'All promises were rejected')),
  );
  return each(constructor, iterable, capability, gathering, (index) => [capability.resolve, gathering.place(index)]);
}

export function race(constructor: unknown, iterable: Iterable<unknown>): object {
  const capability = newCapability(constructor);
  return each(constructor, iterable, capability, undefined, () => [capability.resolve, capability.reject]);
}

/** Asks every element for its outcome. What goes wrong on the way rejects the whole. */
function each(
  constructor: unknown,
  iterable: Iterable<unknown>,
  capability: Capability,
  gathering: Gathering | undefined,
  element: Element,
): object {
  try {
    const resolve: unknown = Reflect.get(Object(constructor), 'resolve', constructor);
    if (!isCallable(resolve)) throw new TypeError('The constructor of promises has no function resolve');
    let index = 0;
    for (const item of iterable) {
      gathering?.expect();
      const promise = Reflect.apply(resolve, constructor, [item]);
      invokeThen(promise, ...element(index));
      index += 1;
    }
    gathering?.arrived();
  } catch (error) {
    capability.reject(error);
  }
  return capability.promise;
}
