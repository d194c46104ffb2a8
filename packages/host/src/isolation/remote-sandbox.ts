/**
 * An instance in a thread or a process of its own, behind the same interface as one on the host's thread. It can be killed
 * whatever it does; in a process not even an abort of V8 reaches the host. The limits hold over there, the gate stays here:
 * each host call of the guest comes as a message.
 *
 * INVARIANT: what comes from the other side is the guest's word. It can name host functions and give values, as any guest can;
 * which function runs, for which call, and whether it may, this side decides.
 */
import { AirssysError } from '@airssys/model';
import { ActiveCall, type CallLimits, type CallSetting, type Stop } from '../sandbox/active-call.ts';
import { CallQueue } from '../sandbox/call-queue.ts';
import { isInside, reentrance, runFor } from '../sandbox/callers.ts';
import { stopByClock } from '../sandbox/clock-deadline.ts';
import type { DeadlineTimer } from '../sandbox/deadline-timer.ts';
import { demandReady } from '../sandbox/demand-ready.ts';
import { type EndListener, EndListeners } from '../sandbox/end-listeners.ts';
import { own } from '../sandbox/glue-exports.ts';
import type { InstantiateOptions } from '../sandbox/instantiate.ts';
import { type Limits, narrowLimits } from '../sandbox/limits.ts';
import { overloaded } from '../sandbox/overloaded.ts';
import type {
  CallOutcome,
  EnterableSandbox,
  ExportedFunction,
  HandleToken,
  SandboxCallOptions,
  SandboxState,
} from '../sandbox/sandbox.ts';
import type { WasmFrame } from '../sandbox/trap-frame.ts';
import { TrapError, type TrapKind } from '../sandbox/trap.ts';
import { addUsage, NO_USAGE, type Usage, usageOfCall } from '../sandbox/usage.ts';
import type { Clock } from '../services/host-services.ts';
import type { ServicesEnd } from '../services/services-end.ts';
import { LIMIT_NAMES, type LimitWatch } from '../telemetry/limit-watch.ts';
import { type Channel, openChannel, type RemoteIsolation } from './channel.ts';
import type {
  AnswerMessage,
  ApproachMessage,
  FromRemote,
  HostCallMessage,
  PlainError,
  StartMessage,
} from './messages.ts';

export interface RemoteSandboxOptions {
  readonly id: number;
  readonly isolation: RemoteIsolation;
  readonly limits: Limits;
  readonly start: Omit<StartMessage, 'kind' | 'limits' | 'limitEventAt'>;
  /** As for an inline sandbox. */
  readonly gate: (current: () => ActiveCall | undefined) => InstantiateOptions['imports'];
  readonly deadlines: DeadlineTimer;
  /** As for an inline sandbox. */
  readonly clock?: Clock | undefined;
  readonly maxConcurrentCalls: number;
  /** Who is told when a limit is near, if anybody is. */
  readonly watch?: LimitWatch | undefined;
  /** What the host holds for the instance, and ends with it. */
  readonly services?: ServicesEnd | undefined;
}

/**
 * Milliseconds that the other side has beyond a call's deadline to stop it by itself, with its usage. Then it is killed. To
 * make an instance it has more: a component that is not in the cache has to be prepared first.
 */
const GRACE_MS = 500;
const START_GRACE_MS = 60_000;

type Reply = Exclude<FromRemote, HostCallMessage | ApproachMessage>;

export class RemoteSandbox implements EnterableSandbox {
  readonly id: number;
  readonly #options: RemoteSandboxOptions;
  readonly #imports: InstantiateOptions['imports'];
  readonly #queue: CallQueue;
  readonly #channel: Channel;
  #exports = new Set<string>();
  #isStarted = false;
  #state: SandboxState = 'ready';
  #usage: Usage = NO_USAGE;
  #call: ActiveCall | undefined;
  #onReply: ((reply: Reply) => void) | undefined;
  readonly #ended = new EndListeners();

  private constructor(options: RemoteSandboxOptions) {
    this.id = options.id;
    this.#options = options;
    this.#queue = new CallQueue(options.limits.maxQueuedCalls);
    // INVARIANT: start functions reach nothing of the host.
    this.#imports = options.gate(() => (this.#isStarted ? this.#call : undefined));
    this.#channel = openChannel(options.isolation, {
      onMessage: (message) => this.#receive(message),
      onExit: (reason) => this.#lost(reason),
    });
  }

  /** @throws As {@link InlineSandbox.create} does. */
  static async create(options: RemoteSandboxOptions): Promise<RemoteSandbox> {
    const { limits, start, watch } = options;
    const sandbox = new RemoteSandbox(options);
    const setting = { graceMs: START_GRACE_MS, isStartUp: true, watch };
    const startLimits = { ...limits, timeoutMs: limits.startupTimeoutMs };
    const reply = await sandbox.#run('start-up', startLimits, setting, {}, () =>
      sandbox.#channel.post({ kind: 'start', ...start, limits, limitEventAt: watch?.share }),
    );
    if (reply.kind !== 'started') throw new TypeError(`the instance answered its start with ${reply.kind}`);
    sandbox.#exports = new Set(reply.exports.map(keyOf));
    sandbox.#usage = reply.usage;
    sandbox.#isStarted = true;
    return sandbox;
  }

  get state(): SandboxState {
    return this.#state;
  }

  get usage(): Usage {
    return this.#usage;
  }

  get current(): ActiveCall | undefined {
    return this.#call;
  }

  /** The other side would have to be asked. */
  get hasHandles(): boolean {
    return true;
  }

  has(fn: ExportedFunction): boolean {
    return fn.of?.kind === 'drop' || this.#exports.has(keyOf(fn));
  }

  onEnded(listener: EndListener): () => void {
    this.#ended.add(listener);
    return () => this.#ended.delete(listener);
  }

  async call(
    fn: ExportedFunction,
    operation: string,
    args: readonly unknown[],
    options: SandboxCallOptions = {},
    taken: readonly HandleToken[] = [],
  ): Promise<CallOutcome> {
    if (isInside(this)) throw reentrance(operation);
    demandReady(this.#state, operation);
    if (!this.has(fn)) throw unknownOperation(operation);
    const limits = narrowLimits(this.#options.limits, options);
    options.signal?.throwIfAborted();
    const turn = this.#queue.enter(options.signal);
    if (turn !== undefined) await turn;
    try {
      if (turn !== undefined) demandReady(this.#state, operation);
      const { deadlines, maxConcurrentCalls } = this.#options;
      if (deadlines.size >= maxConcurrentCalls) throw overloaded(maxConcurrentCalls);
      const { timeoutMs, maxFuel } = limits;
      const isStartUp = options.startupTimeoutMs !== undefined;
      const setting = { graceMs: GRACE_MS, isStartUp, watch: this.#options.watch };
      const reply = await this.#run(operation, limits, setting, options, () =>
        this.#channel.post({ kind: 'call', fn, operation, args, taken, timeoutMs, maxFuel, isStartUp }),
      );
      if (reply.kind !== 'returned') throw new TypeError(`the instance answered a call with ${reply.kind}`);
      return reply.outcome;
    } finally {
      this.#queue.leave();
    }
  }

  /** Runs a host function for the call that is running. */
  enterHost<T>(work: () => T): T {
    return this.#call === undefined ? work() : runFor(this, this.#call, work);
  }

  /** Its turns are taken on its own thread. */
  hostCalled(): void {}

  hostAnswered(): undefined {}

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    this.#call?.stop({ kind: 'cancelled', message: 'the instance was disposed' });
    this.#channel.kill();
    this.#ended.tell(undefined);
    await this.#options.services?.end();
  }

  /** Posts, and waits for what ends it: the reply, or whatever stops the call on this side. */
  async #run(
    operation: string,
    limits: CallLimits,
    setting: CallSetting,
    { signal, context, onBegin }: Pick<SandboxCallOptions, 'signal' | 'context' | 'onBegin'>,
    post: () => void,
  ): Promise<Reply> {
    const call = new ActiveCall(operation, limits, setting);
    call.context = context;
    onBegin?.(call.id);
    const onAbort = (): void => call.stop({ kind: 'cancelled', message: `${operation} was cancelled` });
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#call = call;
    this.#options.deadlines.add(call);
    stopByClock(call, this.#options.clock);
    this.#channel.hold(true);
    try {
      const reply = await new Promise<Reply | Stop>((resolve) => {
        call.onStop(resolve);
        this.#onReply = resolve;
        post();
      });
      return this.#settle(call, call.stopped ?? reply);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#onReply = undefined;
      this.#options.deadlines.delete(call);
      this.#call = undefined;
      call.end();
      this.#channel.hold(false);
    }
  }

  #settle(call: ActiveCall, end: Reply | Stop): Reply {
    const { operation, guestError } = call;
    if (isStop(end)) throw this.#trap(call, end, this.#used(call));
    switch (end.kind) {
      case 'failed':
        throw toError(end.error);
      case 'trapped': {
        const { kind, message, usage, frames } = end.trap;
        const isTold = guestError !== undefined && !LIMITS.has(kind);
        const told = isTold ? `${operation} threw ${guestError.name}: ${guestError.message}` : message;
        throw this.#trap(call, { kind: isTold ? 'guest-error' : kind, message: told }, withLog(usage, call), frames);
      }
      case 'returned':
        // The engine may have made up an answer for what the operation threw.
        if (!end.outcome.ok && guestError?.isFatal === true) {
          const message = `${operation} threw ${guestError.name}: ${guestError.message}`;
          throw this.#trap(call, { kind: 'guest-error', message }, withLog(end.outcome.usage, call));
        }
        return this.#returned(call, end.outcome);
      case 'started':
        return end;
    }
  }

  #returned(call: ActiveCall, { usage, ...answer }: CallOutcome): Reply {
    const outcome: CallOutcome = { ...answer, usage: withLog(usage, call) };
    this.#usage = addUsage(this.#usage, outcome.usage);
    return { kind: 'returned', outcome };
  }

  /** INVARIANT: after a trap the other side is gone. */
  #trap(call: ActiveCall, { kind, message, cause }: Stop, usage: Usage, frames?: readonly WasmFrame[]): TrapError {
    if (this.#state === 'ready') this.#state = 'trapped';
    this.#channel.kill();
    this.#options.services?.begin();
    this.#usage = addUsage(this.#usage, usage);
    const { operation, guestError } = call;
    const trap = new TrapError(kind, message, { operation, usage, guestError, frames, cause });
    this.#ended.tell(trap);
    return trap;
  }

  /** What is known of a call that was cut off: its fuel is not, nor its bytes. */
  #used(call: ActiveCall): Usage {
    const durationMs = performance.now() - call.startedAt;
    return usageOfCall(call, { fuel: 0, memoryBytes: this.#usage.memoryBytes, durationMs });
  }

  #receive(message: FromRemote): void {
    if (message.kind === 'host-call') void this.#answer(message);
    else if (message.kind === 'limit-approached') this.#approached(message);
    else this.#onReply?.(message);
  }

  #approached({ limit, used, maximum }: ApproachMessage): void {
    if (LIMIT_NAMES.includes(limit)) this.#call?.tellNear(limit, used, maximum);
  }

  async #answer({ id, interface: interfaceName, name, args }: HostCallMessage): Promise<void> {
    const call = this.#call;
    const reply = (answer: AnswerMessage['answer']): void => {
      if (this.#call !== call) return; // nobody waits for it
      try {
        this.#channel.post({ kind: 'answer', id, answer });
      } catch (cause) {
        call?.stop({ kind: 'host-error', message: `The host's ${interfaceName}#${name} gave no plain value`, cause });
      }
    };
    try {
      const fn = own(own(this.#imports, interfaceName), name);
      if (typeof fn !== 'function') throw new TypeError(`the host has no function ${interfaceName}#${name}`);
      reply({ ok: true, value: await (fn as (...values: readonly unknown[]) => unknown)(...args) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const payload = own(error, 'payload');
      reply({ ok: false, message, ...(payload !== undefined && { payload }) });
    }
  }

  #lost(reason: string): void {
    const { isolation } = this.#options;
    if (this.#state === 'ready') this.#state = 'trapped';
    this.#options.services?.begin();
    // Where a call is running, its end tells of it.
    if (this.#call === undefined) this.#ended.tell(lostAtRest(isolation, reason));
    else this.#call.stop({ kind: 'lost', message: `${this.#call.operation} lost its ${isolation}: ${reason}` });
  }
}

/** What the other side knows better than what the guest has told of. */
const LIMITS: ReadonlySet<TrapKind> = new Set([
  'out-of-fuel',
  'deadline',
  'startup-deadline',
  'memory-limit',
  'table-limit',
  'handle-limit',
  'bytes-in-limit',
  'bytes-out-limit',
  'cancelled',
]);

/** The log is on this side. */
const withLog = (usage: Usage, { logBytes, droppedLogBytes }: ActiveCall): Usage => ({
  ...usage,
  logBytes,
  droppedLogBytes,
});

const REPLIES: ReadonlySet<string> = new Set(['started', 'returned', 'trapped', 'failed'] satisfies Reply['kind'][]);

const isStop = (end: Reply | Stop): end is Stop => !REPLIES.has(end.kind);

/** The other side tells of a resource as a whole. */
const keyOf = ({ interface: interfaceName = '', name, of }: ExportedFunction): string =>
  `${interfaceName}#${of?.resource ?? name}`;

function unknownOperation(operation: string): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_OPERATION_UNKNOWN', `The component has no operation ${operation}`);
}

const lostAtRest = (isolation: RemoteIsolation, reason: string): TrapError =>
  new TrapError('lost', `The instance lost its ${isolation} between calls: ${reason}`, {
    operation: 'none',
    usage: NO_USAGE,
  });

function toError({ code, message, hint, data }: PlainError): Error {
  return code === undefined ? new Error(message) : new AirssysError(code, message, { hint, data });
}
