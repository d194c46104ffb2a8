/** What a mount has whichever build of it runs: its clock, storage, mocks, fakes and bus; and what is observed of it. */
import { basename } from 'node:path';
import {
  type AuditEvent,
  CapabilitySet,
  type Clock,
  type InstanceOptions,
  type LoadedComponent,
  type LogEntry,
  MemoryBackend,
  SYSTEM_CLOCK,
} from '@airssys/host';
import { AirssysError, operationsInterface } from '@airssys/model';
import { isToBeMeasured, measuredLimits, measuring } from '../coverage/measure.ts';
import { projectOf } from '../failures/present-error.ts';
import { faultsOf } from '../faults/mounted-faults.ts';
import { attachFakes } from '../fakes/fakes.ts';
import { importProviders } from '../imports/import-mocks.ts';
import type { Build } from '../lifecycle/place.ts';
import { loadComponent } from '../load/load-component.ts';
import { locate, locateComponent } from '../location.ts';
import { Bus } from '../messaging/bus.ts';
import { MountMailbox } from '../messaging/mount-mailbox.ts';
import { type SentMessage, withSent } from '../messaging/sent-messages.ts';
import { withLogMocks } from '../mocks/log.ts';
import { mockedServices } from '../mocks/mocked-services.ts';
import { MockSession } from '../mocks/mock-session.ts';
import type { MockCall } from '../mocks/mocks.ts';
import type { MountOptions } from '../mount-options.ts';
import { createRandomness } from '../seeded-randomness.ts';

export class MountSetup {
  readonly clock: Clock;
  /** Receives the gate's decisions, those of the start included. */
  readonly audit: AuditEvent[];
  readonly logs: LogEntry[] = [];
  readonly calls: MockCall[] = [];
  readonly sent: SentMessage[] = [];
  readonly options: MountOptions;
  readonly #testFile: string | undefined;
  /** This mount's own, where none was given. */
  readonly #storage: MemoryBackend;
  readonly #ownBus: Bus | undefined;
  readonly #bus: Bus;
  #mailbox: MountMailbox | undefined;

  constructor(options: MountOptions, audit: AuditEvent[], testFile: string | undefined) {
    this.options = options;
    this.audit = audit;
    this.#testFile = testFile;
    this.clock = options.clock ?? SYSTEM_CLOCK;
    this.#storage = new MemoryBackend({ clock: this.clock });
    this.#ownBus = options.bus === undefined ? new Bus({ clock: this.clock }) : undefined;
    this.#bus = options.bus ?? (this.#ownBus as Bus); // one of them is there
  }

  /** By the first build, whose component it is for. */
  get mailbox(): MountMailbox {
    if (this.#mailbox === undefined) throw new Error('the mailbox is attached with the first build');
    return this.#mailbox;
  }

  /** What instances of a component are made of. Its sources are built if they have changed. */
  async build(path: string | URL, options: MountOptions = this.options): Promise<Build> {
    const { engine = 'quickjs', metering = 'exact' } = options;
    const file = locateComponent(path, this.#testFile);
    const like = options.like && locateComponent(options.like, this.#testFile);
    const isMeasured = isToBeMeasured(options, file);
    const loaded = await loadComponent({ file, engine, metering, isMeasured, like });
    const { host, component, measured } = loaded;
    if (like !== undefined) demandOperations(component);
    const { manifest } = component;
    const model = manifest?.component;
    const id = options.id ?? (model === undefined ? basename(file) : `${model.namespace}:${model.name}`);
    this.#mailbox ??= new MountMailbox(this.#bus, id, options.mailbox);
    const plain = await this.#instance(component, id, options);
    const instance: InstanceOptions = measured
      ? {
          ...plain,
          limits: measuredLimits(options.limits, component),
          inspectMemory: measuring(measured, this.#testFile),
        }
      : plain;
    return {
      host,
      component,
      instance,
      version: model?.version ?? '',
      hash: manifest?.build.inputHash ?? '',
      projectDir: projectOf(file),
      isMeasured: measured !== undefined,
    };
  }

  async dispose(): Promise<void> {
    await this.#mailbox?.[Symbol.asyncDispose]();
    await this.#ownBus?.[Symbol.asyncDispose]();
    await this.#storage[Symbol.asyncDispose]();
  }

  async #instance(component: LoadedComponent, id: string, options: MountOptions): Promise<InstanceOptions> {
    const { seed, config } = options;
    const { clock } = this;
    const grants = grantsOf(options, component);
    const mocks = new MockSession(options.mocks ?? {}, [...grants], this.calls);
    const fakes = await attachFakes(options.fakes ?? {}, { component: id, clock });
    return {
      storage: this.#storage,
      ...fakes,
      id: options.id,
      instanceName: this.mailbox.instanceName,
      messaging: this.#bus.broker,
      grants,
      clock,
      randomness: seed === undefined ? undefined : createRandomness(seed),
      mounts: { ...fakes.mounts, ...mapValues(options.mounts ?? {}, (path) => locate(path, this.#testFile)) },
      log: withLogMocks((entry) => this.logs.push(entry), clock, mocks),
      services: (own) => withSent(mockedServices(own, mocks), this.sent),
      imports: importProviders(options.imports ?? {}, this.calls),
      limits: options.limits,
      ...faultsOf(options)?.mounting({ clock, component: component.manifest?.component }),
      record: options.record === undefined ? undefined : locate(options.record, this.#testFile),
      env: options.env,
      config: typeof config === 'string' ? new TextEncoder().encode(config) : config,
    };
  }
}

/** @throws AirssysError `AIRSSYS_TEST_MOUNT` where a component does not export the interface that it is said to. */
function demandOperations({ manifest, exports }: LoadedComponent): void {
  const wanted = manifest && operationsInterface(manifest.component);
  if (exports.some(({ name }) => name === wanted)) return;
  throw new AirssysError('AIRSSYS_TEST_MOUNT', `The component does not export ${wanted}`, {
    hint: `It exports ${exports.map(({ name }) => name).join(', ') || 'nothing'}. See its class with \`airssys wit\`.`,
    data: { exports: exports.map(({ name }) => name) },
  });
}

function grantsOf({ grants = [] }: MountOptions, component: LoadedComponent): CapabilitySet {
  return CapabilitySet.from(grants === 'requested' ? (component.manifest?.component.permissions ?? []) : grants);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
