/** Which calls the current asynchronous context comes from: what a host function calls in turn is known to be inside of them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AirssysError } from '@airssys/model';
import type { ActiveCall } from './active-call.ts';
import type { Sandbox } from './sandbox.ts';

/** A call that a host function runs for, and the one around it. */
export interface Caller {
  readonly sandbox: Sandbox;
  readonly call: ActiveCall;
  readonly outer: Caller | undefined;
}

/** Of functions that wait: it is theirs also after they have waited. */
const callers = new AsyncLocalStorage<Caller>();

/** Of the function that answers at once and is running. What it leaves for later is no part of the call any more. */
let current: Caller | undefined;

/** Runs a host function that may wait, for a call of the sandbox. */
export function runFor<T>(sandbox: Sandbox, call: ActiveCall, work: () => T): T {
  return callers.run({ sandbox, call, outer: callers.getStore() }, work);
}

/** Begins a host function that answers at once, which costs far less. What this answers goes to {@link leaveNow}. */
export function enterNow(sandbox: Sandbox, call: ActiveCall): Caller | undefined {
  const outer = current;
  current = { sandbox, call, outer };
  return outer;
}

export function leaveNow(outer: Caller | undefined): void {
  current = outer;
}

/** Whether the context comes from a call of the sandbox that is still running. */
export function isInside(of: Sandbox): boolean {
  return isAmong(current, of) || isAmong(callers.getStore(), of);
}

function isAmong(caller: Caller | undefined, of: Sandbox): boolean {
  // A call that has ended may have left work behind, which does not hold the instance.
  for (let one = caller; one !== undefined; one = one.outer) {
    if (one.sandbox === of && !one.call.isEnded) return true;
  }
  return false;
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
