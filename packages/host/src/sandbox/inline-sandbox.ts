/** A sandbox on the host's own thread. What keeps it apart is WebAssembly, the gate and the governor. */
import { AirssysError } from '@airssys/model';
import { considerCollections } from '../engine/collection-policy.ts';
import type { LimitWatch } from '../telemetry/limit-watch.ts';
import { ActiveCall, type CallLimits, type CallSetting, type Stop } from './active-call.ts';
import { CallQueue } from './call-queue.ts';
import { isInside, reentrance, runFor } from './callers.ts';
import { answerAtOnce, explain, framesOf, isAnswer, settle } from './call-end.ts';
import { stopByClock } from './clock-deadline.ts';
import type { DeadlineTimer } from './deadline-timer.ts';
import { demandReady } from './demand-ready.ts';
import { type EndListener, EndListeners } from './end-listeners.ts';
import { Governor } from './governor.ts';
import { type Exports, instantiate, type InstantiateOptions } from './instantiate.ts';
import type { InstanceLimits } from './limit-interceptor.ts';
import { type Limits, narrowLimits } from './limits.ts';
import { copyMemories, type MemoryInspector } from './memory-inspector.ts';
import { memoryReserve } from './memory-reserve.ts';
import { overloaded } from './overloaded.ts';
import { GlueHandles } from './glue-handles.ts';
import { exportedFunctions, findExport, type Target, unknownOperation } from './glue-exports.ts';
import type {
  CallOutcome,
  EnterableSandbox,
  ExportedFunction,
  HandleToken,
  SandboxCallOptions,
  SandboxState,
} from './sandbox.ts';
import type { Clock } from '../services/host-services.ts';
import type { ServicesEnd } from '../services/services-end.ts';
import { deepen, flatten } from './stack-depth.ts';
import { enterGuest } from './trap-frame.ts';
import { TrapError } from './trap.ts';
import { type CoreInstance, StateSnapshot } from './state-snapshot.ts';
import { turns } from './turn-scheduler.ts';
import { type Usage, usageOfCall, UsageSum } from './usage.ts';

export interface InlineSandboxOptions {
  readonly id: number;
  readonly component: InstantiateOptions['component'];
  readonly limits: Limits;
  /** Makes the imports. `current` tells which call is running. */
  readonly gate: (current: () => ActiveCall | undefined) => InstantiateOptions['imports'];
  /** Shared by all sandboxes of the host. */
  readonly deadlines: DeadlineTimer;
  /** Whose time the calls have as well, if it passes otherwise. */
  readonly clock?: Clock | undefined;
  /** Calls that may be under way in the host at once: each has a stack of its own. */
  readonly maxConcurrentCalls: number;
  /** Who is told when a limit is near, if anybody is. */
  readonly watch?: LimitWatch | undefined;
  /** Who may have a limit reached earlier, if anybody may. */
  readonly intercepted?: InstanceLimits | undefined;
  /** What the host holds for the instance, and ends with it. */
  readonly services?: ServicesEnd | undefined;
  readonly inspectMemory?: MemoryInspector | undefined;
}

const START_UP = 'start-up';
const NO_OPTIONS: SandboxCallOptions = Object.freeze({});
const NO_HANDLES: readonly HandleToken[] = Object.freeze([]);

/** A call that was checked and waits for its turn. */
interface Request {
  readonly target: Target;
  readonly operation: string;
  readonly args: readonly unknown[];
  readonly limits: CallLimits;
  readonly options: SandboxCallOptions;
  readonly taken: readonly HandleToken[];
}

const REACHED_TOO_SOON: Stop = {
  kind: 'denied',
  message: 'The component called the host while it was instantiated',
};

export class InlineSandbox implements EnterableSandbox {
  readonly id: number;
  readonly #options: InlineSandboxOptions;
  readonly #governor: Governor;
  readonly #queue: CallQueue;
  readonly #calls: CallSetting;
  readonly #startUpCalls: CallSetting;
  #exports: Exports = {};
  #state: SandboxState = 'ready';
  #call: ActiveCall | undefined;
  readonly #usage = new UsageSum();
  #cores: readonly CoreInstance[] = [];
  #snapshot: StateSnapshot | undefined;
  #handles = new GlueHandles({});
  #atOnce: ReadonlySet<unknown> = new Set();
  readonly #ended = new EndListeners();

  private constructor(options: InlineSandboxOptions) {
    this.id = options.id;
    this.#options = options;
    this.#governor = new Governor(options.limits, options.watch, options.intercepted);
    this.#queue = new CallQueue(options.limits.maxQueuedCalls);
    this.#calls = { watch: options.watch };
    this.#startUpCalls = { watch: options.watch, isStartUp: true };
  }

  /** Makes an instance and runs its start functions, under the limits of one call and of start-up. */
  static async create(options: InlineSandboxOptions): Promise<InlineSandbox> {
    considerCollections();
    const sandbox = new InlineSandbox(options);
    const { limits } = options;
    const call = sandbox.#begin(START_UP, { ...limits, timeoutMs: limits.startupTimeoutMs }, sandbox.#startUpCalls);
    sandbox.#watchTime(call);
    try {
      const { exports, cores, handedOut, atOnce } = await enterGuest(() =>
        instantiate({
          component: options.component,
          // INVARIANT: start functions reach nothing of the host, and one that tries is ended, whatever it catches.
          imports: options.gate(() => {
            if (sandbox.#call !== call) return sandbox.#call;
            call.stop(REACHED_TOO_SOON);
            return undefined;
          }),
          governor: sandbox.#governor,
          limits,
          onLimit: (limit) => {
            const stop: Stop = {
              kind: limit,
              message: `The component needs more than its limit allows to start (${limit})`,
            };
            call.stop(stop);
            throw new Error(stop.message);
          },
        }),
      );
      sandbox.#exports = exports;
      sandbox.#cores = cores;
      sandbox.#handles = new GlueHandles(exports, handedOut);
      sandbox.#atOnce = atOnce;
      options.inspectMemory?.('started', copyMemories(cores));
      sandbox.#end(call);
      return sandbox;
    } catch (error) {
      const isReaching = call.stopped === REACHED_TOO_SOON;
      if (isReaching || (error instanceof AirssysError && call.stopped === undefined)) {
        sandbox.#end(call);
        sandbox.#governor.starve();
        throw isReaching ? reachedTooSoon() : error;
      }
      throw sandbox.#trap(call, error);
    }
  }

  get state(): SandboxState {
    return this.#state;
  }

  get usage(): Usage {
    return this.#usage.total;
  }

  /** The call that is running, if one is. */
  get current(): ActiveCall | undefined {
    return this.#call;
  }

  get hasHandles(): boolean {
    return this.#handles.areUsed;
  }

  /** Whether the current asynchronous context comes from a call of this instance that is still running. */
  get isEntered(): boolean {
    return isInside(this);
  }

  /** Saves the state, between calls; there is one snapshot at a time. Undefined where it cannot be put back. */
  takeSnapshot(): StateSnapshot | undefined {
    this.#snapshot?.forget();
    return (this.#snapshot = StateSnapshot.take(this.#cores));
  }

  /** Every function that it exports. */
  get exportedFunctions(): readonly ExportedFunction[] {
    return exportedFunctions(this.#exports);
  }

  has(fn: ExportedFunction): boolean {
    return findExport(this.#exports, fn) !== undefined;
  }

  onEnded(listener: EndListener): () => void {
    this.#ended.add(listener);
    return () => this.#ended.delete(listener);
  }

  call(
    fn: ExportedFunction,
    operation: string,
    args: readonly unknown[],
    options: SandboxCallOptions = NO_OPTIONS,
    taken: readonly HandleToken[] = NO_HANDLES,
  ): Promise<CallOutcome> {
    try {
      const target = findExport(this.#exports, fn);
      if (this.isEntered) throw reentrance(operation);
      demandReady(this.#state, operation);
      if (target === undefined) throw unknownOperation(operation, this.#exports);
      const request: Request = {
        target,
        operation,
        args,
        limits: narrowLimits(this.#options.limits, options),
        options,
        taken,
      };
      options.signal?.throwIfAborted();
      const turn = this.#queue.enter(options.signal);
      // A call whose turn is there costs one promise, as most do.
      return turn === undefined && !turns.isFull(performance.now())
        ? this.#run(request)
        : this.#runLater(turn, request);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #runLater(turn: Promise<void> | undefined, request: Request): Promise<CallOutcome> {
    if (turn !== undefined) await turn;
    // A crowd of calls that begin together must not keep the host from its own work either.
    if (turns.isFull(performance.now())) await turns.next(turns.begin());
    return await this.#run(request);
  }

  /** Runs a call whose turn has come, and passes the turn on. */
  #run({ target, operation, args, limits, options, taken }: Request): Promise<CallOutcome> {
    let call: ActiveCall;
    let run: (() => Promise<unknown>) | undefined;
    try {
      options.signal?.throwIfAborted();
      demandReady(this.#state, operation);
      const { deadlines, maxConcurrentCalls } = this.#options;
      if (deadlines.size >= maxConcurrentCalls) throw overloaded(maxConcurrentCalls);
      run = this.#atOnce.has(target) ? undefined : this.#handles.calling(target, args, taken);
      call = this.#begin(operation, limits, options.startupTimeoutMs === undefined ? this.#calls : this.#startUpCalls);
      call.context = options.context;
      options.onBegin?.(call.id);
    } catch (error) {
      this.#queue.leave();
      throw error;
    }
    if (run === undefined) return this.#runAtOnce(call, target, args);
    const guest = run;
    this.#watchTime(call);
    return new Promise((resolve, reject) => {
      settle(call, guest, options.signal, {
        answered: (value) => {
          resolve({ ok: true, value, usage: this.#end(call) });
          this.#queue.leave();
        },
        failed: (error) => {
          if (isAnswer(call, error)) resolve({ ok: false, error, usage: this.#end(call) });
          else reject(this.#trap(call, error));
          this.#queue.leave();
        },
      });
    });
  }

  /** Runs a call that is over before anything else can run. INVARIANT: it is pinned, so whatever it asks for it is told at once. */
  async #runAtOnce(call: ActiveCall, target: Target, args: readonly unknown[]): Promise<CallOutcome> {
    try {
      const value = answerAtOnce(call, () => this.#governor.pin(() => target(...args)));
      return { ok: true, value, usage: this.#end(call) };
    } catch (error) {
      if (isAnswer(call, error)) return { ok: false, error, usage: this.#end(call) };
      throw this.#trap(call, error);
    } finally {
      this.#queue.leave();
    }
  }

  /** Runs a function of the host for the call that is running: what it calls in turn is known to be inside of this instance. */
  enterHost<T>(work: () => T): T {
    const call = this.#call;
    this.#governor.hostWaits();
    return call === undefined ? work() : runFor(this, call, work);
  }

  hostCalled(now: number): void {
    this.#governor.hostCalled(now);
  }

  hostAnswered(now: number): Promise<void> | undefined {
    return this.#governor.hostAnswered(now);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'disposed') return;
    const isAtRest = this.#state === 'ready' && this.#call === undefined && !this.hasHandles;
    this.#state = 'disposed';
    this.#call?.stop({ kind: 'cancelled', message: 'the instance was disposed' });
    this.#inspectEnd();
    if (isAtRest) this.#leaveMemories();
    this.#forget();
    this.#ended.tell(undefined);
    await this.#options.services?.end();
  }

  /** Before the instance is forgotten, and never after: then there are no core modules, as where it was not made. */
  #inspectEnd(): void {
    const cores = this.#cores;
    if (cores.length > 0) this.#options.inspectMemory?.('ended', copyMemories(cores));
  }

  #forget(): void {
    this.#exports = {};
    this.#cores = [];
    this.#handles = new GlueHandles({});
    this.#snapshot?.forget();
  }

  /**
   * INVARIANT: nothing of this instance runs any more, or can be reached by somebody outside. It has never trapped, nor was a call of it
   * given up (that is a trap), so no stack of it is suspended; and it has given nobody a handle. Its glue has nothing to do with
   * the memory between calls, or the memory would be its own (`restsBetweenCalls`).
   */
  #leaveMemories(): void {
    this.#governor.starve();
    for (const { given } of this.#cores) if (given !== undefined) memoryReserve.give(given.type, given.memory);
  }

  #begin(operation: string, limits: CallLimits, setting: CallSetting): ActiveCall {
    const { intercepted } = this.#options;
    const call =
      intercepted === undefined
        ? new ActiveCall(operation, limits, setting)
        : this.#intercept(intercepted, operation, limits, setting);
    deepen();
    this.#call = call;
    this.#governor.begin(call);
    return call;
  }

  /** Has the call stopped when its time is over, while it waits. */
  #watchTime(call: ActiveCall): void {
    this.#options.deadlines.add(call);
    stopByClock(call, this.#options.clock);
  }

  /** A call whose fuel may be less. */
  #intercept(intercepted: InstanceLimits, operation: string, limits: CallLimits, setting: CallSetting): ActiveCall {
    let call: ActiveCall | undefined;
    const fuelUsed = (): number => (call === undefined ? 0 : this.#governor.fuelOf(call));
    const { isStartUp = false } = setting;
    const maxFuel = intercepted.maxFuel({ operation, isStartUp, fuelUsed }) ?? limits.maxFuel;
    call = new ActiveCall(operation, maxFuel < limits.maxFuel ? { ...limits, maxFuel } : limits, setting);
    return call;
  }

  #end(call: ActiveCall): Usage {
    const fuel = this.#governor.end();
    this.#options.deadlines.delete(call);
    this.#call = undefined;
    flatten();
    call.end();
    const { memoryBytes } = this.#governor;
    const durationMs = performance.now() - call.startedAt;
    const usage = usageOfCall(call, { fuel, memoryBytes, durationMs });
    this.#usage.add(usage);
    return usage;
  }

  /** INVARIANT: after a trap the instance is never entered again. */
  #trap(call: ActiveCall, thrown: unknown): TrapError {
    const usage = this.#end(call);
    this.#governor.starve();
    if (this.#state === 'ready') this.#state = 'trapped';
    this.#inspectEnd();
    const { kind, message, cause } = explain(call, thrown, this.#cores);
    this.#forget();
    this.#options.services?.begin();
    const frames = framesOf(thrown, cause, this.#options.component.binary.manifest !== undefined);
    const { operation, guestError } = call;
    const trap = new TrapError(kind, message, { operation, usage, guestError, frames, cause });
    this.#ended.tell(trap);
    return trap;
  }
}

function reachedTooSoon(): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_STATE', REACHED_TOO_SOON.message, {
    hint: 'A component reaches its host during a call only, never in its start functions.',
  });
}
