/** WIT `airssys:core/host-services@1.0.0`: log, clock, and what a component may know of others. */
import type { AccessRequest } from '../capabilities/capability-set.ts';
import type { GuestError } from '../sandbox/guest-error.ts';
import { type HostCall, type HostService, WitError } from './host-service.ts';

/** How much a line of a log matters, from least to most. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** A line of a component's log. */
export interface LogEntry {
  /** How much it matters. */
  readonly level: LogLevel;
  /** What the component says. */
  readonly message: string;
  /** Named values beside the message. */
  readonly context: readonly (readonly [name: string, value: string])[];
  /** Who wrote it: `namespace:name`. */
  readonly component: string;
  /** The operation or hook that was running. */
  readonly operation: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number;
  /** The error that this entry tells of, where one has left an operation: the call's TrapError carries the same. */
  readonly guestError?: GuestError | undefined;
}

/** Receives what components log, at once. */
export type LogSink = (entry: LogEntry) => void;

/** Time as a component sees it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
  /**
   * Nanoseconds since a moment of the clock's own choice, never going back. Default: by {@link nowMs}, which then must not go
   * back either. Answers that number.
   */
  monotonicNs?(): bigint;
  /** Resolves after the duration, or rejects when the signal aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /**
   * Calls `elapsed` once the duration has passed, unless the signal aborts first. For clocks whose time passes otherwise than the
   * wall clock's: a call's time (`timeoutMs`, `startupTimeoutMs`) is then over as soon as it is by one of the two.
   */
  after?(durationMs: number, elapsed: () => void, signal: AbortSignal): void;
}

/** The time of this machine. Its `nowMs`, `monotonicNs` and `sleep` are as {@link Clock} says. */
export const SYSTEM_CLOCK: Clock = {
  /** As {@link Clock} says. */
  nowMs: () => Date.now(),
  monotonicNs: () => process.hrtime.bigint(),
  // Most sleeps are ended by their signal. `node:timers/promises` makes an error with a stack each time.
  sleep: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      const wake = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', wake);
        resolve();
      }, durationMs);
      if (signal.aborted) wake();
      else signal.addEventListener('abort', wake, { once: true });
    }),
};

/** WIT's `component-id`. */
export interface ComponentId {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
}

/** WIT's `component-info`. */
export interface ComponentInfo {
  readonly id: ComponentId;
  readonly name: string;
  readonly version: string;
  readonly health: string;
}

/** What a component may know of others. */
export interface KnownComponents {
  /** Which components the caller may send messages to, and itself. */
  list(call: HostCall): readonly ComponentId[];
  /** Undefined for what {@link list} does not have. */
  describe(call: HostCall, id: ComponentId): ComponentInfo | undefined;
}

export const CLOCK_ACCESS: AccessRequest = Object.freeze({ area: 'clock', action: 'read', resource: '*' });
const clockAccess = (): AccessRequest => CLOCK_ACCESS;

/** Longest wait of a timer in Node: 2³¹ − 1 ms. */
export const MAX_SLEEP_MS = 2_147_483_647;

/** Characters of a log message, and of each name and value beside it; and how many of those there are. */
const MAX_LOG_TEXT = 65_536;
const MAX_LOG_VALUES = 64;

const cut = (text: string): string =>
  text.length <= MAX_LOG_TEXT ? text : `${text.slice(0, MAX_LOG_TEXT)}… (${text.length} characters)`;

export function hostServices(options: {
  readonly clock: Clock;
  readonly log: LogSink;
  readonly components: KnownComponents;
}): HostService {
  const { clock, log, components } = options;
  return {
    interface: 'airssys:core/host-services@1.0.0',
    immediate: {
      log: {
        call: (
          call: HostCall,
          level: LogLevel,
          message: string,
          context: readonly (readonly [string, string])[] | undefined,
        ) => {
          const { componentId: component, operation } = call;
          const values = (context ?? [])
            .slice(0, MAX_LOG_VALUES)
            .map(([name, value]) => [cut(name), cut(value)] as const);
          log({ level, message: cut(message), context: values, component, operation, timeMs: Date.now() });
        },
      },
      currentTime: {
        access: clockAccess,
        call: () => {
          const nowMs = clock.nowMs();
          const seconds = Math.floor(nowMs / 1000);
          return { seconds: BigInt(seconds), nanoseconds: Math.floor((nowMs - seconds * 1000) * 1e6) };
        },
      },
      listComponents: { call: (call: HostCall) => components.list(call) },
      getComponentMetadata: {
        fallible: true,
        call: (call: HostCall, id: ComponentId) => {
          const info = components.describe(call, id);
          if (info === undefined) throw new WitError('invalid-state', `${id.namespace}:${id.name} is not known`);
          return info;
        },
      },
      currentTimeMillis: { access: clockAccess, call: () => BigInt(Math.floor(clock.nowMs())) },
    },
    waiting: {
      sleepMillis: {
        access: clockAccess,
        call: ({ signal }: HostCall, durationMs: bigint) =>
          clock.sleep(Number(durationMs > MAX_SLEEP_MS ? MAX_SLEEP_MS : durationMs), signal),
      },
    },
  };
}
