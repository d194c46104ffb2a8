/** The entry of the package: a host that loads components and makes instances of them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import { AuditLog, type AuditOptions } from './capabilities/audit/audit-log.ts';
import { cacheMaxBytes, defaultCacheDir } from './engine/cache-dir.ts';
import { Engine } from './engine/engine.ts';
import type { MeteringMode } from './engine/metering/meter-module.ts';
import { readyTranspiler } from './engine/transpiler.ts';
import { demandSecurity, type SecurityOptions } from './capabilities/policy/instance-grants.ts';
import { Broker } from './messaging/broker.ts';
import { LoadedComponent } from './loaded-component.ts';
import { DeadlineTimer } from './sandbox/deadline-timer.ts';
import { FileTree } from './services/files/file-tree.ts';
import { filesService } from './services/files/files-service.ts';
import { openFilesService } from './services/files/open-files-service.ts';
import { Ledgers } from './services/files/ledger.ts';
import { hostServices, SYSTEM_CLOCK } from './services/host-services.ts';
import { functionNames, type HostService } from './services/host-service.ts';
import { coreMessaging } from './services/messaging/core-messaging.ts';
import { extMessaging } from './services/messaging/ext-messaging.ts';
import { HandledStorage, inHandling } from './services/messaging/handled-storage.ts';
import { knownComponents } from './services/messaging/known-components.ts';
import { networkServices } from './services/network/ext/network-services.ts';
import { GuestNetwork } from './services/network/guest-network.ts';
import {
  type NetworkOptions,
  type NetworkSettings,
  resolveNetworkOptions,
} from './services/network/network-options.ts';
import { systemResolver } from './services/network/resolver.ts';
import type { RecordingPolicy } from './recording/record-options.ts';
import { Recordings } from './recording/recordings.ts';
import { ServicesEnd } from './services/services-end.ts';
import { randomService, SYSTEM_RANDOMNESS } from './services/random.ts';
import type { KeyValueBackend } from './services/storage/key-value-backend.ts';
import { MemoryBackend } from './services/storage/memory-backend.ts';
import { processesService } from './services/processes/processes-service.ts';
import type { SecretProvider } from './services/secrets/secret-provider.ts';
import { secretsService } from './services/secrets/secrets-service.ts';
import { entriesService } from './services/storage/entries-service.ts';
import { storageService } from './services/storage/storage-service.ts';
import { wasiServices } from './services/wasi/wasi-services.ts';
import type { Surroundings } from './surroundings.ts';
import type { HostEventListener } from './telemetry/host-event.ts';
import type { Tracer } from './telemetry/tracer.ts';

/** What the instances of a host share: cache, storage, `audit` of the gate's decisions, messages, secrets, network. */
export interface HostOptions {
  /** Where prepared components are kept. Default `AIRSSYS_CACHE_DIR`, else a directory of this user's own. */
  readonly cacheDir?: string | undefined;
  /**
   * Bytes on disk that prepared components may take, those that others keep in the same directory included. The least recently
   * used ones are removed first; what was used within five minutes stays. Default `AIRSSYS_CACHE_MAX_BYTES`, else 1 GiB.
   */
  readonly cacheMaxBytes?: number | undefined;
  /** How fuel is counted. Default `fast`. */
  readonly metering?: MeteringMode | undefined;
  /** Where `airssys:core/storage` and `airssys:ext-storage` keep their values. Default: in memory. The host disposes what it is given. */
  readonly storage?: KeyValueBackend | undefined;
  /** Bytes of storage per component. Default 64 MiB. */
  readonly storageQuotaBytes?: number | undefined;
  readonly audit?: AuditOptions | undefined;
  /**
   * Carries the messages of all instances. Whoever gives it disposes it, after the host. Default: one of the host's own, in memory.
   * An instance receives messages once it is attached: `broker.attach(address, actor)`.
   */
  readonly messaging?: Broker | undefined;
  /** Where components get the secrets that they are granted. Default: there are none. */
  readonly secrets?: SecretProvider | undefined;
  /** Who may do what. Default: components may do what each instance is given, and nothing else. */
  readonly security?: SecurityOptions | undefined;
  /** How instances reach the network: time, sizes, names, and whose certificates are trusted. */
  readonly network?: NetworkOptions | undefined;
  /**
   * Further services, for every instance. An instance's own service of the same interface takes the place of one, and may
   * wait in the functions in which that one may.
   */
  readonly services?: readonly HostService[] | undefined;
  /** Calls under way at once, of all instances together: 1 to 10,000. Default 1,000. */
  readonly maxConcurrentCalls?: number | undefined;
  /**
   * Milliseconds that preparing a component may take, the first time that it is loaded: 1 to 600,000. Default 60,000. It is
   * prepared on a thread of its own; one past its time is refused with `AIRSSYS_ENGINE_TRANSPILE`.
   */
  readonly prepareTimeoutMs?: number | undefined;
  /**
   * Receives what the host tells of its instances: that one comes near to a limit. It is called at once, from inside of the
   * call that it is about, so it should be quick. What it throws harms no call: it becomes a warning of the process.
   */
  readonly onEvent?: HostEventListener | undefined;
  /**
   * The share of a limit from which on it is near: above 0, up to 1. Default 0.8. Each limit of a call is told of once per
   * call, that of memory and that of tables once per instance.
   */
  readonly limitEventAt?: number | undefined;
  /**
   * Makes a span of each call of an operation, and within it of each call of the host: `trace.getTracer('airssys')` of
   * `@opentelemetry/api`. Spans have names, durations, usage and error codes, and no values. Default: nothing is traced.
   */
  readonly tracer?: Tracer | undefined;
  /** Which instances are recorded, and where to. Default: those that ask for it, by `InstanceOptions.record`. */
  readonly recordings?: RecordingPolicy | undefined;
}

/** How a component is loaded. */
export interface LoadOptions {
  /**
   * For a core module of WASI preview 1 that imports more than that: core modules by the name of the module whose imports they
   * are. Default none.
   */
  readonly adapters?: Readonly<Record<string, Uint8Array>> | undefined;
  /** The file that given bytes are from, for recordings. Default: none. */
  readonly file?: string | undefined;
}

/**
 * The functions of the host's own that a component can import, in the spelling of {@link InterceptedCall.name}; each with whether the
 * component is suspended for it, so that it may take its time.
 */
export function hostFunctions(): ReadonlyMap<string, { readonly waits: boolean }> {
  return new ComponentHost().functions;
}

/** Suspended stacks beyond this can abort the process, which nothing can catch : each takes mappings of memory, of which Linux gives a process 65,530 (`vm.max_map_count`). */
const MAX_CONCURRENT_CALLS = 10_000;
const MAX_PREPARE_MS = 600_000;

/** Loads components, and makes instances of them. Disposing it ends what it shares among them. */
export class ComponentHost implements AsyncDisposable {
  /** The decisions on all instances of this host. */
  readonly audit: AuditLog;
  /** Carries the messages of all instances of this host. */
  readonly messaging: Broker;
  readonly #options: HostOptions;
  readonly #engine: Engine;
  readonly #cacheDir: string;
  readonly #cacheMaxBytes: number;
  readonly #metering: MeteringMode;
  readonly #storage: KeyValueBackend;
  readonly #network: NetworkSettings;
  readonly #deadlines = new DeadlineTimer();
  readonly #ledgers = new Ledgers();
  readonly #maxConcurrentCalls: number;
  readonly #limitEventAt: number;
  /** The functions that components are prepared to wait for. */
  readonly #waiting: ReadonlySet<string>;
  readonly #shared: ServicesEnd;
  readonly #recordings: Recordings;
  #instances = 0;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID`, or `AIRSSYS_ENGINE_RUNTIME` where this Node cannot run components. */
  constructor(options: HostOptions = {}) {
    const { maxConcurrentCalls = 1_000, limitEventAt = 0.8, prepareTimeoutMs } = options;
    demandUpTo('maxConcurrentCalls', maxConcurrentCalls, MAX_CONCURRENT_CALLS);
    if (prepareTimeoutMs !== undefined) demandUpTo('prepareTimeoutMs', prepareTimeoutMs, MAX_PREPARE_MS);
    if (!(limitEventAt > 0 && limitEventAt <= 1)) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `limitEventAt cannot be ${limitEventAt}`, {
        hint: 'It is a share of a limit: above 0, up to 1.',
      });
    }
    demandSecurity(options.security ?? {});
    this.#options = options;
    this.#recordings = new Recordings(options.recordings);
    this.#limitEventAt = limitEventAt;
    this.#maxConcurrentCalls = maxConcurrentCalls;
    this.#storage = options.storage ?? new MemoryBackend();
    this.messaging = options.messaging ?? new Broker();
    this.#network = resolveNetworkOptions(options.network ?? {}, systemResolver());
    this.audit = new AuditLog(options.audit);
    this.#shared = new ServicesEnd(options.services ?? []);
    this.#waiting = new Set(functionNames(this.#ownServices({}), 'waiting'));
    this.#cacheDir = options.cacheDir ?? defaultCacheDir();
    this.#cacheMaxBytes = cacheMaxBytes(options.cacheMaxBytes);
    this.#metering = options.metering ?? 'fast';
    this.#engine = new Engine({
      cacheDir: this.#cacheDir,
      cacheMaxBytes: this.#cacheMaxBytes,
      metering: this.#metering,
      suspendingImports: [...this.#waiting],
      prepareTimeoutMs,
    });
  }

  /** What {@link hostFunctions} says, of this host: with its further services. */
  get functions(): ReadonlyMap<string, { readonly waits: boolean }> {
    const named = ({ interface: wit, waiting = {}, immediate = {} }: HostService): readonly [string, boolean][] => [
      ...Object.keys(immediate).map((key): [string, boolean] => [`${wit.split('@')[0]}#${key}`, false]),
      ...Object.keys(waiting).map((key): [string, boolean] => [`${wit.split('@')[0]}#${key}`, true]),
    ];
    return new Map(
      this.#ownServices({})
        .flatMap(named)
        .map(([name, waits]) => [name, { waits }]),
    );
  }

  /**
   * Loads a component, from a file or from bytes: validates, transpiles, meters and compiles it, or takes what an earlier load
   * left in the cache. A core module of WASI preview 1, a program or a library, is made a component of first; that needs
   * `@bytecodealliance/jco` to be installed. Where its manifest does not say who it is, it goes by `name`; default: the file's
   * name, else the hash of the bytes. `source` is the file's path, or the bytes.
   *
   * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT`, `AIRSSYS_ENGINE_INVALID_MODULE`, `AIRSSYS_ENGINE_UNSUPPORTED`,
   *   `AIRSSYS_ENGINE_TRANSPILE`, `AIRSSYS_MANIFEST_INVALID`.
   */
  async load(source: string | Uint8Array, name?: string, options: LoadOptions = {}): Promise<LoadedComponent> {
    const bytes = typeof source === 'string' ? await readComponentFile(source) : source;
    // Without a name of its own, it is known by its content: two of them must not share a namespace in storage.
    const label = name ?? (typeof source === 'string' ? basename(source) : `component ${contentName(bytes)}`);
    const compiled = await this.#engine.compile(bytes, label, options.adapters);
    return new LoadedComponent({
      compiled,
      label,
      audit: this.audit,
      security: this.#options.security ?? {},
      deadlines: this.#deadlines,
      maxConcurrentCalls: this.#maxConcurrentCalls,
      nextId: () => (this.#instances += 1),
      services: (surroundings, imports) => this.#services(surroundings, imports),
      sharedServices: this.#options.services ?? [],
      onEvent: this.#options.onEvent,
      limitEventAt: this.#limitEventAt,
      tracer: this.#options.tracer,
      recordings: this.#recordings,
      file: typeof source === 'string' ? resolve(source) : options.file,
      remote: {
        bytes,
        name: label,
        cacheDir: this.#cacheDir,
        cacheMaxBytes: this.#cacheMaxBytes,
        metering: this.#metering,
      },
    });
  }

  /**
   * Gets ready to prepare a component that is not in the cache: the transpiler's thread is started, which is a fifth of a second of the first
   * {@link load}. It waits for that load and keeps no process alive.
   */
  warmUp(): void {
    readyTranspiler();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Last what tells of the others' end.
    try {
      await this.#shared.end();
      if (this.#options.messaging === undefined) await this.messaging[Symbol.asyncDispose]();
    } finally {
      try {
        await this.#storage[Symbol.asyncDispose]();
      } finally {
        await this.audit[Symbol.asyncDispose]();
      }
    }
  }

  #networkOf({ network }: Surroundings): NetworkSettings {
    if (network === undefined) return this.#network;
    return resolveNetworkOptions({ ...this.#options.network, ...network }, systemResolver());
  }

  #services(surroundings: Surroundings, imports: readonly string[]): readonly HostService[] {
    const own = this.#ownServices(surroundings, imports);
    const services =
      typeof surroundings.services === 'function' ? surroundings.services(own) : (surroundings.services ?? []);
    const unprepared = functionNames(services, 'waiting').filter((name) => !this.#waiting.has(name));
    if (unprepared.length > 0) {
      throw new AirssysError(
        'AIRSSYS_CONFIG_INVALID',
        `The component was not prepared to wait for ${unprepared.join(', ')}`,
        {
          hint: 'Give services whose functions wait to the host, by HostOptions.services.',
          data: { unprepared },
        },
      );
    }
    return [...own, ...services];
  }

  /** @param imports What they are for: most components need nothing of WASI, which is large. Default: all. */
  #ownServices(surroundings: Surroundings, imports?: readonly string[]): readonly HostService[] {
    const {
      clock = SYSTEM_CLOCK,
      randomness = SYSTEM_RANDOMNESS,
      log = () => {},
      mounts,
      maxOpenFiles,
      processes,
      programs,
    } = surroundings;
    const { storageQuotaBytes, services = [], secrets = NO_SECRETS } = this.#options;
    const messaging = {
      broker: surroundings.messaging ?? this.messaging,
      instanceName: surroundings.instanceName ?? '',
    };
    const storage = {
      backend: new HandledStorage(surroundings.storage ?? this.#storage),
      ...(storageQuotaBytes !== undefined && { quotaBytes: storageQuotaBytes }),
    };
    const tree = new FileTree({ mounts, maxOpenFiles, ledgers: this.#ledgers });
    const network = new GuestNetwork(this.#networkOf(surroundings));
    return [
      hostServices({ clock, log, components: knownComponents(messaging) }),
      coreMessaging(messaging),
      extMessaging(messaging),
      inHandling(storageService(storage)),
      inHandling(entriesService(storage)),
      filesService({ tree }),
      openFilesService({ tree }),
      processesService({ tree, limits: processes, programs }),
      secretsService(secrets),
      randomService(randomness),
      ...(imports === undefined || imports.some((name) => name.startsWith('airssys:ext-network'))
        ? networkServices(network)
        : []),
      ...(imports?.some((name) => name.startsWith('wasi:')) === false
        ? []
        : wasiServices({ ...surroundings, clock, randomness, tree, network })),
      ...services,
    ];
  }
}

const NO_SECRETS: SecretProvider = { get: () => undefined };

function demandUpTo(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${value}`, {
    hint: `It is a whole number from 1 to ${most}.`,
  });
}

const contentName = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 12);

async function readComponentFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${path} cannot be read`, {
      hint: 'Name a component file; `airssys build` makes one.',
      cause,
    });
  }
}
