/** What a fault does to the call that it strikes. */
import { type Clock, GuestFault, type InterceptedCall, type TrapKind, WitError } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import type { FaultTarget } from './fault-target.ts';
import { duplicated, LOSSES } from './message-faults.ts';

export type Fault =
  /** The function fails, and is not called. */
  | { readonly kind: 'fail'; readonly error: unknown }
  | { readonly kind: 'delay'; readonly durationMs: number }
  /** The function never answers. */
  | { readonly kind: 'hang' }
  /** The instance ends, and the function is not called. */
  | { readonly kind: 'trap'; readonly trap: TrapKind }
  /** The function is done, and the instance ends before it hears of it. */
  | { readonly kind: 'kill' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' };

/** What can go wrong between a component and its host. */
export type FaultKind = Fault['kind'];

/** A call that a fault strikes. */
export interface StruckCall {
  readonly target: FaultTarget;
  readonly call: InterceptedCall;
  readonly proceed: () => unknown;
  /** In the component's language. */
  readonly args: readonly unknown[];
  /** By which it is delayed. */
  readonly clock: Clock;
}

/** How the call goes on, with a fault in it. */
export function strike(fault: Fault, struck: StruckCall): unknown {
  return ACTS[fault.kind](fault as never, struck); // the record has an act of this kind of fault
}

type Acts = { readonly [K in FaultKind]: (fault: Extract<Fault, { kind: K }>, struck: StruckCall) => unknown };

const ACTS: Acts = {
  fail: ({ error }, struck) => {
    throw errorOf(error, struck);
  },
  delay: ({ durationMs }, { target, call, proceed, clock }) => {
    demandWaits('delay', target, call.waits);
    return clock.sleep(durationMs, call.host.signal).then(proceed);
  },
  hang: (_fault, { target, call, clock }) => {
    demandWaits('hang', target, call.waits);
    const { signal } = call.host;
    // Asleep for its clock, which then goes on to the call's deadline.
    if (clock.after !== undefined) return clock.sleep(Infinity, signal);
    return new Promise((_resolve, reject) => {
      // The call has ended then, and nobody listens.
      signal.addEventListener('abort', () => reject(new Error(`${target.label} was never answered`)), { once: true });
    });
  },
  trap: ({ trap }, { target }) => {
    throw new GuestFault(trap, `a fault ended the instance in ${target.label}`);
  },
  kill: (_fault, { target, call, proceed }) => {
    const end = (): never => {
      throw new GuestFault('lost', `a fault ended the instance after ${target.label}, before it heard of it`);
    };
    if (!call.waits) {
      proceed();
      return end();
    }
    return Promise.resolve(proceed()).then(end);
  },
  drop: (_fault, { target, call }) => {
    const answer = LOSSES[target.label];
    if (answer === undefined) throw notMessage('drop', target);
    return answer(call);
  },
  duplicate: (_fault, { proceed }) => duplicated(proceed),
};

/**
 * Refuses a fault that the function cannot have.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID`
 */
export function demandPossible({ kind, ...fault }: Fault, target: FaultTarget): void {
  if (kind === 'delay' || kind === 'hang') demandWaits(kind, target, target.waits ?? true);
  if ((kind === 'drop' || kind === 'duplicate') && LOSSES[target.label] === undefined) throw notMessage(kind, target);
  const { client } = target;
  const code = kind === 'fail' && 'error' in fault ? codeOf(fault.error) : undefined;
  if (client === undefined || code === undefined || Object.hasOwn(client.errors, code)) return;
  const codes = Object.keys(client.errors).join(', ');
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${target.label} has no error ${code}`, {
    hint: codes === '' ? 'It cannot fail. Without an error it ends the call.' : `Its errors are ${codes}.`,
  });
}

/** What the function is to throw. */
function errorOf(error: unknown, { target, call, args }: StruckCall): unknown {
  const { client, label } = target;
  if (error === undefined) return new Error(`a fault of ${label}`);
  const code = codeOf(error);
  const said: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
  const message = typeof said === 'string' ? said : 'a fault';
  if (client !== undefined) {
    const payload = code === undefined || !Object.hasOwn(client.errors, code) ? undefined : client.errors[code];
    return code === undefined || payload === undefined ? error : new WitError(code, payload(message, call.args));
  }
  if (error instanceof Error) return error;
  if (call.language !== undefined)
    return call.language.err?.(error) ?? new Error(`${label}(${args.length}) has no errors`);
  // Of the host's own without a client: a case of its variant by its code, or the value as jco spells it.
  return code === undefined ? WitError.withPayload(error) : new WitError(code, said);
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The host answers at once, where the component is not suspended. */
function demandWaits(kind: 'delay' | 'hang', { label }: FaultTarget, waits: boolean): void {
  if (waits) return;
  const done = kind === 'delay' ? 'delayed' : 'hung';
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${label} cannot be ${done}: the host answers it at once`, {
    hint: 'Let it fail or trap, or delay a function for which the component waits.',
    data: { function: label },
  });
}

const notMessage = (kind: 'drop' | 'duplicate', { label }: FaultTarget): AirssysError =>
  new AirssysError('AIRSSYS_CONFIG_INVALID', `${label} cannot be ${kind === 'drop' ? 'dropped' : 'duplicated'}`, {
    hint: `What can is a message: ${Object.keys(LOSSES).join(', ')}.`,
    data: { function: label },
  });
