/** Waiting that ends with its signal, and leaves nothing behind. */

/** Something that becomes ready. */
export interface Waitable {
  isReady(): boolean;
  /** Resolves when it may be ready. Ends at once, with whatever, when the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
}

/** The promise's end, or the signal's reason as a rejection, whichever is first. */
export async function until<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

/** The places of those that are ready, when at least one is. */
export async function untilOneIsReady(waitables: readonly Waitable[], signal: AbortSignal): Promise<readonly number[]> {
  for (;;) {
    const ready = [...waitables.keys()].filter((at) => waitables[at]?.isReady() === true);
    if (ready.length > 0) return ready;
    // Those that have not been the first stop waiting with it.
    const others = new AbortController();
    try {
      await until(Promise.race(waitables.map(async (one) => await one.wait(others.signal))), signal);
    } finally {
      others.abort();
    }
  }
}

/** Tells those who wait that something has changed. */
export class Change {
  #waiting: Promise<void> | undefined;
  #tell: (() => void) | undefined;

  /** Resolves with the next change. */
  next(): Promise<void> {
    this.#waiting ??= new Promise((resolve) => {
      this.#tell = resolve;
    });
    return this.#waiting;
  }

  tell(): void {
    this.#tell?.();
    this.#tell = undefined;
    this.#waiting = undefined;
  }
}
