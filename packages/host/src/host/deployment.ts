/** The instances of one version of a component, of which each takes its share of the calls. */
import { AirssysError } from '@airssys/model';
import type { ComponentInstance } from '../component-instance.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions, CallOutcome } from '../sandbox/sandbox.ts';

export interface DeploymentOptions {
  readonly component: string;
  readonly instances: number;
  readonly make: () => Promise<ComponentInstance>;
  /** Called once, when it has ended by itself and for good. */
  readonly onFailed: (error: unknown) => void;
}

interface Slot {
  instance: ComponentInstance;
  load: number;
}

/** Restarts within this many milliseconds, of all instances together, beyond which it is given up: OTP's intensity and period. */
const MAX_RESTARTS = 3;
const PERIOD_MS = 5_000;

export class Deployment {
  readonly #options: DeploymentOptions;
  readonly #slots = new Set<Slot>();
  readonly #restarts: number[] = [];
  #isEnded = false;

  private constructor(options: DeploymentOptions) {
    this.#options = options;
  }

  /** All instances or none. What comes after the signal has aborted is disposed. */
  static async start(options: DeploymentOptions, signal: AbortSignal): Promise<Deployment> {
    const deployment = new Deployment(options);
    try {
      for (let made = 0; made < options.instances; made += 1) {
        const instance = await options.make();
        deployment.#slots.add({ instance, load: 0 });
        signal.throwIfAborted();
      }
      return deployment;
    } catch (error) {
      await deployment.kill();
      throw error;
    }
  }

  async invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    return await this.#use(async (instance) => await instance.invoke(operation, args, options));
  }

  async callExport(
    interfaceName: string,
    name: string,
    args: readonly unknown[],
    options?: CallOptions,
  ): Promise<CallOutcome> {
    return await this.#use(async (instance) => await instance.callExport(interfaceName, name, args, options));
  }

  async #use<T>(work: (instance: ComponentInstance) => Promise<T>): Promise<T> {
    const slot = [...this.#slots].toSorted((a, b) => a.load - b.load)[0];
    if (slot === undefined) {
      throw new AirssysError('AIRSSYS_LIFECYCLE_STATE', `${this.#options.component} is being restarted`, {
        hint: 'Call again in a moment.',
        data: { component: this.#options.component },
      });
    }
    slot.load += 1;
    try {
      return await work(slot.instance);
    } finally {
      slot.load -= 1;
      if (slot.instance.state === 'trapped') void this.#replace(slot);
    }
  }

  /** In order; by force as soon as the signal aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#isEnded = true;
    const kill = (): void => void this.kill();
    signal.addEventListener('abort', kill, { once: true });
    try {
      const ends = [...this.#slots].map(async ({ instance }) => await instance.shutdown());
      // What a component says in its shutdown does not keep it.
      await Promise.allSettled(ends);
    } finally {
      signal.removeEventListener('abort', kill);
      this.#slots.clear();
    }
  }

  async kill(): Promise<void> {
    this.#isEnded = true;
    await Promise.allSettled([...this.#slots].map(async ({ instance }) => await instance[Symbol.asyncDispose]()));
  }

  async #replace(slot: Slot): Promise<void> {
    if (!this.#slots.delete(slot) || this.#isEnded) return;
    try {
      const now = performance.now();
      this.#restarts.push(now);
      while ((this.#restarts[0] ?? now) < now - PERIOD_MS) this.#restarts.shift();
      if (this.#restarts.length > MAX_RESTARTS) {
        throw new AirssysError('AIRSSYS_LIFECYCLE_STATE', `${this.#options.component} has trapped too often`, {
          hint: 'Look at the component; start it again then.',
        });
      }
      const instance = await this.#options.make();
      if (this.#isEnded) await instance[Symbol.asyncDispose]();
      else this.#slots.add({ instance, load: 0 });
    } catch (error) {
      if (this.#isEnded) return;
      await this.kill();
      this.#options.onFailed(error);
    }
  }
}
