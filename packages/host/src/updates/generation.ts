/** All instances of one version, as a router sees them. */
import type { HealthStatus } from '../component-instance.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions } from '../sandbox/sandbox.ts';

/** Which binary a generation runs. */
export interface VersionId {
  /** Semantic version, as the component's manifest has it; empty where there is none. */
  readonly version: string;
  /** SHA-256 of the component, in hex. */
  readonly hash: string;
}

/** One place in a generation: an instance, or what keeps one running. */
export interface Slot {
  /** Calls an operation, as `ComponentInstance.invoke`. The arguments are of the author's types. */
  invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult>;
  /** How its component says that it is; rejects when the `signal` aborts. */
  health(signal: AbortSignal): Promise<HealthStatus>;
  /** Calls under way and waiting in it. */
  readonly load: number;
  /** Whether it would take a call now. One that is being started again would not. */
  readonly isReady: boolean;
  /** Absent where its component hands no state over. */
  readonly migration?: SlotMigration | undefined;
  /** Resolves when the slot is ready again; rejects when it will not be any more, or the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** Lets the component shut down, and gives it up. Idempotent. */
  dispose(): Promise<void>;
}

/** The state of one slot, as WIT `airssys:ext-lifecycle/migration` hands it over. */
export interface SlotMigration {
  /** Whether the component can give its state. */
  readonly canExport: boolean;
  /** Whether it can take a state over. */
  readonly canImport: boolean;
  /**
   * The state of the component's instance, as its own bytes.
   *
   * @throws AirssysError `AIRSSYS_UPDATE_MIGRATE` where the component refuses; TrapError.
   */
  exportState(options?: CallOptions): Promise<Uint8Array>;
  /**
   * Gives the instance a `state`, which is of the version `fromVersion`.
   *
   * @throws As {@link exportState}.
   */
  importState(fromVersion: string, state: Uint8Array, options?: CallOptions): Promise<void>;
}

/** Makes one slot of a generation; when the signal aborts nobody waits for it any more, and it is disposed. */
export type MakeSlot = (signal: AbortSignal) => Promise<Slot>;

/** The slots of one version. A slot gets one call at a time; further ones wait, in order, for whichever is free first. */
export interface Generation {
  /** Which version its slots have. */
  readonly version: VersionId;
  /** Those that get calls. */
  readonly slots: readonly Slot[];
  /** Calls that it has begun and not ended. */
  readonly inFlight: number;
  /**
   * Calls an operation in a slot that is ready and has nothing to do; where there is none, the call waits. The arguments are of
   * the author's types.
   *
   * @throws As `ComponentInstance.invoke`; AirssysError `AIRSSYS_UPDATE_UNAVAILABLE` where no slot is free in time,
   *   `AIRSSYS_SANDBOX_OVERLOADED` where too many calls wait.
   */
  invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult>;
  /** Gives the calls that wait, and have not begun, back to whoever routed them. */
  recall(): void;
  /** Resolves when none of its calls is under way, or none in the given slots; rejects when the signal aborts. */
  drained(signal: AbortSignal, slots?: readonly Slot[]): Promise<void>;
  /**
   * Makes slots that get no calls before they are {@link add}ed. All or none. `count` says how many; when the `signal` aborts,
   * this rejects.
   */
  prepare(count: number, signal: AbortSignal): Promise<readonly Slot[]>;
  /**
   * Makes slots in advance, which the next {@link prepare} hands out as far as they are still ready. `count` says how many; when the
   * `signal` aborts, this rejects.
   */
  keepReady(count: number, signal: AbortSignal): Promise<void>;
  /** Those that were made in advance and not handed out. */
  readonly readyCount: number;
  /** Gives them up. */
  dropReady(): Promise<void>;
  /** Lets slots take part. */
  add(slots: readonly Slot[]): void;
  /** Takes slots out, which get no further calls; what they have begun goes on. `count` says how many. */
  take(count: number): readonly Slot[];
  /** Gives up slots that were taken out, or never added. */
  discard(slots: readonly Slot[]): Promise<void>;
  /** Disposes all slots, those that were never added too. Idempotent. */
  dispose(): Promise<void>;
}
