import type {
  HealthStatus,
  StrategyName,
  SupervisorEvent,
  UpdateDeadlines,
  UpdateStrategy,
  Usage,
} from '@airssys/host';
import type { MountOptions } from '../mount-options.ts';
import type { AnyComponentClass, Mounted, UntypedComponent } from '../mounted.ts';

/** How an instance came to be. */
export interface Start {
  /** What it was made for. */
  readonly why: 'mount' | 'restart' | 'update';
  /** Of its component, as the manifest has it. */
  readonly version: string;
  /** Its number, as in the audit. */
  readonly instance: number;
  /** What its start has used, `@onInitialize` included. */
  readonly usage: Usage;
}

/** How a mount is updated. What is left out is as it was mounted. */
export interface UpdateMountOptions extends Pick<
  MountOptions,
  'engine' | 'grants' | 'mocks' | 'imports' | 'limits' | 'mounts' | 'env' | 'config'
> {
  /** As the host's updates have it. Default `blue-green`: the new version starts beside the old one. */
  readonly strategy?: UpdateStrategy | StrategyName | undefined;
  /** Whether state is handed over. Default: if both have the hooks for it. `true` refuses an update in which they have not. */
  readonly migrate?: boolean | undefined;
  /** How long each step may take. Default: as the host's updates have it. */
  readonly deadlines?: UpdateDeadlines | undefined;
}

/** What happens to a mount beside its calls. */
export interface Lifecycle {
  /** Semantic version of the build that gets the calls. */
  readonly version: string;
  /** The starts of its instances, in their order. */
  readonly starts: readonly Start[];
  /** What its supervisor has told, in its order; empty without one. */
  readonly events: readonly SupervisorEvent[];
  /** How the component says that it is, by its `@onHealth`; `unhealthy` where no instance is there. */
  health(): Promise<HealthStatus>;
  /**
   * Shuts the component down as a host does: by its `@onShutdown`. It takes no calls any more, and no supervisor starts it again.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_SHUTDOWN` where the hook fails; TrapError. Under a supervisor: never.
   */
  shutdown(): Promise<void>;
  /**
   * Ends the instance at once, a call under way with it: none of its hooks runs, and what it has stored stays. Under a supervisor
   * another one is started, to which later calls go.
   */
  crash(): Promise<void>;
  /**
   * Resolves when an instance is there, after a crash the next one.
   *
   * @throws AirssysError `AIRSSYS_SUPERVISION_STATE` where none is started any more.
   */
  ready(): Promise<void>;
  /**
   * Takes the calls to another build, by the host's own engine of updates: what the old one remembers is handed over by its
   * `@onSnapshot` and the new one's `@onMigrate`. Both have the same storage, clock, mocks and bus. Where the new one does not come to
   * take the calls, the old one goes on.
   *
   * @param path As for `mount`.
   * @returns The same component with the operations of the new build.
   * @throws AirssysError as `Host.update` has it: `AIRSSYS_UPDATE_MIGRATE`, `AIRSSYS_UPDATE_ROLLED_BACK` …; and as `mount`.
   */
  update<C extends AnyComponentClass = UntypedComponent>(
    path: string | URL,
    options?: UpdateMountOptions,
  ): Promise<Mounted<C>>;
  /**
   * Takes the calls back to the build before the last update, with what it remembered then.
   *
   * @throws AirssysError `AIRSSYS_UPDATE_NO_PREVIOUS`.
   */
  rollback(): Promise<void>;
}
