/** The entry for whoever operates components: a host that remembers what is installed, runs it, and brings it back after its own end. */
import { AirssysError } from '@airssys/model';
import type { AuditLog } from '../capabilities/audit/audit-log.ts';
import type { Command } from '../lifecycle/command-rules.ts';
import type { EventsOptions, LifecycleEvent } from '../lifecycle/lifecycle-events.ts';
import type { ComponentSettings, HistoryEntry } from '../registry/component-record.ts';
import { ComponentQuery } from '../registry/component-query.ts';
import { type FaultPoint, NO_FAULTS } from '../registry/fault-point.ts';
import { type InstalledComponent, installedComponent } from '../registry/installed-component.ts';
import type { HistoryOptions } from '../registry/registry.ts';
import { type ComponentBinary, readComponent } from '../engine/component-binary.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOutcome } from '../sandbox/sandbox.ts';
import type { Broker } from '../messaging/broker.ts';
import type { AskOptions, SendOptions } from '../messaging/broker-options.ts';
import { collectGarbage, type GarbageOptions, type GarbageReport } from './collect-garbage.ts';
import type {
  HostCallOptions,
  HostServeOptions,
  InstallOptions,
  OpenOptions,
  ProgressOptions,
  UpdateOptions,
} from './host-options.ts';
import { closed, type HostParts, progressOf, recordOf, refuseCall, refuseToShow } from './host-parts.ts';
import { demandIdOf, installComponent, uninstallComponent } from './install.ts';
import { type Intake, takeIn } from './intake.ts';
import { closeParts, type OpenedParts, openParts } from './open-parts.ts';
import { recover } from './recovery.ts';
import type { HttpServing } from '../serving/http-serving.ts';
import { Servings } from './servings.ts';
import { DEFAULT_SETTINGS, demandId, EMBEDDER_ID, resolveSettings } from './settings.ts';
import { startAll, startComponent, stopAll, stopComponent } from './start-stop.ts';
import { replaceVersion } from './replace-version.ts';
import { addressOf } from './resting-mailboxes.ts';
import type { RunningComponent } from './running-component.ts';
import { exportedOperation } from './supervised-slots.ts';
import { planUpdate, rehearse, type UpdatePlan, withApproved } from './update.ts';
import { demandNoCircle } from './wires.ts';

/**
 * Installs components, starts, watches and updates them, and takes them off. What it acknowledges is on the disk: a host that
 * is killed comes back with every component in its proper state. Components go by their `id`, `namespace:name`. Operations take
 * arguments (`args`) and give values of the author's types; a `payload` is handed over as it is.
 *
 * ```ts
 * await using host = await Host.open({ dataDir: './data' });
 * await host.install('counter.wasm', { grants: ['storage'] });
 * await host.start('demo:counter');
 * console.log(await host.call('demo:counter', 'add', [42]));
 * ```
 */
export class Host implements AsyncDisposable {
  readonly #parts: HostParts;
  readonly #opened: OpenedParts;
  readonly #servings: Servings;
  #closing: Promise<void> | undefined;

  private constructor(opened: OpenedParts) {
    this.#opened = opened;
    this.#parts = opened.parts;
    this.#servings = new Servings(opened.parts);
  }

  /**
   * Opens a data directory: undoes what an earlier host had begun and not ended, and starts what ran in it. It resolves when each of
   * these components runs or has failed.
   *
   * @throws AirssysError `AIRSSYS_REGISTRY_LOCKED` where another host has the directory, `AIRSSYS_REGISTRY_IO`,
   *   `AIRSSYS_REGISTRY_DAMAGED`, `AIRSSYS_STORAGE_IO`, `AIRSSYS_CONFIG_INVALID`, `AIRSSYS_ENGINE_RUNTIME`.
   */
  static async open(options: OpenOptions): Promise<Host> {
    return await Host.openWithFaults(options, NO_FAULTS);
  }

  /** @internal For tests, which end the process at a point of theirs. */
  static async openWithFaults(options: OpenOptions, at: FaultPoint): Promise<Host> {
    const opened = await openParts(options, at);
    const host = new Host(opened);
    try {
      const starting = await recover(opened.parts);
      if (options.autostart ?? true) await startAll(opened.parts, starting);
      return host;
    } catch (error) {
      await closeParts(opened);
      throw error;
    }
  }

  /** The decisions on all components of this host. */
  get audit(): AuditLog {
    return this.#parts.engine.audit;
  }

  /**
   * Installs a component from its bytes, a file, or an address for `fetchComponent`. None of its code runs; {@link start} makes it run.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where it is installed already, `AIRSSYS_SIGNATURE_REQUIRED`,
   *   `AIRSSYS_SIGNATURE_INVALID`, `AIRSSYS_CONFIG_INVALID`, `AIRSSYS_CAPABILITY_INVALID`, `AIRSSYS_LIFECYCLE_TIMEOUT`; and as
   *   `fetchComponent` and `ComponentHost.load` do.
   */
  async install(source: string | Uint8Array, options: InstallOptions = {}): Promise<InstalledComponent> {
    this.#demandOpen();
    const custom = this.#parts.options.security?.capabilities;
    const settings = resolveSettings(options, DEFAULT_SETTINGS, custom);
    const intake = await this.#takeIn(source, options);
    const id = demandId(demandIdOf(options.id, intake));
    progressOf(options, id)('verify');
    await this.#command('install', id, options, async (signal) => {
      demandNoCircle(this.#parts, id, settings.wires);
      await installComponent(this.#parts, { id, intake, settings, options }, signal);
    });
    return this.get(id);
  }

  /**
   * Starts a component: it runs when this resolves. One that runs already is let be.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE`, `AIRSSYS_LIFECYCLE_TIMEOUT`, `AIRSSYS_LIFECYCLE_CANCELLED` where `stop` came
   *   meanwhile, `AIRSSYS_REGISTRY_DAMAGED`; and as `LoadedComponent.instantiate` does. It has failed then, unless it was cancelled.
   */
  async start(id: string, options: ProgressOptions = {}): Promise<InstalledComponent> {
    await this.#command('start', id, options, async (signal) => {
      progressOf(options, id)('start');
      await startComponent(this.#parts, id, signal);
    });
    return this.get(id);
  }

  /**
   * Stops a component: its calls under way finish, and its instances shut down, by force at the deadline. It stays stopped when the
   * host is opened again.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE`.
   */
  async stop(id: string, options: ProgressOptions = {}): Promise<InstalledComponent> {
    await this.#command('stop', id, options, async () => {
      progressOf(options, id)('stop');
      await stopComponent(this.#parts, id);
    });
    return this.get(id);
  }

  /**
   * Brings another version of a component in. It has the settings of the one before, but for those that are given. Where the
   * new version does not start, the one before goes on, and this rejects with the reason. `source` is the path or the bytes of
   * the version.
   *
   * @returns What has changed, or with `dryRun`, would.
   * @throws AirssysError `AIRSSYS_CAPABILITY_HELD` where it asks for more and that is not `approved`, `AIRSSYS_LIFECYCLE_BREAKING`,
   *   `AIRSSYS_LIFECYCLE_STATE` while another update is under way; and as {@link install} and {@link start}.
   *   `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where it is served and the new version answers no requests: the update is done then, and the server
   *   stays with the version before.
   */
  async update(id: string, source: string | Uint8Array, options: UpdateOptions = {}): Promise<UpdatePlan> {
    this.#demandOpen();
    const parts = this.#parts;
    recordOf(parts, id);
    const intake = await this.#takeIn(source, options);
    const settingsOf = (): ComponentSettings => {
      const { settings: before } = recordOf(parts, id);
      const approved = withApproved(options, before.grants);
      const settings = resolveSettings(approved, before, parts.options.security?.capabilities);
      demandNoCircle(parts, id, settings.wires);
      return settings;
    };
    if (options.dryRun) {
      const plan = planUpdate(parts, id, intake, options);
      const migration = await rehearse(parts, id, intake, { settings: settingsOf(), options });
      return { ...plan, ...(migration && { migration }) };
    }
    const plan = await this.#command('update', id, options, async (signal) => {
      const plan = planUpdate(parts, id, intake, options);
      const replacement = { ...intake, settings: settingsOf(), reason: { what: 'update' } as const };
      const switchOverMs = await replaceVersion(parts, id, replacement, options, signal);
      return { ...plan, ...(switchOverMs !== undefined && { switchOverMs }) };
    });
    if (plan === undefined) throw new Error('an update is never done before it began'); // by COMMAND_RULES
    await this.#servings.follow(id);
    return plan;
  }

  /**
   * Brings the version before back, with the settings that it had. During an update: takes the update back, and that is all. Another
   * rollback goes to where this one came from.
   *
   * @throws AirssysError `AIRSSYS_UPDATE_NO_PREVIOUS`, `AIRSSYS_LIFECYCLE_STATE`; and as {@link start}.
   */
  async rollback(id: string, options: ProgressOptions = {}): Promise<InstalledComponent> {
    const parts = this.#parts;
    await this.#command('rollback', id, options, async (signal) => {
      const { previous } = recordOf(parts, id);
      const version = previous && parts.registry.version(id, previous.hash);
      if (previous === undefined || version === undefined) {
        throw new AirssysError('AIRSSYS_UPDATE_NO_PREVIOUS', `${id} has no version to go back to`, {
          hint: 'It was never updated, or the version before was collected. Update it to the version that is wanted.',
          data: { component: id },
        });
      }
      const { settings } = previous;
      demandNoCircle(parts, id, settings.wires);
      await replaceVersion(parts, id, { version, settings, reason: { what: 'rollback' } }, options, signal);
    });
    await this.#servings.follow(id);
    return this.get(id);
  }

  /**
   * Takes a component off that does not run, with what it has stored unless `keepData` is true. Its history stays; its files go with
   * {@link collectGarbage}.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` while it runs.
   */
  async uninstall(id: string, { keepData = false }: { readonly keepData?: boolean | undefined } = {}): Promise<void> {
    await this.#command('uninstall', id, {}, async () => await uninstallComponent(this.#parts, id, keepData));
  }

  /**
   * Calls an operation of a component, in the instance with the least to do, and answers its value.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where the component does not run; and as `ComponentInstance.invoke` does.
   */
  async call(
    id: string,
    operation: string,
    args: readonly unknown[] = [],
    options?: HostCallOptions,
  ): Promise<unknown> {
    return (await this.invoke(id, operation, args, options)).value;
  }

  /** As {@link call}, with what the call has used. The operation goes by its name in the author's class. */
  async invoke(
    id: string,
    operation: string,
    args: readonly unknown[] = [],
    options?: HostCallOptions,
  ): Promise<CallResult> {
    return await this.#running(id, operation).invoke(operation, args, options);
  }

  /**
   * Calls an exported function of a component that another toolchain made, as `ComponentInstance.callExport`. `interfaceName`
   * is WIT's, with the version, `name` in camelCase; `args` are jco's values.
   *
   * @throws As {@link call}.
   */
  async callExport(
    id: string,
    interfaceName: string,
    name: string,
    args: readonly unknown[] = [],
    options?: HostCallOptions,
  ): Promise<CallOutcome> {
    const operation = exportedOperation(interfaceName, name);
    const { value } = await this.#running(id, name).invoke(operation, args, options);
    return value as CallOutcome; // as SupervisedSlot answers it
  }

  /**
   * Serves a component over HTTP: each request has an instance of its own, set up as those of the component are, whether or not it
   * runs. After an {@link update} or a {@link rollback} the active version answers; requests under way end in the one in which they
   * began. Whoever serves it disposes the server, or {@link close} does.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where it is not installed; and as `LoadedComponent.serve` does.
   */
  async serve(id: string, options: HostServeOptions = {}): Promise<HttpServing> {
    this.#demandOpen();
    return await this.#servings.open(id, options);
  }

  /**
   * The active version of a component, as its file is kept.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where it is not installed, `AIRSSYS_REGISTRY_DAMAGED`.
   */
  async binary(id: string): Promise<ComponentBinary> {
    const { files } = this.#parts;
    return readComponent(await files.read(this.get(id).hash), id);
  }

  /** Carries the messages of all components of this host: those of the embedder too, who can attach receivers of its own. */
  get messaging(): Broker {
    return this.#parts.engine.messaging;
  }

  /**
   * Sends a component a message, which one of its instances handles. Resolves when the message is in its mailbox.
   *
   * @throws AirssysError `AIRSSYS_MESSAGING_TARGET_NOT_FOUND` where it does not run; and as `Broker.send` does.
   */
  async send(id: string, payload: Uint8Array, options?: SendOptions): Promise<void> {
    this.#demandOpen();
    await this.messaging.send(EMBEDDER, addressOf(id), payload, options);
  }

  /** Sends a component a message, and resolves with its answer. @throws As {@link send}, and as `Broker.ask` does. */
  async ask(id: string, payload: Uint8Array, options?: AskOptions): Promise<Uint8Array | undefined> {
    this.#demandOpen();
    return await this.messaging.ask(EMBEDDER, addressOf(id), payload, options);
  }

  /** Publishes a message to whoever has subscribed to the topic, and answers how many those are. @throws As `Broker.publish` does. */
  async publish(topic: string, payload: Uint8Array, options?: SendOptions): Promise<number> {
    this.#demandOpen();
    return await this.messaging.publish(EMBEDDER, topic, payload, options);
  }

  /**
   * A component as it is now.
   *
   * @throws AirssysError `AIRSSYS_LIFECYCLE_STATE` where it is not installed.
   */
  get(id: string): InstalledComponent {
    const { registry } = this.#parts;
    const found = installedComponent(registry, recordOf(this.#parts, id));
    return found ?? refuseToShow(this.#parts, id);
  }

  /** What is installed, by conditions. */
  query(): ComponentQuery {
    const { registry } = this.#parts;
    return new ComponentQuery(() => registry.list().flatMap((record) => installedComponent(registry, record) ?? []));
  }

  /**
   * Transitions from now on, each after it is durable, until the host is closed. A reader that is too slow loses the oldest, and is told
   * by an event `gap` how many; {@link history} has them.
   */
  events(options?: EventsOptions): AsyncIterableIterator<LifecycleEvent, undefined> {
    return this.#opened.events.subscribe(options);
  }

  /** Transitions that have happened, also to components that are not installed any more, in their order. */
  history(options?: HistoryOptions): readonly HistoryEntry[] {
    this.#demandOpen();
    return this.#parts.registry.history(options);
  }

  /** Forgets versions that nobody can go back to, and removes the files that no version needs. Nothing does that by itself. */
  async collectGarbage(options?: GarbageOptions): Promise<GarbageReport> {
    this.#demandOpen();
    return await collectGarbage(this.#parts, options);
  }

  /** Stops everything in order. What runs now is started again when the directory is opened next. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #takeIn(source: string | Uint8Array, { from, signal }: InstallOptions | UpdateOptions): Promise<Intake> {
    const { options, now } = this.#parts;
    const { signatures, sources } = options;
    return await takeIn(source, { signatures, sources: { ...sources, signal }, from, now });
  }

  async #command<T>(
    command: Command,
    id: string,
    { signal }: ProgressOptions,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    this.#demandOpen();
    return await this.#parts.lifecycle.lane(id).submit(command, work, signal);
  }

  async #close(): Promise<void> {
    try {
      await this.#servings.close();
      await stopAll(this.#parts, closed());
    } finally {
      await closeParts(this.#opened);
    }
  }

  #running(id: string, operation: string): RunningComponent {
    this.#demandOpen();
    return this.#parts.running.get(id) ?? refuseCall(this.#parts, id, operation);
  }

  #demandOpen(): void {
    if (this.#closing) throw closed();
  }
}

const EMBEDDER = addressOf(EMBEDDER_ID);
