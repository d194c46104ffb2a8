import {
  type CallOptions,
  type CallResult,
  type ComponentInstance,
  type HealthStatus,
  messageRecord,
  type SlotMigration,
} from '@airssys/host';
import { AirssysError } from '@airssys/model';
import { CALLBACK, CallerContext, MESSAGE, messageOf } from './calls.ts';
import { migrationOf, type Place, type PlaceOptions } from './place.ts';

/** An instance that nobody starts again. */
export class AlonePlace implements Place {
  readonly instance: ComponentInstance;
  readonly restarts = false;
  readonly migration: SlotMigration | undefined;
  readonly #options: PlaceOptions;
  #load = 0;
  #whenIdle: (() => void)[] = [];

  private constructor(options: PlaceOptions, instance: ComponentInstance) {
    this.#options = options;
    this.instance = instance;
    this.migration = migrationOf(() => instance, options);
  }

  static async start(options: PlaceOptions): Promise<AlonePlace> {
    const { host, component, instance, audit, onStarted, onChange } = options;
    const made = await host.instantiate(component, instance, audit);
    onStarted(made, options);
    made.onEnded(onChange);
    return new AlonePlace(options, made);
  }

  get load(): number {
    return this.#load;
  }

  get isReady(): boolean {
    return this.instance.state === 'ready';
  }

  get isGone(): boolean {
    return !this.isReady;
  }

  async invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    this.#load += 1;
    try {
      return await CallerContext.restored(options, async (own) => await this.#invoke(operation, args, own));
    } finally {
      this.#load -= 1;
      if (this.#load === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    }
  }

  async health(): Promise<HealthStatus> {
    return this.isReady ? await this.instance.health() : 'unhealthy';
  }

  async ready(): Promise<void> {
    if (this.isReady) return;
    throw new AirssysError('AIRSSYS_SANDBOX_STATE', `The instance is ${this.instance.state}`, {
      hint: 'Mount it with supervise: {} to have it started again.',
    });
  }

  async crash(): Promise<void> {
    await this.kill();
  }

  async kill(): Promise<void> {
    this.#options.host.release(this.instance);
    await this.instance[Symbol.asyncDispose]();
  }

  /** In order: what has begun finishes, and the component shuts down. */
  async dispose(): Promise<void> {
    if (this.#load > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    if (this.isReady) await this.instance.shutdown();
    await this.kill();
  }

  async #invoke(operation: string, args: readonly unknown[], options: CallOptions | undefined): Promise<CallResult> {
    if (operation !== MESSAGE && operation !== CALLBACK) return await this.instance.invoke(operation, args, options);
    const fn = operation === MESSAGE ? 'handleMessage' : 'handleCallback';
    const value = await this.instance.deliver(fn, messageRecord(messageOf(args)), options);
    return { value, usage: this.instance.usage };
  }
}
