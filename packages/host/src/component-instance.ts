import { AirssysError, type InterfaceModel, type PermissionRequest } from '@airssys/model';
import type { CapabilitySet } from './capabilities/capability-set.ts';
import { callLifecycle, describeWitError, LIFECYCLE } from './lifecycle-calls.ts';
import type { Redactor } from './services/secrets/redactor.ts';
import type { HandleTable } from './resources/handle-table.ts';
import { callPlain, exportedFunction, type PlainFunction } from './resources/plain-calls.ts';
import type { CallResult, ResourceClass, TypedCalls } from './resources/typed-calls.ts';
import type { CallOptions, CallOutcome, Sandbox, SandboxState } from './sandbox/sandbox.ts';
import type { Usage } from './sandbox/usage.ts';

/** How a component says that it is; `unknown` where it does not say. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

export interface ComponentInstanceOptions {
  readonly sandbox: Sandbox;
  readonly capabilities: CapabilitySet;
  /** Takes out of its errors the secrets that the component was given. */
  readonly redactor: Redactor;
  /** What its manifest requests. */
  readonly requested: readonly PermissionRequest[];
  /** Gives up what its imports hold for it, when the instance is given up. */
  readonly onDisposed?: () => void;
  /** Of the author's types. They know no operations where another toolchain made the component. */
  readonly calls: TypedCalls;
  readonly table: HandleTable;
  readonly operationsInterface?: string;
  /** The interface of its operations, where its manifest tells of one. */
  readonly operationsModel?: InterfaceModel;
}

/**
 * A running component. Its operations take and give the values of the author's types: see the component's `.d.ts`. It serves
 * one call at a time; a call that traps ends it.
 */
export class ComponentInstance implements AsyncDisposable {
  readonly #options: ComponentInstanceOptions;
  /** The exported functions that have been called, by interface and name. */
  readonly #functions = new Map<string, Map<string, PlainFunction>>();

  /** For {@link LoadedComponent}, which makes instances. It is given its options there. */
  constructor(options: ComponentInstanceOptions) {
    this.#options = options;
  }

  /** Which instance of the host it is: counted from 1. */
  get id(): number {
    return this.#options.sandbox.id;
  }

  /** Whether it takes calls. */
  get state(): SandboxState {
    return this.#options.sandbox.state;
  }

  /**
   * Registers who is told, once, that it takes no calls any more: with the error where it has trapped, before whoever made that
   * call hears of it; without one where it was disposed. At once where that has been. The listener must not throw; what this returns unregisters it.
   */
  onEnded(listener: (error: Error | undefined) => void): () => void {
    return this.#options.sandbox.onEnded(listener);
  }

  /** What all calls together have used, start-up included. */
  get usage(): Usage {
    return this.#options.sandbox.usage;
  }

  /** What it may do. A change takes effect with the next host call. */
  get capabilities(): CapabilitySet {
    return this.#options.capabilities;
  }

  /** What its component asks to be allowed, whether or not it is. */
  get requested(): readonly PermissionRequest[] {
    return this.#options.requested;
  }

  /** The operations that it offers, by their names in the author's class. */
  get operations(): readonly string[] {
    return this.#options.calls.operations;
  }

  /** The resources that it offers, by the names of the author's classes. */
  get resources(): readonly string[] {
    return this.#options.calls.resources;
  }

  /**
   * Calls an operation. As {@link invoke}, without options and for the value alone. The arguments are of the author's types.
   * Answers what the operation returns.
   */
  async call(operation: string, ...args: readonly unknown[]): Promise<unknown> {
    return (await this.invoke(operation, args)).value;
  }

  /**
   * Calls an operation by its name in the author's class.
   *
   * @throws AirssysError `AIRSSYS_VALUE_INVALID` for an argument that is not of its type (the component has not been called),
   *   `AIRSSYS_SANDBOX_OPERATION_UNKNOWN`, and as {@link Sandbox.call} does.
   * @throws DeclaredError what the operation declares to throw: an answer, after which the instance goes on.
   */
  invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    const { calls } = this.#options;
    const result = calls.operation(operation, args, options);
    return result ?? Promise.reject(unknown('operation', operation, calls.operations));
  }

  /**
   * The constructor and the statics of a resource, by the name of the author's class.
   *
   * ```ts
   * const Session = instance.resource('Session');
   * await using session = await Session.new('main');
   * await session.write('key', 'value');
   * ```
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where the component has no such resource.
   */
  resource(name: string): ResourceClass {
    const { calls } = this.#options;
    const found = calls.resource(name);
    if (found === undefined) throw unknown('resource', name, calls.resources);
    return found;
  }

  /**
   * Calls a method of a handle, as the handle's own method does, with options. The arguments are of the author's types.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_HANDLE` where the handle cannot be used any more, and as {@link invoke} does.
   */
  async invokeMethod(
    handle: object,
    method: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallResult> {
    const result = this.#options.calls.method(handle, method, args, options);
    if (result === undefined) throw unknown('method', method, []);
    return await result;
  }

  /**
   * Calls an exported function by its WIT interface (with version) and camelCase name, in jco's JavaScript values. For
   * components of other toolchains. A resource's functions have WIT's names: `[constructor]session`, `[method]session.read` (its
   * first argument is the handle), `[static]session.count`. Handles are objects with `[Symbol.asyncDispose]` alone.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_HANDLE` for a handle that was given up, or of another instance; and as
   *   {@link Sandbox.call} does.
   */
  callExport(
    interfaceName: string,
    name: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallOutcome> {
    const { sandbox, table } = this.#options;
    return callPlain(sandbox, table, this.#plainFunction(interfaceName, name), args, options);
  }

  #plainFunction(interfaceName: string, name: string): PlainFunction {
    const known = this.#functions.get(interfaceName)?.get(name);
    if (known !== undefined) return known;
    const made: PlainFunction = {
      fn: exportedFunction(interfaceName, name),
      label: `${interfaceName}#${name}`,
    };
    // Names come from callers: what does not exist is not kept.
    if (!this.#options.sandbox.has(made.fn)) return made;
    const functions = this.#functions.get(interfaceName) ?? new Map<string, PlainFunction>();
    this.#functions.set(interfaceName, functions.set(name, made));
    return made;
  }

  /** Whether it exports the function, by its WIT interface (with version) and camelCase name. */
  hasExport(interfaceName: string, name: string): boolean {
    return this.#options.sandbox.has({ interface: interfaceName, name });
  }

  /** What its manifest says of an exported interface, by the WIT name; undefined for what it does not tell of. */
  describeExport(interfaceName: string): InterfaceModel | undefined {
    const { operationsInterface, operationsModel } = this.#options;
    return interfaceName === operationsInterface ? operationsModel : undefined;
  }

  /**
   * Gives the component a message by a function of its lifecycle, and resolves with what it answers. The message is WIT's
   * record `component-message`, in jco's values. `fn` is that function.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_MESSAGE` where the component answers with an error, after which the instance goes on;
   *   `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where it takes no messages; and as {@link Sandbox.call} does.
   */
  async deliver(fn: 'handleMessage' | 'handleCallback', message: unknown, options?: CallOptions): Promise<unknown> {
    const outcome = await callLifecycle(this.#options.sandbox, fn, [message], options);
    if (outcome === undefined) throw unknown('function', `${LIFECYCLE}#${fn}`, this.operations);
    if (outcome.ok) return outcome.value;
    // INVARIANT: no secret of the component's in what is told of it.
    const error = this.#options.redactor.within(outcome.error);
    throw new AirssysError(
      'AIRSSYS_SUPERVISION_MESSAGE',
      `The component failed to handle a message: ${describeWitError(error)}`,
      {
        hint: 'See what its @onMessage demands of messages.',
        data: { error },
      },
    );
  }

  /** What the component has answered, without the secrets that it was given: for what is told of it to others. */
  redacted(answer: unknown): unknown {
    return this.#options.redactor.within(answer);
  }

  /** How the component says that it is. A component without a lifecycle is `unknown`. */
  async health(): Promise<HealthStatus> {
    const outcome = await callLifecycle(this.#options.sandbox, 'health');
    return outcome?.ok ? (outcome.value as HealthStatus) : 'unknown'; // an enum of WIT, lifted by the glue
  }

  /**
   * Disposes the handles that callers still hold, lets the component give up what it holds, and disposes the instance,
   * whatever the component answers.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_SHUTDOWN` where its `@onShutdown` fails; TrapError where it ends in a trap.
   */
  async shutdown(): Promise<void> {
    try {
      if (this.state === 'ready') await this.#options.table.disposeAll();
      const outcome = this.state === 'ready' ? await callLifecycle(this.#options.sandbox, 'shutdown') : undefined;
      if (outcome?.ok === false) {
        const error = this.#options.redactor.within(outcome.error);
        throw new AirssysError(
          'AIRSSYS_SANDBOX_SHUTDOWN',
          `The component failed to shut down: ${describeWitError(error)}`,
          {
            hint: 'The instance is given up all the same.',
            data: { error },
          },
        );
      }
    } finally {
      await this[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#options.sandbox[Symbol.asyncDispose]();
    } finally {
      this.#options.onDisposed?.();
    }
  }
}

function unknown(what: string, name: string, known: readonly string[]): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_OPERATION_UNKNOWN', `The component has no ${what} ${name}`, {
    hint: `${what.charAt(0).toUpperCase()}${what.slice(1)}s: ${known.join(', ') || 'none that its manifest tells of'}.`,
    data: { [what]: name, [`${what}s`]: known },
  });
}

/** Whether a provider of an interface is an instance, and not an object with its functions. The value may be anything. */
export function isComponentInstance(value: unknown): value is ComponentInstance {
  return value instanceof ComponentInstance;
}
