/**
 * The one place where a component reaches the host. Every import of every component is wrapped here, once: counted,
 * checked against the capabilities, audited, and kept from failing in a way that the glue cannot bear.
 *
 * INVARIANT: a function without a rule (no service offers it) is not there. A function that needs a capability runs only
 * after a decision that allowed it, and each decision is in the audit log before the function runs.
 * INVARIANT: what a host function throws reaches the guest only as the `err` of a WIT `result` (WitError). All else ends the
 * call: jco would leave it pending for ever.
 */
import { AirssysError } from '@airssys/model';
import type { AuditLog } from '../capabilities/audit/audit-log.ts';
import type { AccessRequest, CapabilitySet, Decision } from '../capabilities/capability-set.ts';
import {
  type Caller,
  type GatedFunction,
  GuestFault,
  type HostCall,
  type HostFunction,
  type HostService,
  WitError,
} from '../services/host-service.ts';
import type { Redactor } from '../services/secrets/redactor.ts';
import type { ActiveCall } from './active-call.ts';
import { deadlineStop } from './deadline-timer.ts';

export interface GateOptions extends Caller {
  readonly services: readonly HostService[];
  readonly capabilities: CapabilitySet;
  readonly audit: AuditLog;
  readonly instance: number;
  /** Takes the secrets that the component was given out of what is told of it. */
  readonly redactor: Redactor;
  /** The call that is running, if one is. */
  readonly current: () => ActiveCall | undefined;
  /** Runs a host function as part of the instance's call, so that a call back into the instance is known for one. */
  readonly enterHost: <T>(work: () => T) => T;
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

type Wrapped = (...args: never[]) => unknown;

/** The imports of one instance, as the glue takes them: by interface name without version. */
export function createGate(options: GateOptions): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const imports: Record<string, Readonly<Record<string, unknown>>> = Object.create(null);
  for (const service of options.services) {
    const [name = service.interface] = service.interface.split('@');
    const wrapped: Record<string, Wrapped> = Object.create(null);
    for (const [key, fn] of Object.entries(service.immediate ?? {}))
      wrapped[key] = immediate(options, `${name}#${key}`, fn);
    for (const [key, fn] of Object.entries(service.waiting ?? {}))
      wrapped[key] = waiting(options, `${name}#${key}`, fn);
    // A later service of the same interface takes the place of an earlier one.
    // The glue calls with what WIT's types demand: the arguments' types are the functions' own.
    imports[name] = service.assemble?.(wrapped as Record<string, GatedFunction>) ?? wrapped;
  }
  return imports;
}

function immediate(options: GateOptions, name: string, fn: HostFunction): Wrapped {
  return (...args) => {
    const call = enter(options, name);
    try {
      authorize(options, name, fn, call, args);
      const answer = options.enterHost(() => fn.call(hostCall(options, name, call), ...args));
      // The glue would take the promise itself for the value.
      if (answer instanceof Promise) throw promised(answer);
      return answer;
    } catch (error) {
      throw toGuest(error, name, fn, call);
    }
  };
}

function waiting(options: GateOptions, name: string, fn: HostFunction): Wrapped {
  return async (...args) => {
    const call = enter(options, name);
    try {
      authorize(options, name, fn, call, args);
      return await options.enterHost(() => fn.call(hostCall(options, name, call), ...args));
    } catch (error) {
      throw toGuest(error, name, fn, call);
    }
  };
}

/** Counts the call. Outside of a call, or past its end, nothing of the host is reachable. */
function enter({ current }: GateOptions, name: string): ActiveCall {
  const call = current();
  if (call === undefined || call.isEnded || call.stopped !== undefined) {
    throw new AirssysError('AIRSSYS_SANDBOX_STATE', `${name} was called when no call was running`, {
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
  const now = performance.now();
  call.watchTime(now);
  if (now >= call.deadlineAt) {
    const stop = deadlineStop(call);
    call.stop(stop);
    throw new AirssysError('AIRSSYS_TRAP_DEADLINE', stop.message);
  }
  return call;
}

function authorize(options: GateOptions, name: string, fn: HostFunction, call: ActiveCall, args: never[]): void {
  if (fn.access !== undefined) check(options, name, call, fn.access(options, ...args), fn.allows);
}

function check(
  options: GateOptions,
  hostFunction: string,
  call: ActiveCall,
  access: AccessRequest,
  allows?: HostFunction['allows'],
): void {
  const { capabilities, audit, componentId, version, instance } = options;
  const component = version === '' ? componentId : `${componentId}@${version}`;
  // INVARIANT: no secret that the component was given is in the audit, also where it asks for a resource of that name.
  const told = (): string => bounded(options.redactor.text(access.resource));
  const granted = capabilities.decide(access);
  const rule = granted.allowed ? undefined : allows?.(access);
  const decision: Decision = rule === undefined ? granted : { allowed: true, rule };
  if (audit.wants(decision.allowed)) {
    const { area, action } = access;
    const resource = told();
    const facts = {
      component,
      instance,
      call: call.id,
      operation: call.operation,
      hostFunction,
      area,
      action,
      resource,
    };
    audit.record({ ...facts, ...decision });
  }
  if (!decision.allowed) throw new Denied(access, { ...access, resource: told() });
}

/** Longest resource that an event keeps, in characters: it comes from the guest, and the log holds many. */
const MAX_RESOURCE = 4_096;

const bounded = (resource: string): string =>
  resource.length <= MAX_RESOURCE ? resource : `${resource.slice(0, MAX_RESOURCE)}… (${resource.length} characters)`;

function hostCall(options: GateOptions, name: string, call: ActiveCall): HostCall {
  return {
    componentId: options.componentId,
    version: options.version,
    operation: call.operation,
    get signal() {
      return call.signal;
    },
    demand: (access) => check(options, name, call, access),
    conceal: (secret) => options.redactor.add(secret),
  };
}

/** What the glue is to throw into the guest. Whatever the guest cannot be told as a value stops the call. */
function toGuest(error: unknown, name: string, fn: HostFunction, call: ActiveCall): unknown {
  const { fallible = fn.denied !== undefined } = fn;
  // An error with a payload: the glue lowers the payload where the function has a result, and throws the error elsewhere.
  if (error instanceof WitError && fallible) return error;
  if (error instanceof Denied) {
    if (fn.denied !== undefined) return fn.denied(error.access);
    call.stop({ kind: 'denied', message: `${name} was denied: ${error.message}`, cause: deniedError(error) });
    return error;
  }
  if (error instanceof GuestFault) {
    call.stop({ kind: error.kind, message: error.message, cause: error.cause });
    return error;
  }
  const said = error instanceof Error ? error.message : String(error);
  const what = error instanceof WitError ? `it has no result to answer with '${said}'` : said;
  call.stop({ kind: 'host-error', message: `The host's ${name} failed: ${what}`, cause: error });
  return error;
}

function promised(answer: Promise<unknown>): TypeError {
  answer.catch(() => {}); // nobody waits for it
  return new TypeError('it answered with a promise, and is not among the functions that wait');
}

function deniedError({ message, told }: Denied): AirssysError {
  return new AirssysError('AIRSSYS_CAPABILITY_DENIED', message, {
    hint: 'Grant it when the component is instantiated, if it is to be allowed.',
    data: { ...told },
  });
}
