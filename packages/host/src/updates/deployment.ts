import { AirssysError } from '@airssys/model';
import type { CallResult } from '../resources/typed-calls.ts';
import { type Clock, SYSTEM_CLOCK } from '../services/host-services.ts';
import { orAborted } from './abandon.ts';
import { demandRange } from './demand-range.ts';
import type { Generation } from './generation.ts';
import { type RoutedCallOptions, Router } from './router.ts';
import { runUpdate } from './run-update.ts';
import type { UpdateSettings } from './update-options.ts';
import type { UpdateResult } from './update-progress.ts';
import { unavailable, type WaitingLineOptions } from './waiting-line.ts';

/** Which version gets the calls at first, and how long others are kept. */
export interface DeploymentOptions extends WaitingLineOptions {
  /** The version that gets the calls at first. The deployment disposes it. */
  readonly current: Generation;
  /**
   * Milliseconds for which the version before an update stays warm, so that going back to it takes no time: 0 to 2,147,483,647.
   * Default 600,000.
   */
  readonly keepWarmMs?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** How calls are taken back. */
export interface RollbackSettings extends Partial<UpdateSettings> {
  /** Called before calls go back, and waited for: whoever records it does so here. What it throws leaves everything as it is. */
  readonly beforeSwitch?: (() => void | Promise<void>) | undefined;
}

/** One component that is being called, in one version or two. */
export class Deployment implements AsyncDisposable {
  /** Decides which version a call goes to. */
  readonly router: Router;
  readonly #clock: Clock;
  readonly #keepWarmMs: number;
  #current: Generation;
  #previous: Generation | undefined;
  /** Of the update or rollback that is under way. */
  #change: Promise<unknown> | undefined;
  readonly #disposal = new AbortController();
  /** Ends the warm time of the previous version. */
  #cooling: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  readonly #endings = new Set<Promise<void>>();

  /** The options say which version gets the calls at first. */
  constructor({ current, keepWarmMs = 600_000, clock = SYSTEM_CLOCK, ...line }: DeploymentOptions) {
    this.router = new Router(line);
    this.#clock = clock;
    this.#keepWarmMs = demandRange('keepWarmMs', keepWarmMs, 0);
    this.#current = current;
    this.router.route([{ generation: current, weight: 1 }]);
  }

  /** The version that gets the calls. */
  get current(): Generation {
    return this.#current;
  }

  /** The version before the last update, if one can go back to it. */
  get previous(): Generation | undefined {
    return this.#previous;
  }

  /** Whether going back takes no time. */
  get isPreviousWarm(): boolean {
    return this.#previous !== undefined && this.#previous.slots.length > 0;
  }

  /** Whether going back takes no start: it is warm, or has instances that a rolling update has replaced and others were made for. */
  get isPreviousReady(): boolean {
    return this.isPreviousWarm || (this.#previous?.readyCount ?? 0) > 0;
  }

  /**
   * Calls an operation in the version that its turn, key or headers lead to. As {@link Router.invoke}. The arguments are of the
   * author's types.
   */
  invoke(operation: string, args: readonly unknown[], options?: RoutedCallOptions): Promise<CallResult> {
    return this.router.invoke(operation, args, options);
  }

  /**
   * Takes the calls to another version. One before the present one ceases to be warm when this begins, and is disposed when it has
   * completed.
   *
   * @param next Without slots yet; the deployment disposes it.
   * @throws As `runUpdate`; AirssysError `AIRSSYS_UPDATE_IN_PROGRESS` during another update or rollback.
   */
  async update(next: Generation, settings: UpdateSettings): Promise<UpdateResult> {
    return await this.#changing(async () => {
      await this.#stopCooling();
      if (this.isPreviousReady) this.#coolDown(0);
      const slots = this.#current.slots.length;
      const result = await this.#run(next, settings);
      if (result.kind === 'completed') {
        await this.#forgetPrevious();
        this.#previous = this.#current;
        this.#current = result.current;
        // Its instances have ended one after the other. The strategy has room for both versions, so others are made.
        this.#coolDown(this.#keepWarmMs, settings.strategy.kind === 'rolling' ? slots : 0);
      }
      return result;
    });
  }

  /**
   * Takes the calls back to the version before the last update: at once where it is warm, with what it remembered when it lost
   * them. Else, or to hand it the present state (`migrate: true`), it is started first, as an update by `strategy` (blue-green by default);
   * after a rolling update that has been done already, in as many instances as were replaced.
   * The version that was left ends when its calls have ended.
   *
   * @throws AirssysError `AIRSSYS_UPDATE_NO_PREVIOUS`, `AIRSSYS_UPDATE_IN_PROGRESS`; as `runUpdate`; what `beforeSwitch` throws.
   */
  async rollback(settings: RollbackSettings = {}): Promise<UpdateResult> {
    return await this.#changing(async () => {
      const previous = this.#previous;
      if (previous === undefined) throw nothingBefore(this.#current.version.version);
      // It must not end while somebody takes note of that.
      await this.#stopCooling();
      if (!this.isPreviousWarm || settings.migrate === true) return await this.#startPrevious(previous, settings);
      try {
        await settings.beforeSwitch?.();
      } catch (error) {
        this.#coolDown(this.#keepWarmMs);
        throw error;
      }
      const since = performance.now();
      this.router.route([{ generation: previous, weight: 1 }]);
      const switchOverMs = performance.now() - since;
      return this.#wentBack(previous, switchOverMs);
    });
  }

  /** Undoes an update that is under way, and ends all versions when their calls have ended or are refused. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposal.abort(unavailable('The component has been stopped'));
    await this.#change?.catch(() => {});
    await this.#forgetPrevious();
    await this.#current.dispose();
    await Promise.allSettled(this.#endings);
  }

  async #startPrevious(previous: Generation, settings: RollbackSettings): Promise<UpdateResult> {
    // Calls that it began when it was the current one end first.
    await previous.drained(this.#disposal.signal);
    await previous.discard(previous.take(previous.slots.length));
    await settings.beforeSwitch?.();
    const result = await this.#run(previous, { strategy: { kind: 'blue-green' }, ...settings });
    if (result.kind === 'completed') return this.#wentBack(previous, result.switchOverMs);
    this.#previous = undefined;
    return result;
  }

  async #run(next: Generation, settings: UpdateSettings): Promise<UpdateResult> {
    const { signal } = this.#disposal;
    return await runUpdate({
      ...settings,
      router: this.router,
      old: this.#current,
      next,
      clock: this.#clock,
      signal: settings.signal ? AbortSignal.any([settings.signal, signal]) : signal,
    });
  }

  #wentBack(previous: Generation, switchOverMs: number): UpdateResult {
    const left = this.#current;
    this.#current = previous;
    this.#previous = undefined;
    this.#end(left);
    return { kind: 'completed', current: previous, previous: left, switchOverMs };
  }

  /** Disposes a version that gets no calls any more when the last of its calls has ended. */
  #end(generation: Generation): void {
    const ending = generation
      .drained(NEVER)
      .then(async () => await generation.dispose())
      .finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  /**
   * Ends the instances of the previous version some time from now, though not the version: they can be started again. So many are
   * made in advance until then; one that does not start now is started when it is needed.
   */
  #coolDown(afterMs: number, ready = 0): void {
    const generation = this.#previous;
    if (generation === undefined) return;
    const stop = new AbortController();
    const cool = async (): Promise<void> => {
      if (afterMs > 0 && ready > 0) {
        await generation.keepReady(ready, stop.signal).catch(() => {});
        stop.signal.throwIfAborted();
      }
      if (afterMs > 0) await this.#clock.sleep(afterMs, stop.signal);
      await orAborted(generation.drained(stop.signal), stop.signal);
      await generation.dropReady();
      await generation.discard(generation.take(generation.slots.length));
    };
    this.#cooling = { stop, done: cool().catch(() => {}) };
  }

  async #stopCooling(): Promise<void> {
    const cooling = this.#cooling;
    this.#cooling = undefined;
    cooling?.stop.abort(NEEDED);
    await cooling?.done;
  }

  async #forgetPrevious(): Promise<void> {
    const previous = this.#previous;
    this.#previous = undefined;
    await this.#stopCooling();
    if (previous !== undefined) this.#end(previous);
  }

  async #changing<T>(change: () => Promise<T>): Promise<T> {
    if (this.#change !== undefined) {
      throw new AirssysError('AIRSSYS_UPDATE_IN_PROGRESS', 'The component is being updated or rolled back', {
        hint: 'Wait until that has ended, or cancel it by its signal.',
      });
    }
    this.#disposal.signal.throwIfAborted();
    const made = change();
    this.#change = made;
    try {
      return await made;
    } finally {
      this.#change = undefined;
    }
  }
}

/** The version before an update is wanted, or the next update begins. */
const NEEDED = 'needed';

const NEVER = new AbortController().signal;

function nothingBefore(version: string): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_NO_PREVIOUS', `There is no version before ${version || 'this one'}`, {
    hint: 'One can go back once after each update. Update to the version that you want.',
  });
}
