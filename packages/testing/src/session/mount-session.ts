import {
  type AuditEvent,
  type CallResult,
  type Clock,
  type ComponentInstance,
  type HandlingOptions,
  type LogEntry,
  type ServedRequest,
  type Usage,
  usageOf,
} from '@airssys/host';
import type { Manifest } from '@airssys/model';
import { callSite } from '../failures/call-site.ts';
import { presentError } from '../failures/present-error.ts';
import type { AnyResourceClass, HandleClass } from '../handles.ts';
import { CALLBACK, MESSAGE } from '../lifecycle/calls.ts';
import type { Lifecycle, UpdateMountOptions } from '../lifecycle/lifecycle.ts';
import { MountLifecycle } from '../lifecycle/mount-lifecycle.ts';
import type { Build } from '../lifecycle/place.ts';
import { auditInto } from '../load/test-host.ts';
import type { TestMessageOptions, TestRequestOptions } from '../messaging/bus.ts';
import type { MessagePayload, Payload } from '../messaging/message-payload.ts';
import type { Delivery } from '../messaging/mount-mailbox.ts';
import type { SentMessage } from '../messaging/sent-messages.ts';
import type { MockCall } from '../mocks/mocks.ts';
import type { AnyComponentClass, Mounted, MountControl } from '../mounted.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import type { MountSetup } from './mount-setup.ts';
import { MountedHttp } from './mounted-http.ts';

/** Makes what a test has of a session. */
export type MakeHandle = <C extends AnyComponentClass>(session: MountSession) => Mounted<C>;

/** One mounted component: its instance, and all that is observed of it. */
export class MountSession implements MountControl {
  readonly lifecycle: Lifecycle;
  readonly #setup: MountSetup;
  readonly #life: MountLifecycle;
  readonly #http: MountedHttp;
  #lastUsage: Usage | undefined;
  #onDisposed: () => void = () => {};

  private constructor(setup: MountSetup, life: MountLifecycle, http: MountedHttp, makeHandle: MakeHandle) {
    this.#setup = setup;
    this.#life = life;
    this.#http = http;
    this.lifecycle = withUpdates(life, <C extends AnyComponentClass>() => makeHandle<C>(this));
  }

  static async start(setup: MountSetup, build: Build, makeHandle: MakeHandle): Promise<MountSession> {
    let session: MountSession | undefined;
    const aroundHandles = <T>(call: () => Promise<T>): Promise<T> => (session ? session.#tracked(call) : call());
    const watched = (made: Build): Build => ({ ...made, instance: { ...made.instance, aroundHandles } });
    const { mailbox, audit, options } = setup;
    const life = await MountLifecycle.start(
      {
        audit,
        supervise: options.supervise,
        onChange: () => mailbox.resume(),
        rebuild: async (path, changes) =>
          watched(await setup.build(path, { ...options, ...changes, record: undefined })),
      },
      watched(build),
    );
    const http = new MountedHttp({ component: build.component, serve: build.instance, audit });
    session = new MountSession(setup, life, http, makeHandle);
    session.#receive();
    return session;
  }

  get instance(): ComponentInstance {
    return this.#life.instance;
  }

  get manifest(): Manifest | undefined {
    return this.#life.build.component.manifest;
  }

  get usage(): Usage {
    return this.instance.usage;
  }

  get lastUsage(): Usage | undefined {
    return this.#lastUsage;
  }

  get audit(): readonly AuditEvent[] {
    return [...this.#setup.audit];
  }

  get logs(): readonly LogEntry[] {
    return [...this.#setup.logs];
  }

  get calls(): readonly MockCall[] {
    return [...this.#setup.calls];
  }

  get sent(): readonly SentMessage[] {
    return [...this.#setup.sent];
  }

  get requests(): readonly ServedRequest[] {
    return [...this.#http.requests];
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return this.#tracked(() => this.#http.fetch(path, init));
  }

  get received(): readonly Delivery[] {
    return this.#setup.mailbox.deliveries;
  }

  get clock(): Clock {
    return this.#setup.clock;
  }

  /** Calls an operation. The decisions that it leads to are put into `audit` as well. Tells what the call has used. */
  async call(
    operation: string,
    args: readonly unknown[],
    audit: AuditEvent[],
    onUsage: (usage: Usage) => void,
  ): Promise<unknown> {
    // Time does not wait for an instance that is to be started again: that may be a matter of time.
    if (!this.#life.isReady) await this.#life.awaited();
    const invoke = (): Promise<CallResult> => auditInto(audit, () => this.#life.invoke(operation, args));
    return (await this.#tracked(invoke, onUsage)).value;
  }

  async send(payload: Payload, options: TestMessageOptions = {}): Promise<Delivery> {
    return await this.#setup.mailbox.send(payload, options, this.#life);
  }

  async request(payload: Payload, options?: TestRequestOptions): Promise<MessagePayload | undefined> {
    return await this.#setup.mailbox.request(payload, options);
  }

  resource<C extends AnyResourceClass>(name: string): HandleClass<C> {
    // The class is the caller's word, as that of the mount.
    return this.instance.resource(name) as unknown as HandleClass<C>;
  }

  /** Runs a call: its clock waits for it, and its usage is that of the last one. */
  async #tracked<T>(call: () => Promise<T>, onUsage: (usage: Usage) => void = () => {}): Promise<T> {
    const { clock } = this.#setup;
    const site = callSite();
    const note = (usage: Usage): void => {
      this.#lastUsage = usage;
      onUsage(usage);
    };
    try {
      const result = await (clock instanceof VirtualClock ? clock.track(this, call) : call());
      if (isCallResult(result)) note(result.usage);
      return result;
    } catch (error) {
      const usage = usageOf(error);
      if (usage !== undefined) note(usage);
      throw presentError(error, this.#life.build.projectDir, site);
    }
  }

  /** From now on messages are handed over. */
  #receive(): void {
    this.#setup.mailbox.connect(
      async (kind, message, { context }: HandlingOptions) => {
        const operation = kind === 'message' ? MESSAGE : CALLBACK;
        const answer = await this.#tracked(async () => {
          const { value } = await this.#life.invoke(operation, [message], { context });
          return { value };
        });
        return answer.value as Uint8Array | undefined; // as the place answers it
      },
      () => this.#life.isReady,
    );
  }

  /** Says who is told when this has been disposed. */
  onDisposed(listener: () => void): void {
    this.#onDisposed = listener;
  }

  async dispose(): Promise<void> {
    this.#onDisposed();
    await this.#http[Symbol.asyncDispose]();
    await this.#life.dispose();
    await this.#setup.dispose();
  }
}

/** A disposal has no result. */
function isCallResult(value: unknown): value is CallResult {
  return typeof value === 'object' && value !== null && 'usage' in value;
}

/** With updates that answer what a test has of the session. */
function withUpdates(life: MountLifecycle, handle: <C extends AnyComponentClass>() => Mounted<C>): Lifecycle {
  const update = async <C extends AnyComponentClass>(
    path: string | URL,
    options: UpdateMountOptions = {},
  ): Promise<Mounted<C>> => {
    await life.update(path, options);
    return handle<C>();
  };
  return {
    get version() {
      return life.version;
    },
    get starts() {
      return life.starts;
    },
    get events() {
      return life.events;
    },
    health: async () => await life.health(),
    shutdown: async () => await life.shutdown(),
    crash: async () => await life.crash(),
    ready: async () => await life.ready(),
    rollback: async () => await life.rollback(),
    update,
  };
}
