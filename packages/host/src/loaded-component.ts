import { type Manifest, operationsInterface } from '@airssys/model';
import type { CapabilitySet } from './capabilities/capability-set.ts';
import { type GrantsOptions, instanceGrants } from './capabilities/policy/instance-grants.ts';
import type { Surroundings } from './surroundings.ts';
import { auditEnvironment } from './audit-environment.ts';
import { ComponentInstance } from './component-instance.ts';
import type { TranspiledExport } from './engine/transpiler.ts';
import { RemoteSandbox } from './isolation/remote-sandbox.ts';
import { createHandleTable } from './resources/create-handle-table.ts';
import { keepsObjects, type SharedCodecs, sharedCodecs } from './resources/shared-codecs.ts';
import { TypedCalls } from './resources/typed-calls.ts';
import {
  demandImports,
  demandPlainImports,
  demandPlainServices,
  demandVersions,
  importServices,
} from './imports/import-services.ts';
import { ProvidedObjects } from './imports/provided-objects.ts';
import type { SandboxSetup, Setting, Wrapping } from './instance-setup.ts';
import type { InstanceOptions, PoolOptions } from './instance-options.ts';
import { initialize } from './lifecycle-calls.ts';
import type { LoadedComponentOptions } from './loaded-component-options.ts';
import { InstancePool } from './pool/instance-pool.ts';
import { type ProgramEnd, type ProgramOptions, runProgram } from './run-program.ts';
import { FreshSandbox } from './sandbox/fresh-sandbox.ts';
import { createGate } from './sandbox/gate.ts';
import { callLog } from './sandbox/call-log.ts';
import { SourceMapper } from './sandbox/guest-error.ts';
import { InlineSandbox } from './sandbox/inline-sandbox.ts';
import { limitsOf } from './sandbox/limit-interceptor.ts';
import { resolveLimits } from './sandbox/limits.ts';
import type { EnterableSandbox, Sandbox } from './sandbox/sandbox.ts';
import { Redactor } from './services/secrets/redactor.ts';
import { functionNames } from './services/host-service.ts';
import type { Tape } from './recording/tape.ts';
import { demandInspectable, demandKnown, limitsElsewhere, notRecorded, notTogether } from './demand-options.ts';
import { ServicesEnd } from './services/services-end.ts';
import { HttpServing, type Served } from './serving/http-serving.ts';
import { resolveServeOptions, type ServeOptions } from './serving/serve-options.ts';
import { tellEvent } from './telemetry/host-event.ts';
import { tracedSandbox } from './telemetry/tracer.ts';
import { LimitWatch } from './telemetry/limit-watch.ts';

/** A component that is ready for instances. Loading it has run none of its code. */
export class LoadedComponent {
  readonly #options: LoadedComponentOptions;
  readonly #shared: SharedCodecs;
  #mapper: SourceMapper | undefined;
  #isMapRead = false;

  /** For {@link ComponentHost}, which loads components. It is given its options there. */
  constructor(options: LoadedComponentOptions) {
    this.#options = options;
    const { manifest } = options.compiled.binary;
    this.#shared = sharedCodecs(manifest?.component);
  }

  /** What the component says of itself; undefined where another toolchain made it. */
  get manifest(): Manifest | undefined {
    return this.#options.compiled.binary.manifest;
  }

  /** The interfaces that it imports, without versions. */
  get imports(): readonly string[] {
    return this.#options.compiled.imports;
  }

  /** The functions that it exports, as the glue has them. */
  get exports(): readonly TranspiledExport[] {
    return this.#options.compiled.exports;
  }

  /** Whether it was prepared by an earlier load. */
  get fromCache(): boolean {
    return this.#options.compiled.fromCache;
  }

  /**
   * Makes an instance and initializes it.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_IMPORT_MISSING`, `AIRSSYS_CONFIG_INVALID`, `AIRSSYS_CAPABILITY_INVALID`,
   *   `AIRSSYS_CAPABILITY_HELD` for an update that asks for more than the version before it and was not approved,
   *   `AIRSSYS_SANDBOX_INITIALIZE` where the component refuses to start; TrapError where its start ends in a trap.
   */
  async instantiate(options: InstanceOptions = {}): Promise<ComponentInstance> {
    return await this.#instantiate(options);
  }

  /** Makes an instance whose calls, and those of the host in them, go by a tape. For replays: see `replayRecording`. */
  async instantiateOn(tape: Tape, options: InstanceOptions): Promise<ComponentInstance> {
    return await this.#instantiate(options, [], tape);
  }

  /**
   * Runs the component as a program: makes an instance, calls its `wasi:cli/run`, waits for what it has written, and disposes it.
   * The program sees `args`, `stdin`, `env` and `mounts` as far as it is granted what it does with them, and has `limits`.
   *
   * @throws As {@link instantiate}; AirssysError `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where it is no program; TrapError where it
   *   ends in a trap. An exit of its own is none, whatever its code.
   */
  async run({ signal, timeoutMs, maxFuel, ...options }: ProgramOptions = {}): Promise<ProgramEnd> {
    const endings: ServicesEnd[] = [];
    await using instance = await this.#instantiate(options, endings);
    return await runProgram({ instance, exports: this.exports, call: { signal, timeoutMs, maxFuel }, endings });
  }

  /**
   * Serves the component over HTTP: each request is a call of its `wasi:http/incoming-handler`, in an instance of its own with
   * `limits`. Whoever serves it disposes the server.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_OPERATION_UNKNOWN` where it answers no requests, `AIRSSYS_SERVE_LISTEN` where the address
   *   cannot be listened at, `AIRSSYS_CONFIG_INVALID`; and as {@link instantiate}.
   */
  async serve(options: ServeOptions = {}): Promise<HttpServing> {
    return await HttpServing.open({ ...resolveServeOptions(options), ...this.#served(options) });
  }

  /**
   * Takes over a server of another component, usually of another version of this one: further requests are answered by this one, those
   * under way end in the component in which they began, and none is lost.
   *
   * @throws As {@link serve}; then the component before goes on.
   */
  async takeOver(serving: HttpServing, options: Omit<InstanceOptions, 'incoming'> = {}): Promise<void> {
    await serving.replace(this.#served(options));
  }

  #served(options: InstanceOptions): Served {
    return {
      exports: this.exports,
      make: async (incoming) => await this.#instantiate({ ...options, incoming }),
    };
  }

  async #instantiate(options: InstanceOptions, endings: ServicesEnd[] = [], given?: Tape): Promise<ComponentInstance> {
    demandKnown('isolation', ['inline', 'worker', 'process'], options.isolation);
    demandKnown('reuse', ['instance', 'call'], options.reuse);
    demandInspectable(options);
    const limits = resolveLimits(options.limits, this.manifest?.component.limits);
    const capabilities = await this.#grants(options);
    const { codecs } = this.#shared;
    if (options.reuse === 'call' && codecs.resources.size > 0) throw keepsObjects(codecs, "reuse: 'call'");
    const held: ProvidedObjects[] = [];
    const redactor = new Redactor();
    const onDisposed = (): void => held.forEach((objects) => objects.disposeAll());
    const tape = given ?? this.#recorder({ options, capabilities, limits, redactor });
    try {
      const sandbox = await this.#sandbox({ options, capabilities, limits, held, endings, redactor, tape });
      const { id, aroundHandles: around } = options;
      return this.#wrap({ sandbox, id, capabilities, redactor, around, onDisposed, tape });
    } catch (error) {
      tape?.failed(error);
      onDisposed();
      throw error;
    }
  }

  /**
   * Makes a pool of instances that are all set up alike, `size` of them at once (1 to 10,000). They run on the host's thread.
   *
   * @throws As {@link instantiate}; AirssysError `AIRSSYS_CONFIG_INVALID` for a size out of range, and for a component with
   *   resources, whose objects belong to one holder.
   */
  async pool({ size, ...options }: PoolOptions): Promise<InstancePool> {
    const { codecs } = this.#shared;
    if (codecs.resources.size > 0) throw keepsObjects(codecs, 'a pool');
    this.#demandPlain(options, 'a pool');
    const limits = resolveLimits(options.limits, this.manifest?.component.limits);
    return await InstancePool.create({
      size,
      make: async () => {
        const capabilities = await this.#grants(options);
        const held: ProvidedObjects[] = [];
        const redactor = new Redactor();
        const onDisposed = (): void => held.forEach((objects) => objects.disposeAll());
        try {
          const sandbox = await this.#inline({ options, capabilities, limits, held, redactor });
          return { sandbox, capabilities, redactor, onDisposed };
        } catch (error) {
          onDisposed();
          throw error;
        }
      },
      wrap: (sandbox, { capabilities, redactor }) =>
        this.#wrap({
          sandbox,
          id: options.id,
          capabilities,
          redactor,
          onDisposed: undefined,
          around: options.aroundHandles,
        }),
    });
  }

  /** Undefined where the instance is not recorded. */
  #recorder({ options, ...rest }: Pick<Setting, 'options' | 'capabilities' | 'limits' | 'redactor'>): Tape | undefined {
    const { record, reuse, env } = options;
    if (reuse === 'call' && record !== undefined) throw notRecorded();
    if (reuse === 'call') return undefined;
    const { recordings, remote, file } = this.#options;
    const { componentId, version } = this.#identity(options.id);
    const loaded = { ...remote, file, engine: this.manifest?.build.engine };
    return recordings.recorder({ ...rest, loaded, id: componentId, version, env, record });
  }

  async #grants(options: GrantsOptions & Pick<InstanceOptions, 'id'>): Promise<CapabilitySet> {
    const { audit, security } = this.#options;
    const { componentId, version } = this.#identity(options.id);
    const requested = this.manifest?.component.permissions ?? [];
    return await instanceGrants({ options, security, audit, componentId, version, requested });
  }

  #identity(id: string | undefined): { readonly componentId: string; readonly version: string } {
    const model = this.manifest?.component;
    const componentId = id ?? (model ? `${model.namespace}:${model.name}` : this.#options.label);
    return { componentId, version: model?.version ?? '' };
  }

  /** `namespace:name@version`, as far as they are known. */
  #label(id: string | undefined): string {
    const { componentId, version } = this.#identity(id);
    return version === '' ? componentId : `${componentId}@${version}`;
  }

  /** What callers have of a sandbox. */
  #wrap({
    sandbox: made,
    id,
    capabilities,
    redactor,
    onDisposed,
    around = (call) => call(),
    tape,
  }: Wrapping): ComponentInstance {
    const { tracer } = this.#options;
    const model = this.manifest?.component;
    const component = this.#label(id);
    const taped = tape?.sandbox(made) ?? made;
    const sandbox = tracer ? tracedSandbox(taped, tracer, { component, instance: made.id }) : taped;
    const operations = model && operationsInterface(model);
    const table = createHandleTable(sandbox, this.manifest?.build.engine);
    const calls = new TypedCalls({ sandbox, table, ...this.#shared, interface: operations, around });
    return new ComponentInstance({
      sandbox,
      capabilities,
      redactor,
      requested: model?.permissions ?? [],
      calls,
      table,
      ...(onDisposed && { onDisposed }),
      ...(operations !== undefined && { operationsInterface: operations }),
      ...(model && { operationsModel: model.operations }),
    });
  }

  async #inline(setting: Setting): Promise<InlineSandbox> {
    const { limits, options } = setting;
    const { compiled, deadlines, maxConcurrentCalls } = this.#options;
    return await this.#start(setting, async ({ id, gate, watch, intercepted, ending }) =>
      InlineSandbox.create({
        id,
        component: compiled,
        limits,
        deadlines,
        clock: options.clock,
        maxConcurrentCalls,
        gate,
        watch,
        intercepted,
        services: ending,
        inspectMemory: options.inspectMemory,
      }),
    );
  }

  async #sandbox(setting: Setting): Promise<Sandbox> {
    const { options, limits } = setting;
    const { isolation = 'inline', reuse } = options;
    const { deadlines, maxConcurrentCalls, remote } = this.#options;
    if (isolation === 'inline') {
      const make = async (): Promise<InlineSandbox> => await this.#inline(setting);
      const { maxQueuedCalls } = limits;
      if (reuse === 'call') this.#demandPlain(options, "reuse: 'call'");
      return reuse === 'call' ? await FreshSandbox.create({ make, maxQueuedCalls }) : await make();
    }
    if (reuse === 'call') throw notTogether(isolation);
    if (options.interceptLimits !== undefined) throw limitsElsewhere(isolation);
    this.#demandPlain(options, `isolation: '${isolation}'`);
    return await this.#start(setting, async ({ id, gate, services, watch, ending }) =>
      RemoteSandbox.create({
        id,
        isolation,
        limits,
        start: { ...remote, imports: [...new Set(functionNames(services))] },
        gate,
        deadlines,
        clock: options.clock,
        maxConcurrentCalls,
        watch,
        services: ending,
      }),
    );
  }

  /** Before anything is made. */
  #demandPlain(options: Surroundings, setting: string): void {
    const { services, compiled } = this.#options;
    demandPlainImports(this.manifest?.component, setting);
    demandPlainServices(services(options, compiled.imports), compiled.imports, setting);
  }

  /** A sandbox whose component has been initialized. */
  async #start<T extends EnterableSandbox>(
    { options, capabilities, limits, held, endings, redactor, tape }: Setting,
    create: (given: SandboxSetup) => Promise<T>,
  ): Promise<T> {
    const { audit, compiled, nextId, services: servicesFor, sharedServices } = this.#options;
    const model = this.manifest?.component;
    const { componentId, version } = this.#identity(options.id);
    const id = nextId();
    const given = options.imports ?? {};
    const objects = new ProvidedObjects();
    held.push(objects);
    const provided = importServices({ component: model, imports: compiled.imports, providers: given, objects });
    let sandbox: T | undefined;
    const log = callLog({
      sink: options.log,
      current: () => sandbox?.current,
      mapper: () => this.#sourceMapper(),
      redactor,
    });
    const services = [...servicesFor({ ...options, log }, compiled.imports), ...provided];
    const ending = new ServicesEnd(services.filter((one) => !sharedServices.includes(one)));
    endings?.push(ending);
    try {
      demandImports(model, services, Object.keys(given));
      demandVersions(services, compiled.importNames);
      sandbox = await create({
        id,
        services,
        ending,
        watch: this.#watch(this.#label(options.id), id),
        intercepted:
          options.interceptLimits && limitsOf(options.interceptLimits, { component: componentId, instance: id }),
        gate: (current) => {
          const imports = createGate({
            services,
            imported: compiled.imports,
            capabilities,
            redactor,
            audit,
            componentId,
            version,
            instance: id,
            current,
            sandbox: () => sandbox,
            tracer: this.#options.tracer,
            intercept: options.intercept,
            around: tape?.around,
          });
          tape?.bind({ imports, imported: compiled.imports, services, redactor });
          return imports;
        },
      });
      auditEnvironment(audit, options.env, { component: this.#label(options.id), instance: id });
      await initialize(tape?.sandbox(sandbox) ?? sandbox, options, limits, redactor);
      return sandbox;
    } catch (error) {
      // Why it did not start is what counts; but whoever is told of it finds the services ended.
      await ending.end().catch(() => {});
      throw error;
    }
  }

  /** Undefined where nobody listens. */
  #watch(component: string, instance: number): LimitWatch | undefined {
    const { onEvent, limitEventAt } = this.#options;
    if (onEvent === undefined) return undefined;
    return new LimitWatch(limitEventAt, (approach) =>
      tellEvent(onEvent, { kind: 'limit-approached', ...approach, component, instance, timeMs: Date.now() }),
    );
  }

  /** Undefined where there is no map, or none that can be read: then stacks are the engine's. */
  #sourceMapper(): SourceMapper | undefined {
    const { sourceMap, manifest } = this.#options.compiled.binary;
    if (this.#isMapRead || sourceMap === undefined || manifest === undefined) return this.#mapper;
    this.#isMapRead = true;
    try {
      this.#mapper = new SourceMapper(sourceMap, manifest.build.scriptName);
    } catch {
      // The component's own mistake. Its calls must not fail for it.
    }
    return this.#mapper;
  }
}
