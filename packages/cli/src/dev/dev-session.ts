/** The component that is worked on, in a host of its own: each version that is built takes the place of the one before. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type AuditEvent,
  CapabilitySet,
  type ComponentBinary,
  Host,
  type HttpServing,
  type LogEntry,
  readComponent,
  type ServedRequest,
} from '@airssys/host';
import {
  answersHttp,
  type ComponentModel,
  formatPermission,
  isAirssysError,
  type PermissionRequest,
} from '@airssys/model';
import type { Rebuilt } from '@airssys/sdk/build';
import { type Answer, type Callable, planCall } from '../run/call.ts';
import { usageError } from '../report/usage-error.ts';
import type { RunSettings } from '../run/settings.ts';

export interface DevSessionOptions {
  /** Kept when the session ends. Default: a temporary one. */
  readonly dataDir?: string | undefined;
  readonly cacheDir: string;
  readonly settings: RunSettings;
  /** Whether all is granted that the component requests. */
  readonly allowRequested: boolean;
  readonly address: string;
  /** Default: 3000, or the next that is free. */
  readonly port?: number | undefined;
  readonly onLog: (entry: LogEntry) => void;
  readonly onAudit: (event: AuditEvent) => void;
  readonly onRequest: (request: ServedRequest) => void;
}

/** What has come of a version. */
export interface Swap {
  readonly component: string;
  readonly version: string;
  /** `started`: there was none before. `unchanged`: it is the very one that runs. */
  readonly kind: 'started' | 'swapped' | 'unchanged';
  /** Whether what the version before remembered was handed over; what is stored stays in any case. */
  readonly handedOver: boolean;
  /** What it asks for and is not granted, in the text form. */
  readonly denied: readonly string[];
  /** What it asks for that the version before did not. */
  readonly newRequests: readonly string[];
  /** Where it answers HTTP, if it does. */
  readonly url: string | undefined;
}

const FIRST_PORT = 3000;
const PORTS = 100;

interface Active {
  readonly id: string;
  readonly binary: ComponentBinary;
  readonly model: ComponentModel;
}

export class DevSession implements AsyncDisposable {
  readonly #options: DevSessionOptions;
  readonly #host: Host;
  readonly #temporary: string | undefined;
  #active: Active | undefined;
  #serving: HttpServing | undefined;

  private constructor(options: DevSessionOptions, host: Host, temporary: string | undefined) {
    this.#options = options;
    this.#host = host;
    this.#temporary = temporary;
  }

  /** @throws AirssysError as `Host.open` does. */
  static async open(options: DevSessionOptions): Promise<DevSession> {
    const { dataDir, cacheDir, onLog: log, onAudit: onEvent } = options;
    const temporary = dataDir === undefined ? await mkdtemp(join(tmpdir(), 'airssys-dev-')) : undefined;
    // Also where the process ends at once, as when nobody reads its output any more.
    if (temporary !== undefined) process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
    try {
      const host = await Host.open({
        dataDir: resolve(dataDir ?? temporary ?? ''),
        cacheDir,
        autostart: false,
        // The version before is in the sources' history, not here.
        keepWarmMs: 0,
        surroundings: () => ({ log }),
        audit: { capacity: 1, onEvent },
      });
      return new DevSession(options, host, temporary);
    } catch (error) {
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  get model(): ComponentModel | undefined {
    return this.#active?.model;
  }

  /**
   * Has this version run. Where it does not start, the one before goes on, and this rejects with the reason.
   *
   * @throws AirssysError as `Host.install`, `start` and `update` do.
   */
  async apply({ component, parsedManifest }: Rebuilt): Promise<Swap> {
    const model = parsedManifest.component;
    const id = `${model.namespace}:${model.name}`;
    const before = this.#active;
    if (before?.id === id && Buffer.compare(before.binary.bytes, component) === 0) {
      return this.#swap('unchanged', before, model);
    }
    if (before !== undefined && before.id !== id) await this.#remove(before.id);
    const { settings } = this.#options;
    const { mounts, env, limits, config } = settings;
    const own = { grants: this.#grants(model), mounts, env, limits, ...(config && { config }) };
    if (!answersHttp(model)) await this.#stopServing();
    const isInstalled = this.#host
      .query()
      .list()
      .some((one) => one.id === id);
    if (isInstalled) await this.#host.update(id, component, { ...own, allowBreaking: true, unapproved: 'deny' });
    else await this.#host.install(component, { ...own, id });
    await this.#host.start(id);
    this.#active = { id, binary: readComponent(component, id), model };
    await this.#serve(id, model);
    return this.#swap(before?.id === id ? 'swapped' : 'started', before, model);
  }

  /** What an operation answers. @throws As `Host.invoke` does, and for arguments that are none of its. */
  async call(operation: string, args: readonly string[], signal: AbortSignal): Promise<Answer> {
    const { id, binary } = this.#demandActive();
    const callable: Callable = {
      invoke: async (name, values, options) => await this.#host.invoke(id, name, values, options),
      callExport: async (name, key, values, options) => await this.#host.callExport(id, name, key, values, options),
    };
    return await planCall(binary, operation, args).make(callable, { signal });
  }

  /** Begins anew, without what it remembers. What it has stored stays. */
  async restart(): Promise<void> {
    const { id } = this.#demandActive();
    await this.#host.stop(id);
    await this.#host.start(id);
  }

  /** Removes the files of versions that nobody goes back to. */
  async tidy(): Promise<void> {
    await this.#host.collectGarbage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#host.close();
    } finally {
      if (this.#temporary !== undefined) await rm(this.#temporary, { recursive: true, force: true });
    }
  }

  #swap(kind: Swap['kind'], before: Active | undefined, model: ComponentModel): Swap {
    const granted = this.#grants(model);
    const requests = model.permissions.map(formatPermission);
    const known = new Set(before?.model.permissions.map(formatPermission));
    const hands = before?.model.hooks?.snapshot !== undefined && model.hooks?.migrate !== undefined;
    return {
      component: `${model.namespace}:${model.name}`,
      version: model.version,
      kind,
      handedOver: kind === 'swapped' && hands,
      denied: model.permissions.filter((one) => !this.#isGranted(one, granted)).map(formatPermission),
      newRequests: before === undefined ? [] : requests.filter((one) => !known.has(one)),
      url: this.#serving?.url,
    };
  }

  #grants({ permissions }: ComponentModel): readonly string[] {
    const { settings, allowRequested } = this.#options;
    return allowRequested ? [...settings.grants, ...permissions.map(formatPermission)] : settings.grants;
  }

  #isGranted(request: PermissionRequest, grants: readonly string[]): boolean {
    return CapabilitySet.from(grants).covers(request);
  }

  async #remove(id: string): Promise<void> {
    await this.#stopServing();
    await this.#host.stop(id);
    await this.#host.uninstall(id);
    this.#active = undefined;
  }

  async #stopServing(): Promise<void> {
    await this.#serving?.[Symbol.asyncDispose]();
    this.#serving = undefined;
  }

  /** A server goes with the updates of its component; one that answers no more requests has none. */
  async #serve(id: string, model: ComponentModel): Promise<void> {
    if (this.#serving !== undefined || !answersHttp(model)) return;
    const { port, address, onRequest } = this.#options;
    for (let next = port ?? FIRST_PORT; ; next += 1) {
      try {
        this.#serving = await this.#host.serve(id, { address, port: next, onRequest });
        return;
      } catch (error) {
        const isTaken = isAirssysError(error, 'AIRSSYS_SERVE_LISTEN');
        if (!isTaken || port !== undefined || next >= FIRST_PORT + PORTS) throw error;
      }
    }
  }

  #demandActive(): Active {
    if (this.#active !== undefined) return this.#active;
    throw usageError('No version runs yet', 'Mend the errors above; the next save builds it.');
  }
}
