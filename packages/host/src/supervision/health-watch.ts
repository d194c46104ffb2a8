/** Asks a child how it is, over and over, until it has said too often that it is unhealthy. */
import { AirssysError } from '@airssys/model';
import type { HealthStatus } from '../component-instance.ts';
import type { Clock } from '../services/host-services.ts';
import { OVER } from './ends.ts';
import type { HealthCheck, Supervised } from './supervised.ts';

export interface HealthWatch {
  readonly id: string;
  readonly child: Supervised;
  readonly check: HealthCheck;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Told of each answer that counts against it. */
  readonly onUnhealthy: (status: HealthStatus | undefined, count: number) => void;
}

/** Resolves with what is wrong with the child, or undefined when the watch has ended. */
export async function watchHealth(watch: HealthWatch): Promise<AirssysError | undefined> {
  const { id, check, clock, signal } = watch;
  let count = 0;
  for (;;) {
    try {
      await clock.sleep(check.intervalMs, signal);
    } catch {
      return undefined;
    }
    const status = await ask(watch);
    if (signal.aborted) return undefined;
    if (status !== undefined && status !== 'unhealthy') {
      count = 0;
      continue;
    }
    count += 1;
    watch.onUnhealthy(status, count);
    if (count < check.unhealthyAfter) continue;
    const said = status === undefined ? `gave no answer within ${check.timeoutMs} ms` : 'said that it is unhealthy';
    return new AirssysError('AIRSSYS_SUPERVISION_UNHEALTHY', `${id} ${said}, ${count} times in a row`, {
      hint: 'Look at its @onHealth; see that timeoutMs is longer than a question may wait.',
      data: { child: id, count, timeoutMs: check.timeoutMs },
    });
  }
}

/** Undefined where it does not answer in time, or fails to. What has no health to tell of is `unknown`. */
async function ask({ child, check, clock, signal }: HealthWatch): Promise<HealthStatus | undefined> {
  if (child.health === undefined) return 'unknown';
  const timeout = new AbortController();
  const over = new AbortController();
  signal.addEventListener('abort', () => over.abort(OVER), { once: true, signal: over.signal });
  const answer = (async () => await child.health?.(timeout.signal))().catch(() => undefined);
  const late = (async (): Promise<undefined> => {
    try {
      await clock.sleep(check.timeoutMs, over.signal);
    } catch {
      return;
    }
    timeout.abort(new Error(`there was no answer within ${check.timeoutMs} ms`));
    // It may say, now that it is asked no longer, that it was busy.
    await new Promise(setImmediate);
  })();
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort(OVER);
  }
}
