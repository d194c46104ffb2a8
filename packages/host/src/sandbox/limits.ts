import { AirssysError } from '@airssys/model';
import type { CallOptions } from './sandbox.ts';

/** What one instance may use. Every limit is on by default. */
export interface Limits {
  /**
   * Bytes of linear memory, all memories of all core modules together, the initial ones included. A growth beyond it is
   * refused (the guest sees `memory.grow` answer −1) and recorded. It does not limit what the host holds for the instance:
   * compiled code, tables, arguments on their way.
   */
  readonly maxMemoryBytes: number;
  /**
   * Elements of all tables together, those of the handles of its own resources among them. A growth beyond it is refused and
   * recorded; a handle beyond it stops the call.
   */
  readonly maxTableElements: number;
  /**
   * Units of fuel per call, and for start-up. About one unit per WebAssembly instruction. A call that uses it up is
   * stopped. Time that a host function takes costs none.
   */
  readonly maxFuel: number;
  /**
   * Milliseconds of wall-clock time per call, from when its turn has come; waiting in host functions included. A call past it is stopped at its next slice of fuel or
   * wait, which comes within a few milliseconds.
   */
  readonly timeoutMs: number;
  /** Host calls per call. The one beyond it stops the call. */
  readonly maxHostCalls: number;
  /** Calls that wait for this instance, which serves one at a time. The one beyond it is refused; the instance goes on. */
  readonly maxQueuedCalls: number;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  maxMemoryBytes: 64 * 1024 * 1024,
  maxTableElements: 100_000,
  maxFuel: 100_000_000_000,
  timeoutMs: 10_000,
  maxHostCalls: 100_000,
  maxQueuedCalls: 1_000,
});

/** The smallest value that makes sense for each limit. */
const SMALLEST: Limits = {
  maxMemoryBytes: 65_536,
  maxTableElements: 1,
  maxFuel: 1,
  timeoutMs: 1,
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
 * The limits of one call: its options where they are smaller than the instance's limits.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a value that is no whole number in range.
 */
export function narrowLimits(
  limits: Limits,
  { timeoutMs, maxFuel }: Pick<CallOptions, 'timeoutMs' | 'maxFuel'>,
): Limits {
  if (timeoutMs === undefined && maxFuel === undefined) return limits;
  return {
    ...limits,
    maxFuel: Math.min(checked('maxFuel', maxFuel ?? limits.maxFuel), limits.maxFuel),
    timeoutMs: Math.min(checked('timeoutMs', timeoutMs ?? limits.timeoutMs), limits.timeoutMs),
  };
}

function checked(name: keyof Limits, value: number): number {
  if (Number.isSafeInteger(value) && value >= SMALLEST[name]) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The limit ${name} cannot be ${value}`, {
    hint: `It is a whole number, at least ${SMALLEST[name]}.`,
  });
}
