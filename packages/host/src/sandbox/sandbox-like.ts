import type { Sandbox } from './sandbox.ts';

/** A sandbox whose calls go another way. */
export function sandboxLike(inner: Sandbox, call: Sandbox['call']): Sandbox {
  return {
    id: inner.id,
    hasHandles: inner.hasHandles,
    get state() {
      return inner.state;
    },
    get usage() {
      return inner.usage;
    },
    has: (fn) => inner.has(fn),
    onEnded: (listener) => inner.onEnded(listener),
    call,
    [Symbol.asyncDispose]: async () => await inner[Symbol.asyncDispose](),
  };
}
