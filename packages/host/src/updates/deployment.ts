import { AirssysError } from '@airssys/model';
import type { CallResult } from '../resources/typed-calls.ts';
import { type Clock, SYSTEM_CLOCK } from '../services/host-services.ts';
import { orAborted } from './abandon.ts';
import type { Generation } from './generation.ts';
import { type RoutedCallOptions, Router } from './router.ts';
import { runUpdate } from './run-update.ts';
import type { UpdateSettings } from './update-options.ts';
import type { UpdateResult } from './update-progress.ts';
import type { WaitingLineOptions } from './waiting-line.ts';

export interface DeploymentOptions extends WaitingLineOptions {
  /** The version that gets the calls at first. The deployment disposes it. */
  readonly current: Generation;
  /**
   * Milliseconds for which the version before an update stays warm, so that going back to it takes no time: 0 to 2,147,483,647.
   * Default 600,000.
   */
  readonly keepWarmMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

export interface RollbackSettings extends Partial<UpdateSettings> {
  /** Called before calls go back, and waited for: whoever records it does so here. What it throws leaves everything as it is. */
  readonly beforeSwitch?: (() => void | Promise<void>) | undefined;
}

/** One component that is being called, in one version or two. */
export class Deployment implements AsyncDisposable {
  readonly router: Router;
  readonly #clock: Clock;
  readonly #keepWarmMs: number;
  #current: Generation;
  #previous: Generation | undefined;
  #isChanging = false;
  /** Ends the warm time of the previous version. */
  #cooling: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  readonly #endings = new Set<Promise<void>>();

  constructor({ current, keepWarmMs = 600_000, clock = SYSTEM_CLOCK, ...line }: DeploymentOptions) {
    this.router = new Router(line);
    this.#clock = clock;
    this.#keepWarmMs = keepWarmMs;
    this.#current = current;
    this.router.route([{ generation: current, weight: 1 }]);
  }

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

  /** Calls an operation in the version that its turn, key or headers lead to. As {@link Router.invoke}. */
  invoke(operation: string, args: readonly unknown[], options?: RoutedCallOptions): Promise<CallResult> {
    return this.router.invoke(operation, args, options);
  }

  /**
   * Takes the calls to another version. That of before this one is disposed.
   *
   * @param next Without slots yet; the deployment disposes it.
   * @throws As `runUpdate`; AirssysError `AIRSSYS_UPDATE_IN_PROGRESS` during another update or rollback.
   */
  async update(next: Generation, settings: UpdateSettings): Promise<UpdateResult> {
    return await this.#changing(async () => {
      const result = await runUpdate({
        ...settings,
        router: this.router,
        old: this.#current,
        next,
        clock: this.#clock,
      });
      if (result.kind === 'completed') {
        await this.#forgetPrevious();
        this.#previous = this.#current;
        this.#current = result.current;
        this.#coolDown(result.previous);
      }
      return result;
    });
  }

  /**
   * Takes the calls back to the version before the last update: at once where it is warm, with what it remembered when it lost
   * them. Else, or to hand it the present state (`migrate: true`), it is started first, as an update by `strategy` (blue-green by default).
   * The version that was left ends when its calls have ended.
   *
   * @throws AirssysError `AIRSSYS_UPDATE_NO_PREVIOUS`, `AIRSSYS_UPDATE_IN_PROGRESS`; as `runUpdate`; what `beforeSwitch` throws.
   */
  async rollback(settings: RollbackSettings = {}): Promise<UpdateResult> {
    return await this.#changing(async () => {
      const previous = this.#previous;
      if (previous === undefined) throw nothingBefore(this.#current.version.version);
      if (!this.isPreviousWarm || settings.migrate === true) return await this.#startPrevious(previous, settings);
      await settings.beforeSwitch?.();
      const since = performance.now();
      this.router.route([{ generation: previous, weight: 1 }]);
      const switchOverMs = performance.now() - since;
      return this.#wentBack(previous, switchOverMs);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#forgetPrevious();
    await this.#current.dispose();
    await Promise.allSettled(this.#endings);
  }

  async #startPrevious(previous: Generation, settings: RollbackSettings): Promise<UpdateResult> {
    await this.#stopCooling();
    await previous.discard(previous.take(previous.slots.length));
    await settings.beforeSwitch?.();
    const result = await runUpdate({
      strategy: { kind: 'blue-green' },
      ...settings,
      router: this.router,
      old: this.#current,
      next: previous,
      clock: this.#clock,
    });
    if (result.kind === 'completed') return this.#wentBack(previous, result.switchOverMs);
    this.#previous = undefined;
    return result;
  }

  #wentBack(previous: Generation, switchOverMs: number): UpdateResult {
    const left = this.#current;
    this.#current = previous;
    this.#previous = undefined;
    void this.#stopCooling();
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

  #coolDown(generation: Generation): void {
    const stop = new AbortController();
    const cool = async (): Promise<void> => {
      if (this.#keepWarmMs > 0) await this.#clock.sleep(this.#keepWarmMs, stop.signal);
      await orAborted(generation.drained(stop.signal), stop.signal);
      await generation.discard(generation.take(generation.slots.length));
    };
    this.#cooling = { stop, done: cool().catch(() => {}) };
  }

  async #stopCooling(): Promise<void> {
    const cooling = this.#cooling;
    this.#cooling = undefined;
    cooling?.stop.abort();
    await cooling?.done;
  }

  async #forgetPrevious(): Promise<void> {
    const previous = this.#previous;
    this.#previous = undefined;
    await this.#stopCooling();
    if (previous !== undefined) this.#end(previous);
  }

  async #changing<T>(change: () => Promise<T>): Promise<T> {
    if (this.#isChanging) {
      throw new AirssysError('AIRSSYS_UPDATE_IN_PROGRESS', 'The component is being updated or rolled back', {
        hint: 'Wait until that has ended, or cancel it by its signal.',
      });
    }
    this.#isChanging = true;
    try {
      return await change();
    } finally {
      this.#isChanging = false;
    }
  }
}

const NEVER = new AbortController().signal;

function nothingBefore(version: string): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_NO_PREVIOUS', `There is no version before ${version || 'this one'}`, {
    hint: 'One can go back once after each update. Update to the version that you want.',
  });
}
