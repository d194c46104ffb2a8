/** `Promise` and what goes by it: the runtime's own, since a call has to see them through to the end (see promise/). */
import { enqueueJob } from '../promise/jobs.ts';
import { OwnPromise } from '../promise/promise.ts';
import { demandFunction } from './demand.ts';

function installPromise(): void {
  const queueMicrotask = (callback: unknown): void => {
    demandFunction('queueMicrotask', callback);
    enqueueJob(() => void callback());
  };
  Reflect.set(globalThis, 'Promise', OwnPromise);
  Reflect.set(globalThis, 'queueMicrotask', queueMicrotask);
}

/**
 * What the engines have besides and that goes by their own promises, which never settle here. `Array.fromAsync` is made anew;
 * `AsyncDisposableStack` is taken away, so that programs that look for it find that it is not there (`await using` is lowered).
 */
function replaceNativeWaiting(): void {
  const fromAsync = async (
    items: AsyncIterable<unknown> | Iterable<unknown> | ArrayLike<unknown>,
    change: (item: unknown, index: number) => unknown = (item) => item,
  ): Promise<unknown[]> => {
    const isIterable = Symbol.asyncIterator in Object(items) || Symbol.iterator in Object(items);
    const found: unknown[] = [];
    // `for await` takes what is iterable in either way; the rest is array-like.
    for await (const item of (isIterable ? items : Array.from(items as ArrayLike<unknown>)) as AsyncIterable<unknown>) {
      found.push(await change(item, found.length));
    }
    return found;
  };
  Object.defineProperty(Array, 'fromAsync', { value: fromAsync, writable: true, configurable: true });
  Reflect.deleteProperty(globalThis, 'AsyncDisposableStack');
}

installPromise();
replaceNativeWaiting();
