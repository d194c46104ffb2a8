import type { GrantsOptions } from './capabilities/policy/instance-grants.ts';
import type { Surroundings } from './surroundings.ts';
import type { ImportProviders } from './imports/import-provider.ts';
import type { RemoteIsolation } from './isolation/channel.ts';
import type { RecordOptions } from './recording/record-options.ts';
import type { Limits } from './sandbox/limits.ts';
import type { MemoryInspector } from './sandbox/memory-inspector.ts';

/** How an instance is set up. Without grants it may do nothing but compute and log. */
export interface InstanceOptions extends Surroundings, GrantsOptions {
  /**
   * Who the operator says this is, as `namespace:name`: its namespace in storage, and its name in the audit log. Default: who the
   * component says it is. A host that runs components of several owners names them itself: a manifest is a claim.
   */
  readonly id?: string | undefined;
  /**
   * Who answers the calls to interfaces that the component imports, by their WIT names (`acme:rates/exchange@1.2.0`): functions and
   * classes in JavaScript, or another instance that exports the interface. Each is a grant to call it.
   */
  readonly imports?: ImportProviders | undefined;
  /** Instead of the component's own requests and the defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /** What it receives as configuration. */
  readonly config?: Uint8Array | undefined;
  /**
   * What the next call finds. `instance` (default): what earlier calls have left. `call`: the state after initialization, in
   * every call; a call that traps does not end the instance then. What services keep for the component stays either way.
   */
  readonly reuse?: 'instance' | 'call' | undefined;
  /**
   * Where the instance runs. `inline` (default): on the host's thread, by far the fastest. `worker`: on a thread of its own, which
   * can be killed whatever it does, and which a busy component keeps busy instead of the host's. `process`: in a process of
   * its own; even an abort of V8 or an exploit of it is held there. The last two cost a message per call and per host call.
   */
  readonly isolation?: 'inline' | RemoteIsolation | undefined;
  /**
   * Writes down what crosses the gate, from its start to its end, in a file by which it can be replayed: see `replayRecording`.
   * Default: as the host's `recordings` say. Not with `reuse: 'call'`.
   */
  readonly record?: string | RecordOptions | undefined;
  /**
   * Runs the calls that handles of the component's resources make: their methods, their disposal, and what
   * `ComponentInstance.resource` gives. Default: just calls.
   */
  readonly aroundHandles?: (<T>(call: () => Promise<T>) => Promise<T>) | undefined;
  /**
   * Is shown what the component has in its memory, before its first call and at its end. For tools that keep books in there, such
   * as coverage; it costs a copy of the memory each time. Only with `isolation: 'inline'` and `reuse: 'instance'`. Default: nobody.
   */
  readonly inspectMemory?: MemoryInspector | undefined;
}

/** How the instances of a pool are set up. */
export interface PoolOptions extends Omit<InstanceOptions, 'reuse' | 'isolation' | 'inspectMemory' | 'record'> {
  /** How many instances are kept ready: 1 to 10,000. */
  readonly size: number;
}
