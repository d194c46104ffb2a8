import { hostImport } from '../imports.ts';
import { u64Argument } from './arguments.ts';

/** The host's clock (WIT `airssys:core/host-services`). Needs `@requires('clock')`, as `Date` does. */
export const clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number {
    return Number(hostImport('hostServices', 'clock').currentTimeMillis());
  },
  /** The moment as a `Date`. */
  now(): Date {
    return new Date(clock.nowMs());
  },
  /** Waits. Other components run meanwhile; the call's deadline goes on. `durationMs` is in milliseconds. */
  sleep(durationMs: number): void {
    hostImport('hostServices', 'clock').sleepMillis(u64Argument(durationMs, 'clock.sleep(durationMs)'));
  },
} as const;
