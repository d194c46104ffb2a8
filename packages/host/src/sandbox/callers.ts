/** Which calls the current asynchronous context comes from: what a host function calls in turn is known to be inside of them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AirssysError } from '@airssys/model';
import type { ActiveCall } from './active-call.ts';
import type { Sandbox } from './sandbox.ts';

interface Caller {
  readonly sandbox: Sandbox;
  readonly call: ActiveCall;
}

const callers = new AsyncLocalStorage<readonly Caller[]>();

/** Runs a host function for a call of the sandbox. */
export function runFor<T>(sandbox: Sandbox, call: ActiveCall, work: () => T): T {
  return callers.run([...(callers.getStore() ?? []), { sandbox, call }], work);
}

/** Whether the context comes from a call of the sandbox that is still running. */
export function isInside(of: Sandbox): boolean {
  // A call that has ended may have left work behind, which does not hold the instance.
  return callers.getStore()?.some(({ sandbox, call }) => sandbox === of && !call.isEnded) ?? false;
}

export function reentrance(operation: string): AirssysError {
  return new AirssysError(
    'AIRSSYS_SANDBOX_REENTRANCE',
    `${operation} was called from inside of a call of the same instance`,
    {
      hint: 'Call another instance, or answer the outer call first.',
    },
  );
}
