import type { Clock } from '../services/host-services.ts';
import type { ActiveCall } from './active-call.ts';
import { deadlineStop } from './deadline-timer.ts';

/** Stops a call at its deadline by the component's clock too, where that one's time passes otherwise than the wall clock's. */
export function stopByClock(call: ActiveCall, clock: Clock | undefined): void {
  clock?.after?.(call.limits.timeoutMs, () => call.stop(deadlineStop(call)), call.signal);
}
