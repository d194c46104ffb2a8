/** What a host tells of its instances while they run: one tagged union. */
import type { LimitName } from './limit-watch.ts';

/** What a host tells of its instances. */
export type HostEvent = LimitApproached;

/** An instance has used most of what a limit allows it. What follows may end its call. */
export interface LimitApproached {
  readonly kind: 'limit-approached';
  /** The limit by its name in `Limits`; its unit is that of `used` and `maximum`. */
  readonly limit: LimitName;
  /** What it has used so far. */
  readonly used: number;
  /** What it may use. */
  readonly maximum: number;
  /** `namespace:name@version`, or the name that the component was loaded under. */
  readonly component: string;
  /** Which instance of the host. */
  readonly instance: number;
  /** The operation that was running; `start-up` while the instance was made. */
  readonly operation: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number;
}

/** Receives what a host tells. What it throws, or rejects with, becomes a warning of the process. */
export type HostEventListener = (event: HostEvent) => void | Promise<void>;

/**
 * Hands an event to the embedder's listener. INVARIANT: it never throws. What the listener throws, or the promise that it answers
 * with rejects with, becomes a warning of the process.
 */
export function tellEvent(listener: HostEventListener, event: HostEvent): void {
  try {
    const answer = listener(Object.freeze(event));
    if (answer instanceof Promise) answer.catch(warn);
  } catch (error) {
    warn(error);
  }
}

function warn(error: unknown): void {
  const what = error instanceof Error ? error.message : String(error);
  process.emitWarning(`A listener of host events failed: ${what}`, {
    type: 'AirssysWarning',
    ...(error instanceof Error && error.stack !== undefined && { detail: error.stack }),
  });
}
