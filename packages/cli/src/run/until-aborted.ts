import { AirssysError, isAirssysError } from '@airssys/model';

/** Time for the work to end by itself with the better error: a call says what it had used. */
const GRACE_MS = 100;

/** The work's outcome; or `AIRSSYS_TRAP_CANCELLED` when the signal aborts and the work goes on regardless. */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => reject(interrupted()), GRACE_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } catch (error) {
    // What was given the signal before it began throws the signal's reason.
    throw signal.aborted && !isAirssysError(error) ? interrupted(error) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

const interrupted = (cause?: unknown): AirssysError =>
  new AirssysError('AIRSSYS_TRAP_CANCELLED', 'Interrupted', { cause });
