/** What ends of supervised things have in common. */
import { AirssysError } from '@airssys/model';

export function killedBy(name: string): AirssysError {
  return new AirssysError('AIRSSYS_SUPERVISION_KILLED', `${name} was killed`, {
    hint: 'Raise its shutdown time, where it was stopped and was not done in time.',
    data: { name },
  });
}

/** The promise's value, or a rejection with the signal's reason, whichever comes first. Nothing is left registered at the signal. */
export async function aborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  promise.catch(() => {}); // who has gone on is not told any more
  signal.throwIfAborted();
  const { promise: abort, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, abort]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Why a wait is given up that nobody needs any more. One for all: making an error, which has a stack, takes longer than the rest. */
export const OVER: Error = Object.freeze(new Error('it is not waited for any more'));
