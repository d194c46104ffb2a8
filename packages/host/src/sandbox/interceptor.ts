/** What stands between the gate's decision and the host function: where calls are made to fail, are recorded, or replayed. */
import type { FunctionLanguage, HostCall } from '../services/host-service.ts';

/** A call of the host that counts, and is granted as far as its arguments alone tell. */
export interface InterceptedCall {
  /** `interface#function`, such as `airssys:core/storage#get`, without a version; the function as JavaScript spells it. */
  readonly name: string;
  /** In jco's JavaScript values. What WIT has as a handle is an object. */
  readonly args: readonly unknown[];
  /** Whether the component is suspended for it, so that a promise is an answer. */
  readonly waits: boolean;
  /** Its values as the component's author has them, where the embedder provides the interface. */
  readonly language?: FunctionLanguage | undefined;
  /** Which instance calls: as in the audit. */
  readonly instance: number;
  /** Which call of an operation it is part of: as in the audit. */
  readonly call: number;
  /** What the function itself knows of the call. */
  readonly host: HostCall;
}

/**
 * Answers a call of the host in the function's place, or lets it `proceed`. It returns what the function returns, and throws what it
 * may throw: `WitError` as the `err` of a `result`, `GuestFault` to end the call by the name of a trap, all else as an error of the
 * host. `proceed` throws if the function asks for what is not granted; that is to be passed on.
 */
export type HostCallInterceptor = (call: InterceptedCall, proceed: () => unknown) => unknown;
