/**
 * A supervisor by the rules of OTP's: it does one thing after the other. Ends of children, commands and restarts that are due are
 * taken in the order in which they came; what a child does meanwhile is found when its turn comes. Only its own end comes first.
 */
import type { HealthStatus } from '../component-instance.ts';
import type { Clock } from '../services/host-services.ts';
import type { Child, ChildInfo } from './child.ts';
import { type ChildCounts, Children } from './children.ts';
import { endChild, startChild } from './end-child.ts';
import { killedBy } from './ends.ts';
import { EventHub } from './event-hub.ts';
import { watchHealth } from './health-watch.ts';
import { RestartPolicy } from './restart-policy.ts';
import type { ChildSpec, EndReason, Supervised } from './supervised.ts';
import { errorOf, startFailed, supervisorRefuses } from './supervision-errors.ts';
import type { BareEvent, SupervisorEvent, SupervisorListener } from './supervisor-event.ts';
import {
  resolveSupervisorOptions,
  type RestartStrategy,
  type SupervisorOptions,
  type SupervisorSettings,
} from './supervisor-options.ts';
import { Turns } from './turns.ts';

/** What a supervisor is doing: its children are started one after the other, it watches them, it ends them, it has ended. */
export type SupervisorState = 'starting' | 'running' | 'ending' | 'ended';

/**
 * Starts children in order, starts them again when they end, by its strategy and each child's `restart`, and ends them in reverse
 * order. Where they end too often it ends itself, as one that has failed: what supervises it decides then by its own rules. A
 * supervisor is a child like others, which makes trees: see `supervise`. It tells its `name`, `state` and `strategy`.
 *
 * ```ts
 * await using shop = await Supervisor.start({ strategy: 'one-for-one' }, [
 *   { id: 'cart', start: (signal) => ComponentActor.start({ loaded }, signal) },
 * ]);
 * ```
 *
 * A child must not wait in its `start` or `stop` for a command to its own supervisor: that is carried out after it.
 */
export class Supervisor<T extends Supervised = Supervised> implements Supervised, AsyncDisposable {
  /** Resolves once, when it and all its children have ended; never rejects. */
  readonly ended: Promise<EndReason>;
  readonly #settings: SupervisorSettings;
  readonly #clock: Clock;
  readonly #resolveEnded: (reason: EndReason) => void;
  readonly #hub = new EventHub();
  readonly #policy: RestartPolicy;
  readonly #children: Children<T>;
  #state: SupervisorState = 'starting';
  readonly #turns = new Turns();
  /** Aborts when it is to end: a start that is under way is given up. */
  readonly #ending = new AbortController();
  /** Aborts when it is to end at once. */
  readonly #forced = new AbortController();

  private constructor(options: SupervisorOptions) {
    const { promise, resolve } = Promise.withResolvers<EndReason>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.#settings = resolveSupervisorOptions(options);
    this.#clock = this.#settings.clock;
    this.#children = new Children<T>(this.#settings);
    this.#policy = new RestartPolicy(this.#settings);
    if (this.#settings.onEvent !== undefined) this.#hub.listen(this.#settings.onEvent);
  }

  /**
   * Starts a supervisor and its children, one after the other in the order given. Where one fails to start, those before it are ended
   * in reverse order and this rejects; and likewise when the signal aborts meanwhile.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_START` with the failure as its cause, `AIRSSYS_CONFIG_INVALID` for options out of range,
   *   `AIRSSYS_SUPERVISION_CHILD` for two children of one id; the signal's reason.
   */
  static async start<T extends Supervised = Supervised>(
    options: SupervisorOptions,
    children: readonly ChildSpec<T>[] = [],
    signal?: AbortSignal,
  ): Promise<Supervisor<T>> {
    const supervisor = new Supervisor<T>(options);
    for (const spec of children) supervisor.#children.add(spec);
    signal?.throwIfAborted();
    const onAbort = (): void => supervisor.#end({ kind: 'shutdown' });
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await supervisor.#turns.take(async () => await supervisor.#startFirst());
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    return supervisor;
  }

  get name(): string {
    return this.#settings.name;
  }

  get state(): SupervisorState {
    return this.#state;
  }

  get strategy(): RestartStrategy {
    return this.#settings.strategy;
  }

  /** What the child's start gave, while it runs. After a restart it is another one: ask for it when you need it. */
  child(id: string): T | undefined {
    return this.#children.find(id)?.supervised;
  }

  /** All children, in the order of their start, and what they are doing. */
  whichChildren(): readonly ChildInfo<T>[] {
    return this.#children.all.map(({ info }) => info);
  }

  /** How many children there are, and of which kinds. */
  countChildren(): ChildCounts {
    return this.#children.counts;
  }

  /**
   * What happens from now on to this supervisor and all beneath it, until it has ended or the signal aborts. Who is more than 10,000 events
   * behind loses the oldest.
   */
  events(signal?: AbortSignal): AsyncIterable<SupervisorEvent> {
    return this.#hub.stream(signal);
  }

  /**
   * Adds a child behind the others and starts it. One that fails to start is not kept. Answers what the start gave.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_CHILD` where there is one of the id, `AIRSSYS_SUPERVISION_START`,
   *   `AIRSSYS_SUPERVISION_STATE` where the supervisor ends, `AIRSSYS_CONFIG_INVALID`.
   */
  async startChild<C extends T>(spec: ChildSpec<C>): Promise<C> {
    return await this.#command(async () => {
      const child = this.#children.add(spec);
      try {
        return (await this.#startByCommand(child)) as C; // it is what this specification's start gave
      } catch (error) {
        this.#children.remove(child);
        throw error;
      }
    });
  }

  /**
   * Ends a child. It is not started again, unless by {@link restartChild} or with a sibling; a temporary one is forgotten.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_CHILD` where there is none of the id, `AIRSSYS_SUPERVISION_STATE`.
   */
  async terminateChild(id: string): Promise<void> {
    await this.#command(async () => await this.#terminate(this.#children.demand(id)));
  }

  /**
   * Starts a child that is `stopped`. This is no restart that the supervisor counts. Answers what the start gave.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_CHILD` where there is none of the id, or it is not stopped; `AIRSSYS_SUPERVISION_START`,
   *   `AIRSSYS_SUPERVISION_STATE`.
   */
  async restartChild(id: string): Promise<T> {
    return await this.#command(
      async () => await this.#startByCommand(this.#children.demandStopped(id, 'cannot start')),
    );
  }

  /** Forgets a child that is `stopped`. Throws as {@link restartChild} does. */
  async deleteChild(id: string): Promise<void> {
    await this.#command(
      async () => await Promise.resolve(this.#children.remove(this.#children.demandStopped(id, 'cannot delete'))),
    );
  }

  /**
   * Ends its children in the reverse order of their start, each as its `shutdown` says, and then itself. A start that is under way is
   * given up. When the signal aborts, all that is left is killed.
   */
  async stop(signal?: AbortSignal): Promise<void> {
    const onAbort = (): void => this.#forced.abort();
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#end({ kind: 'shutdown' });
    await this.ended;
    signal?.removeEventListener('abort', onAbort);
  }

  /** Kills its children, in the reverse order of their start, and ends as one that `failed`, with `AIRSSYS_SUPERVISION_KILLED`. */
  kill(): void {
    this.#forced.abort();
    this.#end({ kind: 'failed', error: killedBy(this.name) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Gives a supervisor above the events of its start, and those from now on. */
  adopt(listener: SupervisorListener): () => void {
    return this.#hub.adopt(listener);
  }

  get #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  async #startFirst(): Promise<void> {
    for (const child of this.#children.all) {
      const error = this.#isEnding ? this.#ending.signal.reason : await this.#start(child);
      if (error === undefined) continue;
      const failure = startFailed(this.name, child.spec.id, error);
      await this.#finish({ kind: 'failed', error: failure });
      throw failure;
    }
    if (this.#isEnding) {
      await this.#finish({ kind: 'shutdown' });
      throw supervisorRefuses(this.name, this.#state);
    }
    this.#state = 'running';
    this.#hub.startIsOver();
  }

  /** What went wrong, if something did. */
  async #start(child: Child<T>): Promise<unknown> {
    child.enter('starting');
    const outcome = await startChild(child.spec, this.#clock, this.#ending.signal, this.#forced.signal);
    if (!outcome.ok) {
      child.enter('stopped');
      this.#emit({ kind: 'child-start-failed', child: child.spec.id, error: outcome.error });
      return outcome.error ?? new Error('it was rejected without a reason');
    }
    this.#running(child, outcome.child);
    return undefined;
  }

  #running(child: Child<T>, supervised: T): void {
    child.enter('running');
    child.supervised = supervised;
    child.ended = undefined;
    child.startedAtMs = this.#clock.nowMs();
    child.startedAt = this.#policy.now();
    child.starts += 1;
    this.#emit({ kind: 'child-started', child: child.spec.id, restarts: child.starts - 1 });
    const signal = child.stateSignal;
    if (supervised instanceof Supervisor) {
      const forget = supervised.adopt((event) => this.#hub.emit({ ...event, path: [this.name, ...event.path] }));
      signal.addEventListener('abort', forget, { once: true });
    }
    const onEnded = (reason: EndReason): void => {
      if (signal.aborted) return;
      child.ended = reason;
      this.#whileSo(child, async () => await this.#childEnded(child, reason, 'itself'));
    };
    supervised.ended.then(onEnded, (error: unknown) => onEnded({ kind: 'failed', error }));
    if (child.spec.healthCheck !== undefined) void this.#watch(child, supervised, child.spec.healthCheck);
  }

  async #watch(child: Child<T>, supervised: T, check: NonNullable<ChildSpec['healthCheck']>): Promise<void> {
    const { id, shutdown } = child.spec;
    const signal = child.stateSignal;
    const onUnhealthy = (status: HealthStatus | undefined, count: number): void =>
      this.#emit({ kind: 'child-unhealthy', child: id, status, count });
    const error = await watchHealth({ id, child: supervised, check, clock: this.#clock, signal, onUnhealthy });
    if (error === undefined) return;
    this.#later(async () => {
      if (signal.aborted || child.ended !== undefined) return;
      await endChild(supervised, shutdown, this.#clock, this.#forced.signal);
      await this.#childEnded(child, { kind: 'failed', error }, 'supervisor');
    });
  }

  /** A child has ended that was not told to. */
  async #childEnded(child: Child<T>, reason: EndReason, by: 'itself' | 'supervisor'): Promise<void> {
    const { id, restart } = child.spec;
    child.lastEnd = reason;
    child.enter('stopped');
    this.#emit({ kind: 'child-ended', child: id, reason, by });
    if (this.#isEnding) return;
    this.#policy.hasRun(child);
    if (restart === 'permanent' || (restart === 'transient' && reason.kind === 'failed')) {
      await this.#restart(child, errorOf(id, reason));
      return;
    }
    if (restart === 'temporary') this.#children.remove(child);
    if (child.spec.significant && this.#children.areDone) this.#end({ kind: 'shutdown' });
  }

  /** Counts a restart and carries it out, at once or when it is due. */
  async #restart(child: Child<T>, error: unknown): Promise<void> {
    const delayMs = this.#policy.next(child, error);
    if (typeof delayMs !== 'number') {
      this.#emit({ kind: 'escalated', error: delayMs });
      this.#end({ kind: 'failed', error: delayMs });
      return;
    }
    child.enter('restarting');
    this.#emit({ kind: 'child-restarting', child: child.spec.id, delayMs, count: this.#policy.count });
    if (delayMs === 0) return await this.#carryOut(child);
    const signal = child.stateSignal;
    // What depends on it does not go on without it.
    await this.#terminateAll(this.#children.affected(child).filter((one) => one !== child));
    const due = (): void => this.#whileSo(child, async () => await this.#carryOut(child));
    this.#clock.sleep(delayMs, signal).then(due, () => {}); // it is in another state by now
  }

  async #carryOut(child: Child<T>): Promise<void> {
    const affected = this.#children.affected(child);
    await this.#terminateAll(affected.filter((one) => one !== child));
    for (const one of affected) {
      if (this.#isEnding) return;
      if (one !== child && one.spec.restart === 'temporary') continue;
      const error = await this.#start(one);
      if (error !== undefined) {
        this.#tryAgain(one, error);
        return;
      }
    }
  }

  /** After what has come meanwhile: the supervisor may be told to end, or to let the child be. */
  #tryAgain(child: Child<T>, error: unknown): void {
    if (this.#isEnding) return;
    child.enter('restarting');
    this.#whileSo(child, async () => await this.#restart(child, error));
  }

  async #terminateAll(children: readonly Child<T>[]): Promise<void> {
    for (const child of [...children].reverse()) await this.#terminate(child);
  }

  async #terminate(child: Child<T>): Promise<void> {
    const { supervised, spec } = child;
    if (supervised === undefined) child.enter('stopped');
    else {
      const early = child.ended;
      const reason = early ?? (await endChild(supervised, spec.shutdown, this.#clock, this.#forced.signal));
      child.lastEnd = reason;
      child.enter('stopped');
      this.#emit({ kind: 'child-ended', child: spec.id, reason, by: early === undefined ? 'supervisor' : 'itself' });
    }
    if (spec.restart === 'temporary') this.#children.remove(child);
  }

  #beginEnd(): void {
    if (this.#state !== 'ended') this.#state = 'ending';
    this.#ending.abort(supervisorRefuses(this.name, 'ending'));
  }

  /** The first reason counts. */
  #end(reason: EndReason): void {
    const isFirst = !this.#isEnding;
    this.#beginEnd();
    if (isFirst) void this.#turns.take(async () => await this.#finish(reason));
  }

  async #finish(reason: EndReason): Promise<void> {
    if (this.#state === 'ended') return;
    this.#beginEnd();
    await this.#terminateAll(this.#children.all);
    this.#state = 'ended';
    this.#emit({ kind: 'supervisor-ended', reason });
    this.#hub.close();
    this.#resolveEnded(reason);
  }

  /** In its turn, unless the supervisor ends before. */
  #later(work: () => Promise<void>): void {
    const turn = this.#turns.take(async () => {
      if (!this.#isEnding) await work();
    });
    turn.catch((error: unknown) => this.#end({ kind: 'failed', error }));
  }

  /** In its turn, unless the child is in another state by then. */
  #whileSo(child: Child<T>, work: () => Promise<void>): void {
    const signal = child.stateSignal;
    this.#later(async () => {
      if (!signal.aborted) await work();
    });
  }

  /** What the supervisor does not come to is refused when it has ended, as OTP's callers are told then. */
  async #command<R>(work: () => Promise<R>): Promise<R> {
    const done = await this.#turns.take(async () => (this.#isEnding ? undefined : { answer: await work() }));
    if (done !== undefined) return done.answer;
    await this.ended;
    throw supervisorRefuses(this.name, this.#state);
  }

  async #startByCommand(child: Child<T>): Promise<T> {
    const error = await this.#start(child);
    if (error !== undefined || child.supervised === undefined) throw startFailed(this.name, child.spec.id, error);
    return child.supervised;
  }

  #emit(event: BareEvent): void {
    this.#hub.emit(Object.freeze({ ...event, path: [this.name], timeMs: this.#clock.nowMs() }));
  }
}
