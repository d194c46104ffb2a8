import { AirssysError } from '@airssys/model';
import type { Clock } from '../services/host-services.ts';
import { orAborted } from './abandon.ts';

export interface Deadline {
  readonly what: string;
  readonly ms: number;
  readonly clock: Clock;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

/** Work that has its time: its signal aborts at the deadline, at which this rejects, whatever the work does. */
export async function within<T>(
  { what, ms, clock, signal }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const timer = clock.sleep(ms, done.signal).then(
    () => late.abort(timedOut(what, ms)),
    () => {},
  );
  try {
    either.throwIfAborted();
    return await orAborted(work(either), either);
  } finally {
    done.abort(OVER);
    await timer;
  }
}

/** Nobody looks at it. Without a reason an exception would be made, with the stack that it has. */
const OVER = 'over';

function timedOut(what: string, ms: number): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_TIMEOUT', `${what} took longer than ${ms} ms`, {
    hint: 'See what the component does there, or allow it more time in deadlines.',
    data: { what, ms },
  });
}
