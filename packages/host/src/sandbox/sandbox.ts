import type { ActiveCall } from './active-call.ts';
import type { EndListener } from './end-listeners.ts';
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
  /** The function belongs to a resource of the interface. */
  readonly of?: ResourceMember;
}

export interface ResourceMember {
  /** PascalCase name of the resource. */
  readonly resource: string;
  /**
   * What the function is. A `method` and a `drop` take a {@link HandleToken} as their first argument; a `drop` gives the handle
   * up, which runs the resource's destructor. `constructor` and `drop` need no name.
   */
  readonly kind: 'constructor' | 'method' | 'static' | 'drop';
  /** Called without arguments after a drop, in the same turn: for engines that dispose an object with the next call only. */
  readonly collector?: ExportedFunction | undefined;
}

/** Key of a handle's number in its token. No field of WIT has brackets. */
export const HANDLE_KEY = '[handle]';

/** A handle in the values of calls: it stands for the glue's own object, which never leaves the sandbox. */
export interface HandleToken {
  readonly [HANDLE_KEY]: number;
  /** PascalCase name of the resource. */
  readonly resource: string;
}

/** What holds for one call. */
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
  /** Something of the caller's: host functions find it as `HostCall.context`. The component does not see it. */
  readonly context?: unknown;
}

/** What the host itself can ask for besides. */
export interface SandboxCallOptions extends CallOptions {
  /** The call is part of start-up: milliseconds that are left for it, in the place of `timeoutMs`. */
  readonly startupTimeoutMs?: number | undefined;
  /** Told when the call's turn has come, before anything of it runs: which call it is, as in the audit. It must not throw. */
  readonly onBegin?: ((call: number) => void) | undefined;
}

/**
 * How a call ended that did not end the instance. `error` is the value of a `result`'s `err`. `value` is what it answered,
 * `usage` what the call has used.
 */
export type CallOutcome =
  | { readonly ok: true; readonly value: unknown; readonly usage: Usage }
  | { readonly ok: false; readonly error: unknown; readonly usage: Usage };

/** A sandbox that host functions run for. */
export interface EnterableSandbox extends Sandbox {
  /** The call that is running, if one is. */
  readonly current: ActiveCall | undefined;
  /** Runs a host function that may wait, for the call that is running: what it calls in turn is known to be inside of this instance. */
  enterHost<T>(work: () => T): T;
  /** A host function has answered at once. It was called at `now`, on the scale of `performance.now()`. */
  hostCalled(now: number): void;
  /** A host function that may wait has answered. Resolves when it is the component's turn to hear of it; undefined where that is now. */
  hostAnswered(now: number): Promise<void> | undefined;
}

/** An instance in isolation, whatever isolates it. Values are jco's JavaScript values, and tokens for handles. */
export interface Sandbox extends AsyncDisposable {
  /** Unique within the host. */
  readonly id: number;
  readonly state: SandboxState;
  /** Sum over all calls so far, start-up included. */
  readonly usage: Usage;
  /** Whether handles can be among the values of its calls. */
  readonly hasHandles: boolean;
  has(fn: ExportedFunction): boolean;
  /**
   * Registers who is told, once, that it takes no calls any more: with the error where it has trapped (before the call that
   * trapped rejects), without one where it was disposed. At once where that has been. What it returns unregisters it.
   */
  onEnded(listener: EndListener): () => void;
  /**
   * Calls an exported function. `taken` are handles that it borrows on the wire and takes over: they are dropped when it has
   * answered, in the same turn. What is wrong comes as a rejection, never at once.
   *
   * @throws TrapError where the call ended the instance; AirssysError `AIRSSYS_SANDBOX_STATE` where the instance takes no calls,
   *   `AIRSSYS_SANDBOX_OPERATION_UNKNOWN`, `AIRSSYS_SANDBOX_OVERLOADED`, `AIRSSYS_SANDBOX_REENTRANCE`,
   *   `AIRSSYS_CONFIG_INVALID` for options that are no numbers in range.
   */
  call(
    fn: ExportedFunction,
    operation: string,
    args: readonly unknown[],
    options?: SandboxCallOptions,
    taken?: readonly HandleToken[],
  ): Promise<CallOutcome>;
}
