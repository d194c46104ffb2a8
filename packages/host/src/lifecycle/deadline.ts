/** Work that is to end by itself, and the time that it has for it. */
import { AirssysError } from '@airssys/model';
import type { TransitionalState } from './lifecycle-state.ts';

export interface DeadlineOptions {
  readonly component: string;
  readonly state: TransitionalState;
  readonly timeoutMs: number;
  /** Gives the work up before its time. */
  readonly signal: AbortSignal;
}

/**
 * Does work, with a signal that aborts at the deadline or with the one that is given; its reason says which. The work is not waited
 * for any longer then: what it makes after that it has to dispose itself.
 *
 * @throws AirssysError `AIRSSYS_LIFECYCLE_TIMEOUT`; the reason of the signal; what the work throws.
 */
export async function withDeadline<T>(
  { component, state, timeoutMs, signal: outer }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const abort = new AbortController();
  const onAbort = (): void => abort.abort(outer.reason);
  outer.addEventListener('abort', onAbort);
  const timer = setTimeout(() => {
    abort.abort(
      new AirssysError('AIRSSYS_LIFECYCLE_TIMEOUT', `${component} was ${state} for ${timeoutMs} ms`, {
        hint: `Raise timeouts.${state} of the host, or look at what the component does then.`,
        data: { component, state, timeoutMs },
      }),
    );
  }, timeoutMs);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  abort.signal.addEventListener('abort', () => reject(abort.signal.reason));
  try {
    return await Promise.race([work(abort.signal), aborted]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', onAbort);
  }
}
