import type { Clock } from '../services/host-services.ts';
import { orAborted } from './abandon.ts';
import type { Generation } from './generation.ts';
import { judgeHealth, judgeTraffic } from './judge-traffic.ts';
import type { Router } from './router.ts';
import type { TrafficWindow } from './traffic.ts';
import type { GuardFinding, UpdateGuard } from './update-guard.ts';

export interface WatchedTraffic {
  readonly router: Router;
  readonly next: Generation;
  readonly window: TrafficWindow;
  readonly clock: Clock;
  readonly durationMs: number;
  /** That the new version has to answer from now on. */
  readonly calls: number;
  readonly guard: UpdateGuard | undefined;
}

/** Milliseconds between two questions for the health of the new version. */
const HEALTH_INTERVAL_MS = 1000;

/**
 * Lets the two versions work until the time has passed and the calls are answered. Resolves at once with what the guard does not
 * allow; the traffic is judged after each call of the new version, its health every second and in the end.
 */
export async function watchTraffic(watched: WatchedTraffic, signal: AbortSignal): Promise<GuardFinding | undefined> {
  const { router, next, window, clock, durationMs, calls, guard } = watched;
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const answeredBefore = window.next.answered;
  const { promise: bad, resolve: refuse } = Promise.withResolvers<GuardFinding>();
  const { promise: enough, resolve: haveEnough } = Promise.withResolvers<void>();
  const look = (): void => {
    const finding = guard && judgeTraffic(guard, window);
    if (finding !== undefined) refuse(finding);
    if (window.next.answered - answeredBefore >= calls) haveEnough();
  };
  const unwatch = router.watch((call) => call.generation === next && look());
  look();
  const asking = guard === undefined ? undefined : askHealth(watched, guard, refuse, until);
  const lasting = durationMs > 0 ? clock.sleep(durationMs, until) : Promise.resolve();
  try {
    const over = Promise.all([lasting, enough]).then(() => undefined);
    const finding = await orAborted(Promise.race([bad, over]), signal);
    return finding ?? (await unhealthy(next, guard, until)) ?? (guard && judgeTraffic(guard, window));
  } finally {
    done.abort();
    unwatch();
    await Promise.allSettled([asking, lasting]);
  }
}

async function askHealth(
  { next, clock }: WatchedTraffic,
  guard: UpdateGuard,
  refuse: (finding: GuardFinding) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(HEALTH_INTERVAL_MS, signal);
    const finding = await unhealthy(next, guard, signal);
    if (finding !== undefined) refuse(finding);
  }
}

/** An instance that cannot say how it is, since it is being started again, is not asked: its traps tell. */
async function unhealthy(
  next: Generation,
  guard: UpdateGuard | undefined,
  signal: AbortSignal,
): Promise<GuardFinding | undefined> {
  if (guard === undefined || guard.health === 'ignored') return undefined;
  for (const slot of next.slots.filter(({ isReady }) => isReady)) {
    const health = await slot.health(signal).catch(() => 'unknown' as const);
    const finding = judgeHealth(guard, health);
    if (finding !== undefined) return finding;
  }
  return undefined;
}
