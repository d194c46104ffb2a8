import type { ActiveCall } from './active-call.ts';
import type { Usage } from './usage.ts';

/**
 * One instance of a component.
 *
 * - `ready`: takes calls, one at a time; further ones wait.
 * - `trapped`: a call ended in a trap or was stopped by a limit. It takes no calls any more.
 * - `disposed`: was given up by its owner.
 */
export type SandboxState = 'ready' | 'trapped' | 'disposed';

/** A function that the component exports. */
export interface ExportedFunction {
  /** Full WIT name of the interface, or undefined for a function of the world itself. */
  readonly interface: string | undefined;
  /** camelCase name. */
  readonly name: string;
}

export interface CallOptions {
  /**
   * Stops the call when it aborts. The instance is lost with it; but a call that has not begun yet is just given up, and
   * rejects with the signal's reason.
   */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, instead of the instance's limit; never more than it. */
  readonly timeoutMs?: number | undefined;
  /** Units of fuel, instead of the instance's limit; never more than it. */
  readonly maxFuel?: number | undefined;
}

/** How a call ended that did not end the instance. `error` is the value of a `result`'s `err`. */
export type CallOutcome =
  | { readonly ok: true; readonly value: unknown; readonly usage: Usage }
  | { readonly ok: false; readonly error: unknown; readonly usage: Usage };

/** A sandbox that host functions run for. */
export interface EnterableSandbox extends Sandbox {
  /** The call that is running, if one is. */
  readonly current: ActiveCall | undefined;
  /** Runs a host function for the call that is running: what it calls in turn is known to be inside of this instance. */
  enterHost<T>(work: () => T): T;
}

/** An instance in isolation, whatever isolates it. Values are jco's JavaScript values. */
export interface Sandbox extends AsyncDisposable {
  /** Unique within the host. */
  readonly id: number;
  readonly state: SandboxState;
  /** Sum over all calls so far, start-up included. */
  readonly usage: Usage;
  has(fn: ExportedFunction): boolean;
  /**
   * Calls an exported function.
   *
   * @throws TrapError where the call ended the instance; AirssysError `AIRSSYS_SANDBOX_STATE` where the instance takes no calls,
   *   `AIRSSYS_SANDBOX_OPERATION_UNKNOWN`, `AIRSSYS_SANDBOX_OVERLOADED`, `AIRSSYS_SANDBOX_REENTRANCE`,
   *   `AIRSSYS_CONFIG_INVALID` for options that are no numbers in range.
   */
  call(fn: ExportedFunction, operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallOutcome>;
}
