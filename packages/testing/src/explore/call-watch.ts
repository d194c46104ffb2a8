/** Sees the calls of the host in one run of a scenario, and lets one of them go wrong. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type HostCallInterceptor, type InterceptedCall, SYSTEM_CLOCK } from '@airssys/host';
import { clientFunctionOf } from '../faults/client-functions.ts';
import { type Fault, strike } from '../faults/fault.ts';
import { argsOf, labelOf, targetOf } from '../faults/fault-target.ts';
import { type CallKind, type CallPoint, type ExploredCall, isAt, keyOf } from './fault-point.ts';

/** A call with what can go wrong in it. */
export interface SeenCall extends ExploredCall {
  readonly kinds: readonly CallKind[];
}

/** A component logs whatever happens, and the SDK tells of errors by the same way. */
const LOG = 'airssys:core/host-services#log';

export class CallWatch {
  /** In their order. */
  readonly seen: SeenCall[] = [];
  /** The arguments of the call that went wrong, in the component's language; undefined while none has. */
  struck: readonly unknown[] | undefined;
  readonly #target: CallPoint | undefined;
  readonly #where: (call: ExploredCall) => boolean;
  readonly #onCall: (call: InterceptedCall) => void;
  readonly #counts = new Map<string, number>();
  readonly #safe = new AsyncLocalStorage<true>();

  /**
   * @param target What goes wrong. Undefined: nothing does.
   * @param onCall Is told of each call before it is made.
   */
  constructor(
    where: (call: ExploredCall) => boolean,
    target: CallPoint | undefined,
    onCall: (call: InterceptedCall) => void,
  ) {
    this.#where = where;
    this.#target = target;
    this.#onCall = onCall;
  }

  /** Whether what runs is what `safely` was given. */
  readonly isSafe = (): boolean => this.#safe.getStore() === true;

  /** Runs a part of a scenario whose own calls do not go wrong, and do not count. */
  readonly safely = <T>(work: () => T): T => this.#safe.run(true, work);

  readonly intercept: HostCallInterceptor = (call, proceed) => {
    if (call.name === LOG || this.isSafe()) return proceed();
    this.#onCall(call);
    const { componentId: component, operation } = call.host;
    const place = { component, operation, function: labelOf(call.name) };
    const nth = (this.#counts.get(keyOf(place)) ?? 0) + 1;
    this.#counts.set(keyOf(place), nth);
    const seen = { ...place, nth };
    if (!this.#where(seen)) return proceed();
    if (this.#target === undefined) this.seen.push({ ...seen, kinds: kindsOf(call) });
    else if (this.struck === undefined && isAt(this.#target, seen)) return this.#strike(this.#target, call, proceed);
    return proceed();
  };

  #strike({ kind }: CallPoint, call: InterceptedCall, proceed: () => unknown): unknown {
    const args = argsOf(call);
    this.struck = args;
    return strike(faultOf(kind, call), { target: targetOf(call), call, proceed, args, clock: SYSTEM_CLOCK });
  }
}

function kindsOf(call: InterceptedCall): readonly CallKind[] {
  return [
    ...(clientFunctionOf(call.name)?.failure === undefined ? [] : (['fail'] as const)),
    'kill',
    'trap',
    ...(call.waits ? (['hang'] as const) : []),
  ];
}

function faultOf(kind: CallKind, { name }: InterceptedCall): Fault {
  if (kind === 'trap') return { kind, trap: 'unreachable' };
  if (kind !== 'fail') return { kind };
  return { kind, error: { code: clientFunctionOf(name)?.failure, message: 'explore' } };
}
