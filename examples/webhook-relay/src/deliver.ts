/** One delivery, tried again where that may help. */
import { clock, HostError, http, log } from '@airssys/sdk';

/** Waits between attempts: there is one more attempt than waits. */
const WAITS_MS = [200, 1_000, 5_000];
const TIMEOUT_MS = 3_000;

export interface Delivery {
  readonly url: string;
  /** The sender's name for what has happened: receivers can tell by it what they have seen already. */
  readonly id: string;
  readonly body: string;
}

/** Undefined where it was delivered, else why it was not. */
export function deliver(delivery: Delivery): string | undefined {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = attemptOf(delivery);
    const waitMs = WAITS_MS[attempt];
    if (outcome === undefined) return undefined;
    if (!outcome.mayPass || waitMs === undefined) return outcome.reason;
    log.warn('not delivered, trying again', { id: delivery.id, reason: outcome.reason, waitMs: String(waitMs) });
    clock.sleep(waitMs);
  }
}

interface Failure {
  readonly reason: string;
  /** Whether another attempt could go better. */
  readonly mayPass: boolean;
}

function attemptOf({ url, id, body }: Delivery): Failure | undefined {
  try {
    const headers = { 'Content-Type': 'application/json', 'X-Event-Id': id };
    using response = http.post(url, body, { headers, timeoutMs: TIMEOUT_MS });
    const { status } = response;
    if (status < 300) return undefined;
    return { reason: `status ${status}`, mayPass: status >= 500 || status === 408 || status === 429 };
  } catch (error) {
    // What was denied stays denied; a connection may be there the next time.
    if (!(error instanceof HostError)) throw error;
    return { reason: error.code, mayPass: error.code !== 'denied' };
  }
}
