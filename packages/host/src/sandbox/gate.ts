/**
 * The one place where a component reaches the host. Every import of every component is wrapped here, once: counted,
 * checked against the capabilities, audited, and kept from failing in a way that the glue cannot bear.
 *
 * INVARIANT: a function without a rule (no service offers it) is not there. A function that needs a capability runs only
 * after a decision that allowed it, and each decision is in the audit log before the function runs.
 * INVARIANT: what a host function throws reaches the guest only as the `err` of a WIT `result` (WitError). All else ends the
 * call: jco would leave it pending for ever.
 */
import type { GatedFunction, HostFunction, HostService } from '../services/host-service.ts';
import { tracedFunction, type Tracer } from '../telemetry/tracer.ts';
import { enterNow, leaveNow } from './callers.ts';
import { GatedCalls, type GatedInstance } from './gated-calls.ts';
import { isThenable } from './is-thenable.ts';
import type { EnterableSandbox } from './sandbox.ts';

export interface GateOptions extends GatedInstance {
  readonly services: readonly HostService[];
  /** The interfaces that the component imports, without versions: the functions of others it cannot reach, and none are made. */
  readonly imported: readonly string[];
  /** Whose calls these are. Undefined while it is made, when no call can be running. */
  readonly sandbox: () => EnterableSandbox | undefined;
  readonly tracer?: Tracer | undefined;
}

/** In the place of an interface that is offered and not imported: a few hundred bytes for each function of each instance are saved. */
const NOT_IMPORTED = Object.freeze(Object.create(null));

/** The imports of one instance, as the glue takes them: by interface name without version. */
export function createGate(options: GateOptions): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const imports: Record<string, Readonly<Record<string, unknown>>> = Object.create(null);
  for (const service of options.services) {
    const [name = service.interface] = service.interface.split('@');
    if (!options.imported.includes(name)) {
      imports[name] = NOT_IMPORTED;
      continue;
    }
    const wrapped: Record<string, GatedFunction> = Object.create(null);
    const wrap = (key: string, fn: HostFunction, how: typeof immediate): void => {
      const calls = new GatedCalls(options, `${name}#${key}`, fn, how === waiting);
      const { tracer } = options;
      const gated = how(options, calls);
      wrapped[key] = tracer ? tracedFunction(gated, tracer, calls.name, calls) : gated;
    };
    for (const [key, fn] of Object.entries(service.immediate ?? {})) wrap(key, fn, immediate);
    for (const [key, fn] of Object.entries(service.waiting ?? {})) wrap(key, fn, waiting);
    // A later service of the same interface takes the place of an earlier one.
    imports[name] = service.assemble?.(wrapped) ?? wrapped;
  }
  return imports;
}

function immediate(options: GateOptions, calls: GatedCalls): GatedFunction {
  return (...args) => {
    const now = performance.now();
    const call = calls.enter(now);
    const sandbox = options.sandbox();
    const outer = sandbox && enterNow(sandbox, call);
    try {
      const answer = calls.run(call, args);
      // The glue would take the promise itself for the value.
      if (answer instanceof Promise) throw promised(answer);
      return answer;
    } catch (error) {
      throw calls.toGuest(error, call);
    } finally {
      if (sandbox !== undefined) {
        leaveNow(outer);
        sandbox.hostCalled(now);
      }
    }
  };
}

function waiting(options: GateOptions, calls: GatedCalls): GatedFunction {
  return async (...args) => {
    const call = calls.enter(performance.now());
    const sandbox = options.sandbox();
    try {
      const answer = sandbox ? sandbox.enterHost(() => calls.run(call, args)) : calls.run(call, args);
      return isThenable(answer) ? await answer : answer;
    } catch (error) {
      throw calls.toGuest(error, call);
    } finally {
      // Many that waited may go on in one iteration of the event loop: past their turn they wait for the next.
      const turn = sandbox?.hostAnswered(performance.now());
      if (turn !== undefined) await turn;
    }
  };
}

function promised(answer: Promise<unknown>): TypeError {
  answer.catch(() => {}); // nobody waits for it
  return new TypeError('it answered with a promise, and is not among the functions that wait');
}
