/** Promises that were rejected and that nobody has asked yet (ECMA-262, HostPromiseRejectionTracker). */

const unhandled = new Map<object, unknown>();

/** Called when a promise is rejected that has no handler. */
export function trackRejection(promise: object, reason: unknown): void {
  unhandled.set(promise, reason);
}

/** Called when such a promise gets its first handler. */
export function forgetRejection(promise: object): void {
  unhandled.delete(promise);
}

export function hasRejections(): boolean {
  return unhandled.size > 0;
}

/** The reasons that nobody has handled, oldest first; afterwards they count as told. */
export function takeRejections(): readonly unknown[] {
  const reasons = [...unhandled.values()];
  unhandled.clear();
  return reasons;
}
