/** What has a limit reached earlier than it would be: where calls are made to run out of fuel, and growth is made to fail. */

/** Which call of which instance it is about. */
export interface LimitedCall {
  /** `namespace:name`. */
  readonly component: string;
  /** As in the audit. */
  readonly instance: number;
  /** `start-up` while the instance is made. */
  readonly operation: string;
  /** Whether the call is part of the instance's start. */
  readonly isStartUp: boolean;
  /** Units of fuel that the call has used: so far, and once it has ended all of them. 0 before it begins. */
  fuelUsed(): number;
}

/**
 * Is asked where a limit is about to be applied. What follows is what the limit itself leads to: the same trap, the same words, the same
 * usage.
 *
 * INVARIANT: it can make a limit tighter, and never wider.
 */
export interface LimitInterceptor {
  /** A call begins. Units of fuel that it may use at most, from 1; undefined leaves its limit as it is. */
  readonly maxFuel?: ((call: LimitedCall) => number | undefined) | undefined;
  /** A memory is to grow by so many bytes, and may. False refuses it. */
  readonly allowsMemory?: ((call: LimitedCall, bytes: number) => boolean) | undefined;
}

/** A call of an instance that knows itself. */
type OwnCall = Pick<LimitedCall, 'operation' | 'isStartUp' | 'fuelUsed'>;

/** The same for one instance, as its sandbox asks. */
export interface InstanceLimits {
  maxFuel(call: OwnCall): number | undefined;
  allowsMemory(call: OwnCall, bytes: number): boolean;
}

export function limitsOf(
  { maxFuel, allowsMemory }: LimitInterceptor,
  { component, instance }: Pick<LimitedCall, 'component' | 'instance'>,
): InstanceLimits {
  return {
    maxFuel: (call) => maxFuel?.({ component, instance, ...call }),
    allowsMemory: (call, bytes) => allowsMemory?.({ component, instance, ...call }, bytes) ?? true,
  };
}
