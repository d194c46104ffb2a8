/** What a hostile component is in the corpus: its bytes, how it is driven, and how that must end. */
import type { ErrorCode } from '@airssys/model';
import type { ComponentInstance, InstanceOptions, Limits, TrapError } from '../../src/index.ts';

/** What was being done when a case ended: loading, instantiating, or the calls into the instance. */
export type Stage = 'load' | 'start' | 'call';
/** The kind of a trap, else an error's code; or `answers`, where every call ended well. */
export type Ending = TrapError['kind'] | ErrorCode | 'answers';
export type Outcome = `${Stage}: ${Ending}`;

export interface HostileCase {
  /** Unique in the corpus. */
  readonly name: string;
  /** The component. The same bytes every time. */
  readonly bytes: () => Uint8Array | Promise<Uint8Array>;
  /** How it ends. More than one only where V8 decides which comes first. */
  readonly expected: readonly Outcome[];
  /** Instead of {@link CASE_LIMITS}. */
  readonly limits?: Partial<Limits>;
  /** Besides the limits. `self` is the instance, once there is one. */
  readonly options?: (self: () => ComponentInstance | undefined) => InstanceOptions;
  /** Drives the instance; the first error ends it. Default: calls `run` of {@link OPS} without arguments. */
  readonly drive?: (instance: ComponentInstance) => Promise<unknown>;
  /** It takes seconds: the campaign runs it seldom. */
  readonly isSlow?: boolean;
  /** Why it cannot be run elsewhere than on the host's thread, where it cannot. */
  readonly inlineOnly?: string;
}

/** Small, so that ten thousand cases take minutes; the time is long enough for fuel to come first wherever fuel is used. */
export const CASE_LIMITS: Partial<Limits> = {
  maxMemoryBytes: 8 << 20,
  maxTableElements: 1_000,
  maxFuel: 3_000_000,
  timeoutMs: 5_000,
  startupTimeoutMs: 5_000,
  maxHostCalls: 500,
};

/** For cases that the deadline ends: fuel without end, and little time. */
export const BY_DEADLINE: Partial<Limits> = { maxFuel: 1e15, timeoutMs: 25 };

/** For the host of the corpus: what small binaries can keep the transpiler busy for. */
export const PREPARE_TIMEOUT_MS = 10_000;
