import { AirssysError, type Manifest, operationsInterface } from '@airssys/model';
import { createCodecs, JCO, type OperationCodec } from '@airssys/model/codec';
import type { AuditLog } from './capabilities/audit.ts';
import { CapabilitySet, type Grant } from './capabilities/capability-set.ts';
import type { Surroundings } from './component-host.ts';
import { ComponentInstance } from './component-instance.ts';
import type { CompiledComponent } from './engine/engine.ts';
import type { TranspiledExport } from './engine/transpiler.ts';
import type { DeadlineTimer } from './sandbox/deadline-timer.ts';
import { initialize } from './lifecycle-calls.ts';
import { FreshSandbox } from './sandbox/fresh-sandbox.ts';
import { createGate } from './sandbox/gate.ts';
import { ERROR_CONTEXT, parseGuestError, SourceMapper } from './sandbox/guest-error.ts';
import { InlineSandbox } from './sandbox/inline-sandbox.ts';
import { type Limits, resolveLimits } from './sandbox/limits.ts';
import type { HostService } from './services/host-service.ts';
import type { LogSink } from './services/host-services.ts';

/** How an instance is set up. Without grants it may do nothing but compute and log. */
export interface InstanceOptions extends Surroundings {
  /**
   * Who the operator says this is, as `namespace:name`: its namespace in storage, and its name in the audit log. Default: who the
   * component says it is. A host that runs components of several owners names them itself: a manifest is a claim.
   */
  readonly id?: string | undefined;
  /** What the instance may do, in the text form of permissions. Default: nothing. */
  readonly grants?: Iterable<Grant> | undefined;
  /** Instead of the component's own requests and the defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /** What the component's `@onInitialize` receives as environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** What it receives as configuration. */
  readonly config?: Uint8Array | undefined;
  /**
   * What the next call finds. `instance` (default): what earlier calls have left. `call`: the state after initialization, in
   * every call; a call that traps does not end the instance then. What services keep for the component stays either way.
   */
  readonly reuse?: 'instance' | 'call' | undefined;
}

export interface LoadedComponentOptions {
  readonly compiled: CompiledComponent;
  readonly label: string;
  readonly audit: AuditLog;
  readonly deadlines: DeadlineTimer;
  readonly maxConcurrentCalls: number;
  readonly nextId: () => number;
  readonly services: (surroundings: Surroundings) => readonly HostService[];
}

/** The manifest is the component's own: whatever its checks have let pass that cannot be compiled is still its mistake. */
function codecsOf({ component }: Manifest): ReadonlyMap<string, OperationCodec> {
  try {
    return createCodecs(component.operations, JCO).operations;
  } catch (cause) {
    throw new AirssysError('AIRSSYS_MANIFEST_INVALID', "The component's manifest does not describe operations", {
      hint: 'Build the component again with this version of airssys.',
      cause,
    });
  }
}

/** A component that is ready for instances. Loading it has run none of its code. */
export class LoadedComponent {
  readonly #options: LoadedComponentOptions;
  readonly #codecs: ReadonlyMap<string, OperationCodec>;
  #mapper: SourceMapper | undefined;
  #isMapRead = false;

  constructor(options: LoadedComponentOptions) {
    this.#options = options;
    const { manifest } = options.compiled.binary;
    this.#codecs = manifest ? codecsOf(manifest) : new Map();
  }

  /** What the component says of itself; undefined where another toolchain made it. */
  get manifest(): Manifest | undefined {
    return this.#options.compiled.binary.manifest;
  }

  /** The interfaces that it imports, without versions. */
  get imports(): readonly string[] {
    return this.#options.compiled.imports;
  }

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
   *   `AIRSSYS_SANDBOX_INITIALIZE` where the component refuses to start; TrapError where its start ends in a trap.
   */
  async instantiate(options: InstanceOptions = {}): Promise<ComponentInstance> {
    const capabilities = CapabilitySet.from(options.grants ?? []);
    const model = this.manifest?.component;
    const limits = resolveLimits(options.limits, model?.limits);
    const make = async (): Promise<InlineSandbox> => await this.#start(options, capabilities, limits);
    const { maxQueuedCalls } = limits;
    const sandbox = options.reuse === 'call' ? await FreshSandbox.create({ make, maxQueuedCalls }) : await make();
    return new ComponentInstance({
      sandbox,
      capabilities,
      codecs: this.#codecs,
      ...(model && { operationsInterface: operationsInterface(model) }),
    });
  }

  /** A sandbox whose component has been initialized. */
  async #start(options: InstanceOptions, capabilities: CapabilitySet, limits: Limits): Promise<InlineSandbox> {
    const { compiled, audit, deadlines, maxConcurrentCalls, nextId, services, label } = this.#options;
    const model = this.manifest?.component;
    const componentId = options.id ?? (model ? `${model.namespace}:${model.name}` : label);
    const id = nextId();
    let sandbox: InlineSandbox | undefined;
    const log = this.#logSink(options.log, () => sandbox);
    sandbox = await InlineSandbox.create({
      id,
      component: compiled,
      limits,
      deadlines,
      maxConcurrentCalls,
      gate: (current) =>
        createGate({
          services: services({ ...options, log }),
          capabilities,
          audit,
          componentId,
          version: model?.version ?? '',
          instance: id,
          current,
          enterHost: (work) => (sandbox ? sandbox.enterHost(work) : work()),
        }),
    });
    await initialize(sandbox, options, limits);
    return sandbox;
  }

  /** Ties the errors that a component tells of to the call that is running, and passes on all other entries. */
  #logSink(sink: LogSink | undefined, sandbox: () => InlineSandbox | undefined): LogSink {
    return (entry) => {
      const report = entry.level === 'error' ? entry.context.find(([name]) => name === ERROR_CONTEXT) : undefined;
      const call = sandbox()?.current;
      if (report === undefined || call === undefined) return sink?.(entry);
      const guestError = parseGuestError(report[1], this.#sourceMapper());
      // What has left nothing explains no trap.
      if (guestError?.isFatal !== false) call.guestError = guestError;
      sink?.({ ...entry, context: entry.context.filter((pair) => pair !== report), guestError });
    };
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
