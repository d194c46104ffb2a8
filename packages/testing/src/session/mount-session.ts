import {
  type AuditEvent,
  type CallResult,
  type Clock,
  type ComponentInstance,
  type InstanceOptions,
  type LoadedComponent,
  type LogEntry,
  type MemoryBackend,
  type Usage,
  usageOf,
} from '@airssys/host';
import { callSite } from '../failures/call-site.ts';
import { presentError } from '../failures/present-error.ts';
import type { Manifest } from '@airssys/model';
import { auditInto, type TestHost } from '../load/test-host.ts';
import type { AnyResourceClass, HandleClass } from '../handles.ts';
import type { MockCall } from '../mocks/mocks.ts';
import type { MountControl } from '../mounted.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

export interface SessionOptions {
  readonly host: TestHost;
  /** What the component's own positions are relative to. */
  readonly projectDir: string;
  readonly clock: Clock;
  /** What the mocks have served: grows as they do. */
  readonly calls: readonly MockCall[];
  /** This mount's own; disposed with it. */
  readonly storage: MemoryBackend;
  /** Grows as the component logs. */
  readonly logs: readonly LogEntry[];
  /** Receives the gate's decisions, those of the start included. */
  readonly audit: AuditEvent[];
}

/** One mounted component: its instance, and all that is observed of it. */
export class MountSession implements MountControl {
  readonly instance: ComponentInstance;
  readonly manifest: Manifest | undefined;
  readonly #options: SessionOptions;
  #lastUsage: Usage | undefined;
  #onDisposed: () => void = () => {};

  private constructor(instance: ComponentInstance, manifest: Manifest | undefined, options: SessionOptions) {
    this.instance = instance;
    this.manifest = manifest;
    this.#options = options;
  }

  static async start(
    component: LoadedComponent,
    instanceOptions: InstanceOptions,
    options: SessionOptions,
  ): Promise<MountSession> {
    let session: MountSession | undefined;
    const aroundHandles: InstanceOptions['aroundHandles'] = (call) => (session ? session.#tracked(call) : call());
    const instance = await options.host.instantiate(component, { ...instanceOptions, aroundHandles }, options.audit);
    return (session = new MountSession(instance, component.manifest, options));
  }

  get usage(): Usage {
    return this.instance.usage;
  }

  get lastUsage(): Usage | undefined {
    return this.#lastUsage;
  }

  get audit(): readonly AuditEvent[] {
    return [...this.#options.audit];
  }

  get logs(): readonly LogEntry[] {
    return [...this.#options.logs];
  }

  get calls(): readonly MockCall[] {
    return [...this.#options.calls];
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Calls an operation. The decisions that it leads to are put into `audit` as well. */
  async call(operation: string, args: readonly unknown[], audit: AuditEvent[]): Promise<unknown> {
    const invoke = (): Promise<CallResult> => auditInto(audit, () => this.instance.invoke(operation, args));
    return (await this.#tracked(invoke)).value;
  }

  resource<C extends AnyResourceClass>(name: string): HandleClass<C> {
    // The class is the caller's word, as that of the mount.
    return this.instance.resource(name) as unknown as HandleClass<C>;
  }

  /** Runs a call: its clock waits for it, and its usage is that of the last one. */
  async #tracked<T>(call: () => Promise<T>): Promise<T> {
    const { clock, projectDir } = this.#options;
    const site = callSite();
    try {
      const result = await (clock instanceof VirtualClock ? clock.track(this, call) : call());
      if (isCallResult(result)) this.#lastUsage = result.usage;
      return result;
    } catch (error) {
      this.#lastUsage = usageOf(error) ?? this.#lastUsage;
      throw presentError(error, projectDir, site);
    }
  }

  /** Says who is told when this has been disposed. */
  onDisposed(listener: () => void): void {
    this.#onDisposed = listener;
  }

  async dispose(): Promise<void> {
    this.#onDisposed();
    this.#options.host.release(this.instance);
    await this.instance[Symbol.asyncDispose]();
    await this.#options.storage[Symbol.asyncDispose]();
  }
}

/** A disposal has no result. */
function isCallResult(value: unknown): value is CallResult {
  return typeof value === 'object' && value !== null && 'usage' in value;
}
