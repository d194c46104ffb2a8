import { NetworkFault } from './network-fault.ts';

export interface Bounds {
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** Each ends the wait. */
  readonly signals: readonly AbortSignal[];
  /** What is waited for, as the component knows it. */
  readonly what: string;
}

/**
 * Waits for some work, no longer than its time, and no longer than anybody wants it. The work's own signal is aborted then; no
 * timer and no listener is left, whatever comes of it.
 *
 * @throws NetworkFault `timeout` past its time, `reset` where a signal was aborted; what the work throws.
 */
export async function within<T>(bounds: Bounds, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { timeoutMs, signals, what } = bounds;
  const stop = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const end = (fault: NetworkFault): void => {
    reject(fault);
    stop.abort(fault);
  };
  const cancel = (): void => end(new NetworkFault('reset', `${what}: stopped`));
  const timer = setTimeout(() => end(new NetworkFault('timeout', `${what}: ${timeoutMs} ms`)), timeoutMs);
  for (const signal of signals) signal.addEventListener('abort', cancel);
  try {
    if (signals.some(({ aborted }) => aborted)) cancel();
    return await Promise.race([stopped, work(stop.signal)]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', cancel);
  }
}
