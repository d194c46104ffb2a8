import type { Broker } from './messaging/broker.ts';
import type { HostCallInterceptor } from './sandbox/interceptor.ts';
import type { LimitInterceptor } from './sandbox/limit-interceptor.ts';
import type { Mounts } from './services/files/mounts.ts';
import type { HostService } from './services/host-service.ts';
import type { Clock, LogSink } from './services/host-services.ts';
import type { NetworkOptions } from './services/network/network-options.ts';
import type { ProcessLimits } from './services/processes/process-limits.ts';
import type { Randomness } from './services/random.ts';
import type { KeyValueBackend } from './services/storage/key-value-backend.ts';
import type { ProgramIo } from './services/wasi/cli/program-io.ts';
import type { IncomingHttp } from './services/wasi/http/incoming-http.ts';

/** What one instance is connected to. The testing package puts its own clock, randomness and services here. */
export interface Surroundings extends ProgramIo {
  /** What time it is for the instance. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Where its randomness comes from. Default: the system's. */
  readonly randomness?: Randomness | undefined;
  /** Receives what the component logs. Default: nobody. */
  readonly log?: LogSink | undefined;
  /**
   * Directories of the host by the path at which the component sees them: `{ '/data': './data' }`, or with limits,
   * `{ '/data': { path: './data', quotaBytes: 1e9 } }`. Default none.
   */
  readonly mounts?: Mounts | undefined;
  /** Files and directories that the instance may have open at once: 1 to 65,536. Default 256. */
  readonly maxOpenFiles?: number | undefined;
  /** What processes that the component starts may use. */
  readonly processes?: ProcessLimits | undefined;
  /**
   * Programs in place of others: files of the host by the path at which the component names what they stand for. Grants are compared
   * with that path. For tests. Default none.
   */
  readonly programs?: Readonly<Record<string, string>> | undefined;
  /** How it reaches the network, where that is not as the host's other instances do. */
  readonly network?: NetworkOptions | undefined;
  /** Carries its messages, instead of the host's broker. Whoever gives it disposes it. */
  readonly messaging?: Broker | undefined;
  /**
   * The environment, and nothing of the host's. The component's `@onInitialize` receives all of it: each variable is granted by
   * being given. `wasi:cli/environment` tells of those that are granted (`environment.read:NAME`). The audit has the names.
   * Default: empty.
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /**
   * Which of the instances of its component it is, in messages: up to 256 characters, without #. Its mailbox is attached under the
   * same. Default: empty.
   */
  readonly instanceName?: string | undefined;
  /**
   * Services for this instance, which take the place of the host's for the same interface. Their waiting functions must be
   * among those of the host's services: a component is prepared for them when it is loaded. A function makes them of the
   * host's own, as these are for this instance.
   */
  readonly services?: readonly HostService[] | ((own: readonly HostService[]) => readonly HostService[]) | undefined;
  /**
   * Stands between the gate's decision and each host function, to fail it, record it or answer in its place. For tests and records.
   * Default: nothing does.
   */
  readonly intercept?: HostCallInterceptor | undefined;
  /** Has limits reached earlier than they would be. For tests, of instances on the host's thread. Default: nothing does. */
  readonly interceptLimits?: LimitInterceptor | undefined;
  /** Where a server puts the requests that the component is to answer. See `LoadedComponent.serve`. */
  readonly incoming?: IncomingHttp | undefined;
  /** Where `airssys:core/storage` keeps this instance's values, instead of the host's. Whoever gives it disposes it. */
  readonly storage?: KeyValueBackend | undefined;
}
