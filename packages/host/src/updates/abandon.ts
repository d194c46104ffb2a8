/**
 * Waits for work that cannot be stopped, but no longer than until the signal aborts. What it makes too late is handed to `late`, so
 * that nothing is left behind.
 */
export function orAbandoned<T>(work: Promise<T>, signal: AbortSignal, late: (made: T) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      reject(signal.reason);
      work.then(late).catch(() => {}); // it is nobody's business any more
    };
    if (signal.aborted) {
      abandon();
      return;
    }
    signal.addEventListener('abort', abandon, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}

/** As {@link orAbandoned}, for work that makes nothing. */
export const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => orAbandoned(work, signal, () => {});
