import { AirssysError } from '@airssys/model';
import type { SandboxCallOptions } from './sandbox.ts';

/** What one instance may use. Every limit is on by default. */
export interface Limits {
  /**
   * Bytes of linear memory, all memories of all core modules together, the initial ones included. A growth beyond it is
   * refused (the guest sees `memory.grow` answer −1) and recorded. It does not limit what the host holds for the instance:
   * compiled code, tables, values on their way.
   */
  readonly maxMemoryBytes: number;
  /** Elements of all tables together. A growth beyond it is refused and recorded. */
  readonly maxTableElements: number;
  /**
   * Core modules of one instance, each counted that the component has, linked into one or not; it may hold the same one many
   * times. The one beyond it ends the start.
   */
  readonly maxCoreInstances: number;
  /**
   * Handles that an instance has at once: of resources, its own and others', and of streams, futures and what waits for them.
   * The one beyond it stops the call.
   */
  readonly maxHandles: number;
  /**
   * Units of fuel per call, and for start-up. About one unit per WebAssembly instruction. A call that uses it up is
   * stopped. Time that a host function takes costs none.
   */
  readonly maxFuel: number;
  /**
   * Milliseconds of wall-clock time per call, from when its turn has come; waiting in host functions included. A call past it
   * is stopped at its next slice of fuel or wait, which comes within a few milliseconds.
   */
  readonly timeoutMs: number;
  /**
   * Milliseconds of wall-clock time for start-up: the core modules' instantiation and start functions, and the component's
   * `initialize`, together. Loading the component, and starting the thread or process that it runs in, do not count.
   */
  readonly startupTimeoutMs: number;
  /**
   * Bytes that are put into the component's memory, per call: its arguments, and what host functions answer. The one beyond it
   * stops the call before it is put there. Plain numbers, which need no memory, do not count.
   */
  readonly maxBytesIn: number;
  /**
   * Bytes that are taken out of the component's memory, per call: its result, and the arguments of host calls. They are counted
   * before they become values of the host, which it would hold in its own heap; the one beyond the limit stops the call.
   *
   * Strings and lists of numbers count their bytes. An element of another list counts its size in the component's memory, or
   * what it takes in the host's heap by its type, whichever is more: 8 bytes, 8 for each field, flag and part of a case, 32 for
   * each string or character besides the string's bytes, 256 for each list and handle in it. One of a stream counts 64.
   */
  readonly maxBytesOut: number;
  /**
   * Bytes of what the component logs, per call: message, names and values, as UTF-8. The entry that goes beyond it is dropped,
   * and all that come after it in the call; their bytes are counted. It ends nothing. Reports of errors arrive all the same.
   */
  readonly maxLogBytes: number;
  /** Host calls per call. The one beyond it stops the call. */
  readonly maxHostCalls: number;
  /** Calls that wait for this instance, which serves one at a time. The one beyond it is refused; the instance goes on. */
  readonly maxQueuedCalls: number;
}

/** What an instance may use where nothing else is said. Each is explained in {@link Limits}. */
export const DEFAULT_LIMITS: Limits = Object.freeze({
  maxMemoryBytes: 64 * 1024 * 1024,
  maxTableElements: 100_000,
  maxCoreInstances: 200,
  maxHandles: 100_000,
  maxFuel: 100_000_000_000,
  timeoutMs: 10_000,
  startupTimeoutMs: 10_000,
  maxBytesIn: 64 * 1024 * 1024,
  maxBytesOut: 64 * 1024 * 1024,
  maxLogBytes: 1024 * 1024,
  maxHostCalls: 100_000,
  maxQueuedCalls: 1_000,
});

/** The smallest value that makes sense for each limit. */
const SMALLEST: Limits = {
  maxMemoryBytes: 65_536,
  maxTableElements: 1,
  maxCoreInstances: 1,
  maxHandles: 0,
  maxFuel: 1,
  timeoutMs: 1,
  startupTimeoutMs: 1,
  maxBytesIn: 0,
  maxBytesOut: 0,
  maxLogBytes: 0,
  maxHostCalls: 0,
  maxQueuedCalls: 0,
};

/**
 * The limits of an instance: the operator's where given, else the smaller of what the component asks for and the default.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a value that is no whole number in range.
 */
export function resolveLimits(given: Partial<Limits> = {}, requested: Partial<Limits> = {}): Limits {
  const names = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]; // an object literal of type Limits
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `There is no limit '${name}'`, {
        hint: `Limits: ${names.join(', ')}.`,
      });
    }
  }
  const entries = names.map((name): [string, number] => {
    const value = given[name] ?? Math.min(requested[name] ?? Infinity, DEFAULT_LIMITS[name]);
    return [name, checked(name, value)];
  });
  return Object.freeze(Object.fromEntries(entries)) as unknown as Limits; // one entry per key of Limits
}

/**
 * The limits of one call: its options where they are smaller than the instance's limits. A call that is part of start-up has the time
 * that is left of it instead.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a value that is no whole number in range.
 */
export function narrowLimits(
  limits: Limits,
  { timeoutMs, maxFuel, startupTimeoutMs }: Pick<SandboxCallOptions, 'timeoutMs' | 'maxFuel' | 'startupTimeoutMs'>,
): Limits {
  if (timeoutMs === undefined && maxFuel === undefined && startupTimeoutMs === undefined) return limits;
  const time =
    startupTimeoutMs === undefined
      ? Math.min(checked('timeoutMs', timeoutMs ?? limits.timeoutMs), limits.timeoutMs)
      : Math.min(checked('startupTimeoutMs', startupTimeoutMs), limits.startupTimeoutMs);
  return {
    ...limits,
    maxFuel: Math.min(checked('maxFuel', maxFuel ?? limits.maxFuel), limits.maxFuel),
    timeoutMs: time,
  };
}

function checked(name: keyof Limits, value: number): number {
  if (Number.isSafeInteger(value) && value >= SMALLEST[name]) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The limit ${name} cannot be ${value}`, {
    hint: `It is a whole number, at least ${SMALLEST[name]}.`,
  });
}
