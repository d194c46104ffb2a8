import type { HealthStatus } from '../component-instance.ts';
import type { TrafficWindow } from './traffic.ts';
import type { GuardFinding, UpdateGuard } from './update-guard.ts';

const DEFAULT_MIN_CALLS = 20;
const DEFAULT_MAX_ERROR_RATE = 0.05;
const DEFAULT_PERCENTILE = 95;

/** What the guard does not allow of the traffic so far; undefined where it is content. */
export function judgeTraffic(guard: UpdateGuard, { old, next }: TrafficWindow): GuardFinding | undefined {
  const { minCalls = DEFAULT_MIN_CALLS, maxErrorRate = DEFAULT_MAX_ERROR_RATE } = guard;
  const { maxErrorRateIncrease: maxIncrease, maxTraps, latency } = guard;
  if (maxTraps !== undefined && next.traps > maxTraps) {
    return { measure: 'traps', found: next.traps, allowed: maxTraps };
  }
  if (next.calls < minCalls) return undefined;
  if (next.errorRate > maxErrorRate) {
    return { measure: 'error-rate', found: next.errorRate, allowed: maxErrorRate };
  }
  const isComparable = old.calls >= minCalls;
  const increase = next.errorRate - old.errorRate;
  if (maxIncrease !== undefined && isComparable && increase > maxIncrease) {
    return { measure: 'error-rate-increase', found: increase, allowed: maxIncrease };
  }
  if (latency === undefined || next.answered < minCalls) return undefined;
  const { percentile = DEFAULT_PERCENTILE, maxMs, maxRatio } = latency;
  const found = next.percentileMs(percentile);
  if (maxMs !== undefined && found > maxMs) return { measure: 'latency', found, allowed: maxMs };
  if (maxRatio === undefined || old.answered < minCalls) return undefined;
  const ratio = found / old.percentileMs(percentile);
  return ratio > maxRatio ? { measure: 'latency-ratio', found: ratio, allowed: maxRatio } : undefined;
}

/** What the guard does not allow of an instance's health. */
export function judgeHealth({ health = 'not-unhealthy' }: UpdateGuard, found: HealthStatus): GuardFinding | undefined {
  const isFine = health === 'ignored' || (health === 'healthy' ? found === 'healthy' : found !== 'unhealthy');
  return isFine ? undefined : { measure: 'health', found, allowed: health === 'healthy' ? 'healthy' : 'not unhealthy' };
}
