/** One run of an author's `AsyncIterable`, as the object behind a handle: `next` for the caller, disposal for its end. */
import type { ResourceDefinition } from '@airssys/model';
import { refuse } from '@airssys/model/codec';
import { settle } from './promise/drive.ts';

/** @throws What {@link refuse} throws where the value is no async iterable. */
export function iteration({ source, methods }: ResourceDefinition, value: unknown): object {
  if (!isAsyncIterable(value)) return refuse('an AsyncIterable', value);
  const iterator = value[Symbol.asyncIterator]();
  const result = methods[0]?.result;
  // The end, as the type of `next` spells it.
  const end = result?.kind === 'option' && result.none === 'null' ? null : undefined;
  let isDone = false;
  return {
    async next(): Promise<unknown> {
      if (isDone) return end;
      const step = await iterator.next();
      if (step.done !== true) return step.value;
      isDone = true;
      return end;
    },
    [Symbol.dispose](): void {
      if (isDone) return;
      isDone = true;
      // Runs what the author's generator has in `finally`.
      if (iterator.return !== undefined) settle(iterator.return(), `${source}[Symbol.dispose]`);
    },
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return typeof Reflect.get(value, Symbol.asyncIterator) === 'function';
}
