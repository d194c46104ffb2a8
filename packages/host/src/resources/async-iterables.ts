/**
 * An author's `AsyncIterable` on the caller's side. It has one run, as a generator's: when it ends, or the caller leaves
 * it early, the component's side is disposed. `end` is what `next` answers after the last element.
 */
export function asyncIterable(
  end: null | undefined,
  next: () => Promise<unknown>,
  dispose: () => Promise<void>,
): AsyncIterableIterator<unknown> & AsyncDisposable {
  let isDone = false;
  const finish = async (value?: unknown): Promise<IteratorResult<unknown>> => {
    isDone = true;
    await dispose();
    return { done: true, value };
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isDone) return { done: true, value: undefined };
      const value = await next();
      return value === end ? await finish() : { done: false, value };
    },
    return: async (value?: unknown) => await finish(value),
    [Symbol.asyncDispose]: async () => {
      await finish();
    },
  };
}
