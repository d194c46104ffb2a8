/** One host function of one instance, as the gate sees its calls. */
import { AirssysError } from '@airssys/model';
import type { AuditLog } from '../capabilities/audit/audit-log.ts';
import type { AccessRequest, CapabilitySet } from '../capabilities/capability-set.ts';
import { type Caller, GuestFault, type HostCall, type HostFunction, WitError } from '../services/host-service.ts';
import type { Redactor } from '../services/secrets/redactor.ts';
import type { ActiveCall } from './active-call.ts';
import { deadlineStop } from './deadline-timer.ts';
import type { HostCallInterceptor, InterceptedCall } from './interceptor.ts';

export interface GatedInstance extends Caller {
  readonly capabilities: CapabilitySet;
  readonly audit: AuditLog;
  readonly instance: number;
  /** Takes the secrets that the component was given out of what is told of it. */
  readonly redactor: Redactor;
  /** The call that is running, if one is. */
  readonly current: () => ActiveCall | undefined;
  readonly intercept?: HostCallInterceptor | undefined;
  /** Stands around decision, interceptor and function: a tape that is written or played. It goes past no decision. */
  readonly around?: HostCallInterceptor | undefined;
}

/** Thrown through a host function that asked for more than is granted. Only the gate makes and catches it. */
class Denied extends Error {
  readonly access: AccessRequest;
  /** The same as others are told of it. */
  readonly told: AccessRequest;

  constructor(access: AccessRequest, told: AccessRequest) {
    super(`${told.area}.${told.action} on ${told.resource} is not granted`);
    this.access = access;
    this.told = told;
  }
}

/** What was not granted, where that is what was thrown; as others are told of it. */
export function deniedAccess(error: unknown): AccessRequest | undefined {
  return error instanceof Denied ? error.told : undefined;
}

export class GatedCalls {
  readonly #instance: GatedInstance;
  /** `namespace:name@version`, for the audit log. */
  readonly component: string;
  /** `interface#function`. */
  readonly name: string;
  readonly #fn: HostFunction;
  readonly #waits: boolean;
  /** Of the call that came last: a component mostly calls the same function again. */
  #last: CurrentCall | undefined;

  constructor(instance: GatedInstance, name: string, fn: HostFunction, waits: boolean) {
    const { componentId, version } = instance;
    this.#instance = instance;
    this.component = version === '' ? componentId : `${componentId}@${version}`;
    this.name = name;
    this.#fn = fn;
    this.#waits = waits;
  }

  get instance(): number {
    return this.#instance.instance;
  }

  /** Counts the call. Outside of a call, or past its end, nothing of the host is reachable. `now`: by `performance.now()`. */
  enter(now: number): ActiveCall {
    const call = this.#instance.current();
    if (call === undefined || call.isEnded || call.stopped !== undefined) {
      throw new AirssysError('AIRSSYS_SANDBOX_STATE', `${this.name} was called when no call was running`, {
        hint: 'A component reaches its host during a call only, never while it is instantiated.',
      });
    }
    call.hostCalls += 1;
    call.watch('maxHostCalls', call.hostCalls);
    if (call.hostCalls > call.limits.maxHostCalls) {
      const message = `${call.operation} called the host more than ${call.limits.maxHostCalls} times`;
      call.stop({ kind: 'host-call-limit', message });
      throw new AirssysError('AIRSSYS_TRAP_HOST_CALL_LIMIT', message);
    }
    // A guest that spends its time in host functions burns little fuel, so its slices alone would not hold it to its deadline.
    call.watchTime(now);
    if (now >= call.deadlineAt) {
      const stop = deadlineStop(call);
      call.stop(stop);
      throw new AirssysError('AIRSSYS_TRAP_DEADLINE', stop.message);
    }
    return call;
  }

  /** Runs the function, if what it needs is granted. */
  run(call: ActiveCall, args: readonly unknown[]): unknown {
    // The glue calls with what WIT's types demand: the arguments' types are the functions' own.
    const given = args as readonly never[];
    if (this.#last?.call !== call) this.#last = new CurrentCall(this, this.#instance, call);
    const host = this.#last;
    const { around } = this.#instance;
    if (around === undefined) return this.#decided(host, given);
    return around(this.#seen(host, given), () => this.#decided(host, given));
  }

  #decided(host: CurrentCall, given: readonly never[]): unknown {
    const fn = this.#fn;
    if (fn.access !== undefined) this.check(host.call, fn.access(this.#instance, ...given), fn.allows);
    const { intercept } = this.#instance;
    if (intercept === undefined) return fn.call(host, ...given);
    return intercept(this.#seen(host, given), () => fn.call(host, ...given));
  }

  #seen(host: CurrentCall, args: readonly never[]): InterceptedCall {
    const { instance } = this.#instance;
    const { language } = this.#fn;
    return { name: this.name, args, waits: this.#waits, language, instance, call: host.call.id, host };
  }

  /** INVARIANT: a decision is in the audit log before it has any effect. */
  check(call: ActiveCall, access: AccessRequest, allows?: HostFunction['allows']): void {
    const { capabilities, audit } = this.#instance;
    const granted = capabilities.decide(access);
    const rule = granted.allowed ? undefined : allows?.(access);
    const allowed = granted.allowed || rule !== undefined;
    if (audit.wants(allowed)) this.#record(call, access, rule ?? granted.rule, allowed, granted.wouldDeny);
    if (!allowed) throw new Denied(access, { ...access, resource: this.#told(access) });
  }

  permits(access: AccessRequest): boolean {
    return this.#instance.capabilities.decide(access).allowed;
  }

  conceal(secret: string): void {
    this.#instance.redactor.add(secret);
  }

  /** INVARIANT: no secret that the component was given is in the audit, also where it asks for a resource of that name. */
  #told({ resource }: AccessRequest): string {
    return bounded(this.#instance.redactor.text(resource));
  }

  #record(call: ActiveCall, access: AccessRequest, rule: string, allowed: boolean, wouldDeny: true | undefined): void {
    this.#instance.audit.record({
      component: this.component,
      instance: this.#instance.instance,
      call: call.id,
      operation: call.operation,
      hostFunction: this.name,
      area: access.area,
      action: access.action,
      resource: this.#told(access),
      allowed,
      rule,
      ...(wouldDeny && { wouldDeny }),
    });
  }

  /** What the glue is to throw into the guest. Whatever the guest cannot be told as a value stops the call. */
  toGuest(error: unknown, call: ActiveCall): unknown {
    const { denied, fallible = denied !== undefined } = this.#fn;
    // An error with a payload: the glue lowers the payload where the function has a result, and throws the error elsewhere.
    if (error instanceof WitError && fallible) return error;
    if (error instanceof Denied) {
      if (denied !== undefined) return denied(error.access);
      call.stop({ kind: 'denied', message: `${this.name} was denied: ${error.message}`, cause: deniedError(error) });
      return error;
    }
    if (error instanceof GuestFault) {
      call.stop({ kind: error.kind, message: error.message, cause: error.cause });
      return error;
    }
    const said = error instanceof Error ? error.message : String(error);
    const what = error instanceof WitError ? `it has no result to answer with '${said}'` : said;
    call.stop({ kind: 'host-error', message: `The host's ${this.name} failed: ${what}`, cause: error });
    return error;
  }
}

/** What a host function knows of the call that reached it. */
class CurrentCall implements HostCall {
  readonly call: ActiveCall;
  readonly componentId: string;
  readonly version: string;
  readonly #calls: GatedCalls;

  constructor(calls: GatedCalls, { componentId, version }: Caller, call: ActiveCall) {
    this.#calls = calls;
    this.call = call;
    this.componentId = componentId;
    this.version = version;
  }

  get operation(): string {
    return this.call.operation;
  }

  get signal(): AbortSignal {
    return this.call.signal;
  }

  get context(): unknown {
    return this.call.context;
  }

  demand(access: AccessRequest): void {
    this.#calls.check(this.call, access);
  }

  permits(access: AccessRequest): boolean {
    return this.#calls.permits(access);
  }

  conceal(secret: string): void {
    this.#calls.conceal(secret);
  }
}

/** Longest resource that an event keeps, in characters: it comes from the guest, and the log holds many. */
const MAX_RESOURCE = 4_096;

const bounded = (resource: string): string =>
  resource.length <= MAX_RESOURCE ? resource : `${resource.slice(0, MAX_RESOURCE)}… (${resource.length} characters)`;

function deniedError({ message, told }: Denied): AirssysError {
  return new AirssysError('AIRSSYS_CAPABILITY_DENIED', message, {
    hint: 'Grant it when the component is instantiated, if it is to be allowed.',
    data: { ...told },
  });
}
