import type { HostCallInterceptor, InstanceSurroundings, TrapKind } from '@airssys/host';
import type { Duration } from '../time/duration.ts';
import type { FaultKind } from './fault.ts';
import type { FaultSelection } from './selection.ts';

/** A fault that has struck. It says in which `instance` of the component, and in which `operation`. */
export interface InjectedFault {
  /** What went wrong. */
  readonly kind: FaultKind | 'out-of-fuel' | 'refuse-memory';
  /** `storage.set`, or `acme:rates/exchange#convert` where no client of the SDK has it. Absent where a limit was the fault. */
  readonly function?: string;
  /** Which instance of which component, in which operation. */
  readonly component: string;
  readonly instance: number;
  readonly operation: string;
  /** The how-many-th of the calls, or of the growths, that the fault counts. */
  readonly nth: number;
  /** In the component's language. Empty where a limit was the fault. */
  readonly args: readonly unknown[];
}

/** Which calls of operations run out of fuel. Calls that start an instance do not count. */
export type FuelSelection = Pick<FaultSelection, 'nth' | 'every' | 'component' | 'operation'>;

/** Which growth of memory is counted and refused. */
export type MemorySelection = Pick<FaultSelection, 'component' | 'operation'>;

/**
 * What goes wrong between a component and its host. Each method tells one fault, which holds until `clear()`; it answers the faults, so
 * that the next can be told. Functions are named as the SDK's clients and mocks name them (`storage.set`), or in WIT's names
 * (`acme:rates/exchange#convert`).
 *
 * A call that is denied meets no fault. Of several faults that would strike one call, the one that was told first does.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a function that does not exist, and for a fault that it cannot have.
 */
export interface Faults {
  /**
   * The function fails, and is not done. `error` is what the component catches: `{ code: 'quota-exceeded' }`, one of the
   * client's codes; of an imported interface the error of the function's result. Without one the host itself fails, which ends
   * the call as `host-error`. The options say which calls fail, and how.
   */
  fail(name: string, options?: FaultSelection & { readonly error?: unknown }): Faults;
  /** The function takes so much longer: on the virtual clock of the mount, if it has one. */
  delay(name: string, duration: Duration, options?: FaultSelection): Faults;
  /** The function never answers: the call ends by its deadline: by the virtual clock of the mount, if it has one, or by the wall clock. */
  hang(name: string, options?: FaultSelection): Faults;
  /** The instance ends in the function, which is not done. Default `unreachable`. */
  trap(name: string, kind?: TrapKind, options?: FaultSelection): Faults;
  /** The function is done, and the instance ends before the component hears of it. The call ends as `lost`. */
  kill(name: string, options?: FaultSelection): Faults;
  /** A message is lost: its sender is answered as if it had been taken. */
  drop(name: string, options?: FaultSelection): Faults;
  /** A message arrives twice. Its sender hears of the first. */
  duplicate(name: string, options?: FaultSelection): Faults;
  /** A call runs out of fuel when it has used so many units: 1 or more. Default: the next one. */
  outOfFuelAt(units: number, options?: FuelSelection): Faults;
  /**
   * The nth growth of memory from now on is refused, as the limit would, and so are those after it: 1 or more. Where the component cannot
   * do without, its call ends as `memory-limit`.
   */
  refuseMemoryAt(nth: number, options?: MemorySelection): Faults;
  /** Forgets what was told. What has struck stays in `injected`. */
  clear(): Faults;
  /** What has struck so far, in its order. */
  readonly injected: readonly InjectedFault[];
  /** What was told and has not struck, in words: a test can say that there is none. */
  readonly pending: readonly string[];
  /** For a host: `Host.open({ dataDir, surroundings: () => faults.surroundings })`. Limits are those of instances on the host's thread. */
  readonly surroundings: InstanceSurroundings;
  /** Only what is between a component and the host's functions: for an instance with `isolation` as well. */
  readonly intercept: HostCallInterceptor;
}
