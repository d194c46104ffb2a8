/**
 * Who is told when a signal aborts. A signal that outlives many calls has one listener for all of them: to add and to remove one for
 * each costs more than the rest of what a call needs of it.
 */

const shared = new WeakMap<AbortSignal, Set<() => void>>();

/** From now on the calls that are given the signal share a listener, which stays as long as the signal does. */
export function shareAborts(signal: AbortSignal): void {
  const listeners = new Set<() => void>();
  shared.set(signal, listeners);
  const tellAll = (): void => {
    for (const listener of listeners) listener();
  };
  signal.addEventListener('abort', tellAll, { once: true });
}

export function onAbort(signal: AbortSignal, listener: () => void): void {
  const listeners = shared.get(signal);
  if (listeners === undefined) signal.addEventListener('abort', listener, { once: true });
  else listeners.add(listener);
}

export function offAbort(signal: AbortSignal, listener: () => void): void {
  const listeners = shared.get(signal);
  if (listeners === undefined) signal.removeEventListener('abort', listener);
  else listeners.delete(listener);
}
