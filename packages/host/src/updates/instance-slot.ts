/** A slot that is an instance, and another one after it has trapped. Hosts with supervisors put theirs in its place. */
import { AirssysError } from '@airssys/model';
import type { ComponentInstance, HealthStatus } from '../component-instance.ts';
import type { InstanceOptions } from '../instance-options.ts';
import type { LoadedComponent } from '../loaded-component.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions } from '../sandbox/sandbox.ts';
import { type Clock, SYSTEM_CLOCK } from '../services/host-services.ts';
import { orAbandoned, orAborted } from './abandon.ts';
import type { MakeSlot, Slot, SlotMigration } from './generation.ts';
import { slotMigration } from './slot-migration.ts';

/** Attempts to start a slot again, each after twice the time of the one before. */
const MAX_RESTARTS = 5;
const FIRST_DELAY_MS = 10;

export interface InstanceSlotOptions {
  readonly make: () => Promise<ComponentInstance>;
  readonly migration: (instance: () => ComponentInstance) => SlotMigration | undefined;
  readonly clock: Clock;
}

export class InstanceSlot implements Slot {
  readonly migration: SlotMigration | undefined;
  readonly #options: InstanceSlotOptions;
  readonly #lifetime = new AbortController();
  #instance: ComponentInstance;
  #restarting: Promise<void> | undefined;
  #load = 0;

  private constructor(options: InstanceSlotOptions, instance: ComponentInstance) {
    this.#options = options;
    this.#instance = this.#watched(instance);
    this.migration = options.migration(() => this.#instance);
  }

  static async start(options: InstanceSlotOptions): Promise<InstanceSlot> {
    return new InstanceSlot(options, await options.make());
  }

  get load(): number {
    return this.#load;
  }

  get isReady(): boolean {
    return this.#instance.state === 'ready' && this.#restarting === undefined;
  }

  async invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    this.#load += 1;
    try {
      return await this.#instance.invoke(operation, args, options);
    } finally {
      this.#load -= 1;
    }
  }

  async health(signal: AbortSignal): Promise<HealthStatus> {
    return await orAborted(this.#instance.health(), signal);
  }

  async ready(signal: AbortSignal): Promise<void> {
    if (this.#restarting !== undefined) await orAborted(this.#restarting, signal);
    if (!this.isReady) throw new AirssysError('AIRSSYS_SANDBOX_STATE', 'The instance has ended');
  }

  async dispose(): Promise<void> {
    this.#lifetime.abort();
    await this.#restarting?.catch(() => {});
    if (this.#instance.state === 'ready') await this.#instance.shutdown();
    else await this.#instance[Symbol.asyncDispose]();
  }

  #watched(instance: ComponentInstance): ComponentInstance {
    instance.onEnded((error) => {
      if (error !== undefined) this.#restart();
    });
    return instance;
  }

  #restart(): void {
    if (this.#restarting !== undefined || this.#lifetime.signal.aborted) return;
    this.#restarting = this.#another().finally(() => (this.#restarting = undefined));
    this.#restarting.catch(() => {}); // whoever waits for it is told
  }

  async #another(): Promise<void> {
    const { make, clock } = this.#options;
    const { signal } = this.#lifetime;
    await this.#instance[Symbol.asyncDispose]();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const made = await orAbandoned(make(), signal, (instance) => instance[Symbol.asyncDispose]());
        this.#instance = this.#watched(made);
        return;
      } catch (error) {
        if (attempt >= MAX_RESTARTS || signal.aborted) throw error;
        await clock.sleep(FIRST_DELAY_MS * 2 ** (attempt - 1), signal);
      }
    }
  }
}

/** Slots that are instances of the component, all set up alike. */
export function instanceSlots(loaded: LoadedComponent, options: InstanceOptions = {}): MakeSlot {
  const hooks = loaded.manifest?.component.hooks;
  return async () =>
    await InstanceSlot.start({
      make: async () => await loaded.instantiate(options),
      migration: (instance) => slotMigration(instance, hooks),
      clock: options.clock ?? SYSTEM_CLOCK,
    });
}
