/**
 * An author's `AsyncIterable` on the caller's side. It has one run, as a generator's: when it ends, or the caller leaves
 * it early, the component's side is disposed.
 */
export function asyncIterable(
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
      // An option of the element, in its tagged form: the element may be an option itself.
      const found = (await next()) as { readonly value: unknown } | undefined;
      return found === undefined ? await finish() : { done: false, value: found.value };
    },
    return: async (value?: unknown) => await finish(value),
    [Symbol.asyncDispose]: async () => {
      await finish();
    },
  };
}
