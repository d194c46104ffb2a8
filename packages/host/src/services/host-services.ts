/** WIT `airssys:core/host-services@1.0.0`: log, clock, and what a component may know of others. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessRequest } from '../capabilities/capability-set.ts';
import type { GuestError } from '../sandbox/guest-error.ts';
import { type HostCall, type HostService, WitError } from './host-service.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  /** Named values beside the message. */
  readonly context: readonly (readonly [name: string, value: string])[];
  /** Who wrote it: `namespace:name`. */
  readonly component: string;
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
   * back either.
   */
  monotonicNs?(): bigint;
  /** Resolves after the duration, or rejects when the signal aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  monotonicNs: () => process.hrtime.bigint(),
  sleep: (durationMs, signal) => sleep(durationMs, undefined, { signal }),
};

/** WIT's `component-id`. */
interface ComponentId {
  readonly namespace: string;
  readonly name: string;
  readonly instance: string;
}

function selfId({ componentId }: HostCall): ComponentId {
  const colon = componentId.indexOf(':');
  return { namespace: componentId.slice(0, Math.max(colon, 0)), name: componentId.slice(colon + 1), instance: '' };
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

export function hostServices(options: { readonly clock: Clock; readonly log: LogSink }): HostService {
  const { clock, log } = options;
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
      // A component knows of itself. Of others it learns with messaging, by grants.
      listComponents: { call: (call: HostCall) => [selfId(call)] },
      getComponentMetadata: {
        fallible: true,
        call: (call: HostCall, { namespace, name }: ComponentId) => {
          if (`${namespace}:${name}` !== call.componentId)
            throw new WitError('invalid-state', `${namespace}:${name} is not known`);
          return { id: selfId(call), name, version: call.version, health: 'unknown' };
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
