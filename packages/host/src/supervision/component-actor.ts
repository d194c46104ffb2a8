/** One instance of a component as something that a supervisor can start, watch and end. */
import { AirssysError, isDeclaredError } from '@airssys/model';
import type { ComponentInstance, HealthStatus } from '../component-instance.ts';
import type { InstanceOptions } from '../instance-options.ts';
import type { LoadedComponent } from '../loaded-component.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions, CallOutcome } from '../sandbox/sandbox.ts';
import { TrapError } from '../sandbox/trap.ts';
import {
  ACTOR_TRANSITIONS,
  type ActorCounters,
  actorRefuses,
  type ActorState,
  type ActorStateChange,
} from './actor-state.ts';
import { aborted, killedBy } from './ends.ts';
import { type ActorMessage, messageRecord } from './message-record.ts';
import type { EndReason, Supervised } from './supervised.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** Which component an actor runs, and how. */
export interface ComponentActorOptions {
  /** The component. Each start makes a new instance of it. */
  readonly loaded: LoadedComponent;
  /** How the instance is set up. */
  readonly instance?: InstanceOptions | undefined;
  /** By which errors name it. Default: the id of `instance`, else what the component's manifest says, else `actor`. */
  readonly name?: string | undefined;
  /** Calls and messages that may wait while it is suspended: 0 to 1,000,000. Default 1,000. */
  readonly maxWaiting?: number | undefined;
  /** Told of each change of its state, at once. It must not throw. */
  readonly onStateChange?: ((change: ActorStateChange, actor: ComponentActor) => void) | undefined;
}

const MAX_WAITING = 1_000_000;

/**
 * One instance of a loaded component, which is started, called, given messages, suspended and resumed, and ends: when it is stopped or
 * killed, when a call of it traps (then it has failed), or when the component itself exits with code 0 (its work was done). It is never
 * ready again after that; a supervisor starts another one in its place.
 *
 * ```ts
 * const actor = await ComponentActor.start({ loaded, instance: { grants: ['storage'] } });
 * const { value } = await actor.invoke('total', [1, 2]);
 * await actor.stop();
 * ```
 */
export class ComponentActor implements Supervised, AsyncDisposable {
  /** Resolves once, when its instance has been disposed, with how that came about; never rejects. */
  readonly ended: Promise<EndReason>;
  readonly #name: string;
  readonly #instance: ComponentInstance;
  readonly #onStateChange: ComponentActorOptions['onStateChange'];
  readonly #resolveEnded: (reason: EndReason) => void;
  readonly #startedAtMs = Date.now();
  readonly #waiting: WaitingCalls;
  #state: ActorState = 'initializing';
  #calls = 0;
  #messages = 0;
  #failures = 0;
  #inFlight = 0;
  #lastEnd: EndReason | undefined;
  #whenIdle: (() => void)[] = [];
  #health: Promise<HealthStatus> | undefined;

  private constructor(options: ComponentActorOptions, instance: ComponentInstance) {
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.#name = actorName(options);
    this.#instance = instance;
    this.#onStateChange = options.onStateChange;
    this.#waiting = new WaitingCalls(this.#name, options.maxWaiting ?? 1_000);
  }

  /**
   * Makes the instance and initializes it. When the signal aborts, this rejects with its reason, and an instance that comes of it all
   * the same is disposed.
   *
   * @throws As `LoadedComponent.instantiate` does; AirssysError `AIRSSYS_CONFIG_INVALID`.
   */
  static async start(options: ComponentActorOptions, signal?: AbortSignal): Promise<ComponentActor> {
    const { maxWaiting = 0 } = options;
    if (!(Number.isInteger(maxWaiting) && maxWaiting >= 0 && maxWaiting <= MAX_WAITING)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `maxWaiting cannot be ${maxWaiting}`, {
        hint: `It is a whole number from 0 to ${MAX_WAITING}.`,
      });
    }
    signal?.throwIfAborted();
    const made = options.loaded.instantiate(options.instance);
    const instance = signal === undefined ? await made : await orAborted(made, signal);
    const actor = new ComponentActor(options, instance);
    actor.#to('ready');
    instance.onEnded((error) => actor.#instanceEnded(error));
    return actor;
  }

  /** By which errors name it. */
  get name(): string {
    return this.#name;
  }

  /** Where it is in its life. */
  get state(): ActorState {
    return this.#state;
  }

  /** The instance, for what an actor has no member for: its resources, its capabilities, its usage. */
  get instance(): ComponentInstance {
    return this.#instance;
  }

  /** What it has done so far. */
  get counters(): ActorCounters {
    return {
      calls: this.#calls,
      messages: this.#messages,
      failures: this.#failures,
      inFlight: this.#inFlight,
      waiting: this.#waiting.size,
      startedAtMs: this.#startedAtMs,
      lastEnd: this.#lastEnd,
    };
  }

  /**
   * Calls an operation, as `ComponentInstance.invoke` does; while the actor is suspended the call waits. The arguments are of
   * the author's types.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_STATE` where the actor is ending or has ended, `AIRSSYS_SANDBOX_OVERLOADED` where too many
   *   calls wait already; and as `ComponentInstance.invoke` does. A TrapError is the end of the actor.
   */
  invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    this.#calls += 1;
    return this.#run(operation, options?.signal, () => this.#instance.invoke(operation, args, options));
  }

  /**
   * Calls an exported function by its WIT interface and camelCase name, as `ComponentInstance.callExport` does. Throws as
   * {@link invoke}. The arguments are jco's values.
   */
  callExport(
    interfaceName: string,
    name: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallOutcome> {
    this.#calls += 1;
    return this.#run(name, options?.signal, () => this.#instance.callExport(interfaceName, name, args, options));
  }

  /**
   * Gives the component a message, and resolves with the payload of its answer, where it answers: WIT
   * `airssys:core/component-lifecycle@1.0.0` `handle-message`.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_MESSAGE` where the component answers with an error, after which the actor goes on;
   *   `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where it takes no messages; and as {@link invoke} does.
   */
  handleMessage(message: ActorMessage, options?: CallOptions): Promise<Uint8Array | undefined> {
    this.#messages += 1;
    // An option of list<u8> in WIT, lifted by the glue.
    const deliver = (): Promise<Uint8Array | undefined> =>
      this.#instance.deliver('handleMessage', messageRecord(message), options) as Promise<Uint8Array | undefined>;
    return this.#run('handleMessage', options?.signal, deliver);
  }

  /** Gives the component the answer to a request of its own: `handle-callback`. Throws as {@link handleMessage} does. */
  handleCallback(message: ActorMessage, options?: CallOptions): Promise<void> {
    this.#messages += 1;
    const deliver = async (): Promise<void> => {
      await this.#instance.deliver('handleCallback', messageRecord(message), options);
    };
    return this.#run('handleCallback', options?.signal, deliver);
  }

  /**
   * Lets calls and messages wait from now on. Resolves when those that were under way have ended.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_STATE` where the actor is ending or has ended.
   */
  async suspend(): Promise<void> {
    if (this.#state !== 'suspended') {
      if (!this.#isOpen) throw actorRefuses(this.#name, this.#state, 'be suspended');
      this.#to('suspended');
    }
    await this.#idle();
  }

  /**
   * Lets the calls and messages go on that have waited, in their order.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_STATE` where the actor is ending or has ended.
   */
  resume(): void {
    if (this.#state !== 'suspended') {
      if (this.#isOpen) return;
      throw actorRefuses(this.#name, this.#state, 'be resumed');
    }
    this.#to(this.#inFlight > 0 ? 'processing' : 'ready');
    this.#waiting.goOn();
  }

  /**
   * Takes no more calls, refuses those that wait, lets those under way end, and shuts the component down. When the signal aborts, it is
   * killed. Resolves when the actor has ended, also where its `@onShutdown` fails: then it has ended as one that `failed`.
   */
  async stop(signal?: AbortSignal): Promise<void> {
    if (!this.#isOpen && this.#state !== 'suspended') return void (await this.ended);
    this.#to('terminating');
    this.#waiting.refuse(() => actorRefuses(this.#name, this.#state, 'go on with what waited'));
    const onAbort = (): void => this.kill();
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#idle();
      if (this.#lastEnd === undefined) await this.#instance.shutdown();
      this.#end({ kind: 'shutdown' });
    } catch (error) {
      this.#end({ kind: 'failed', error });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    await this.ended;
  }

  /** Ends it now: a call under way is stopped. To its supervisor it has `failed`, with `AIRSSYS_SUPERVISION_KILLED`. */
  kill(): void {
    this.#end({ kind: 'failed', error: killedBy(this.#name) });
  }

  /**
   * How the component says that it is; `unknown` for one without a lifecycle. When the signal aborts first: `unknown` where calls
   * are under way, behind which the question waits; else this rejects with the signal's reason. The question is not taken back then,
   * since that could end the instance: the next one shares its answer.
   */
  async health(signal?: AbortSignal): Promise<HealthStatus> {
    if (this.#state === 'terminating' || this.#state === 'terminated') return 'unhealthy';
    this.#health ??= this.#instance.health().finally(() => (this.#health = undefined));
    if (signal === undefined) return await this.#health;
    try {
      return await aborted(signal, this.#health);
    } catch (error) {
      if (signal.aborted && this.#inFlight > 0) return 'unknown';
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #isOpen(): boolean {
    return this.#state === 'ready' || this.#state === 'processing';
  }

  #run<T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#isOpen) return this.#begin(work);
    if (this.#state !== 'suspended') return this.#refused(actorRefuses(this.#name, this.#state, `run ${what}`));
    return this.#waiting.enter(signal).then(
      // Whoever resumed it may have stopped it, or suspended it again, before this is reached.
      () => this.#run(what, signal, work),
      (error: unknown) => this.#refused(error),
    );
  }

  #refused(error: unknown): Promise<never> {
    this.#failures += 1;
    return Promise.reject(error); // the caller's own reason, where its signal was aborted
  }

  #begin<T>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    if (this.#inFlight === 1) this.#to('processing');
    return work().then(
      (value) => {
        this.#done();
        return value;
      },
      (error: unknown) => {
        if (!isDeclaredError(error)) this.#failures += 1;
        this.#done();
        throw error;
      },
    );
  }

  #done(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    if (this.#state === 'processing') this.#to('ready');
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #idle(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #instanceEnded(error: Error | undefined): void {
    const isDone = error instanceof TrapError && error.exitCode === 0;
    if (isDone) this.#end({ kind: 'normal' });
    else if (error !== undefined) this.#end({ kind: 'failed', error });
    // Its own shutdown disposes it as well, and says how that went.
    else if (this.#state !== 'terminating') this.#end({ kind: 'shutdown' });
  }

  /** The first reason counts. */
  #end(reason: EndReason): void {
    if (this.#lastEnd !== undefined) return;
    this.#lastEnd = reason;
    this.#to('terminated');
    this.#waiting.refuse(() => actorRefuses(this.#name, this.#state, 'go on with what waited'));
    // What its services hold is free before another one is started in its place.
    void this.#instance[Symbol.asyncDispose]().then(
      () => this.#resolveEnded(reason),
      (error: unknown) => this.#resolveEnded(this.#alsoFailed(reason, error)),
    );
  }

  #alsoFailed(reason: EndReason, error: unknown): EndReason {
    const both =
      reason.kind === 'failed'
        ? new SuppressedError(error, reason.error, `${this.#name} failed, and to give up what it held as well`)
        : error;
    return (this.#lastEnd = { kind: 'failed', error: both });
  }

  /** INVARIANT: no transition that the table does not have. */
  #to(state: ActorState): void {
    const from = this.#state;
    if (!ACTOR_TRANSITIONS[from].includes(state)) {
      throw new TypeError(`${this.#name} cannot go from ${from} to ${state}`);
    }
    this.#state = state;
    this.#onStateChange?.({ from, to: state }, this);
  }
}

function actorName({ name, instance, loaded }: ComponentActorOptions): string {
  const component = loaded.manifest?.component;
  return name ?? instance?.id ?? (component === undefined ? 'actor' : `${component.namespace}:${component.name}`);
}

async function orAborted(made: Promise<ComponentInstance>, signal: AbortSignal): Promise<ComponentInstance> {
  try {
    return await aborted(signal, made);
  } catch (error) {
    if (signal.aborted) {
      // Nobody is left who could be told how its end went.
      made.then((instance) => instance[Symbol.asyncDispose]()).catch(() => {});
    }
    throw error;
  }
}
