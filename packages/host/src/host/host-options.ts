/** What `Host.open` and the methods of `Host` are given. */
import type { KeyObject } from 'node:crypto';
import type { HostOptions } from '../component-host.ts';
import type { InstanceOptions } from '../instance-options.ts';
import type { FetchOptions } from '../distribution/fetch-component.ts';
import type { TransitionalState } from '../lifecycle/lifecycle-state.ts';
import type { ComponentSettings } from '../registry/component-record.ts';
import type { CallOptions } from '../sandbox/sandbox.ts';
import type { ServeOptions } from '../serving/serve-options.ts';
import type { UpdateStep } from '../updates/plan-update.ts';
import type { CallRoute } from '../updates/routing-table.ts';
import type { UpdateDeadlines } from '../updates/update-options.ts';
import type { UpdateStrategy } from '../updates/update-strategy.ts';

/** Where a host keeps its components, and how it runs them. */
export interface OpenOptions extends HostOptions {
  /** The directory that everything is kept in that is to survive. It is made where it is not there. One host at a time has it. */
  readonly dataDir: string;
  /** Whose signatures count. Default: none is demanded. */
  readonly signatures?: SignatureOptions | undefined;
  /** How components are fetched that are named by `oci://`, `npm:` or `https://`. Default: as `fetchComponent` does. */
  readonly sources?: Omit<FetchOptions, 'signal'> | undefined;
  /** Milliseconds that a component may be in a state that is to end by itself. Default `DEFAULT_TIMEOUTS`. */
  readonly timeouts?: Partial<Readonly<Record<TransitionalState, number>>> | undefined;
  /**
   * What the instances of a component are connected to besides what is kept of it: where its log goes, its mounts, who answers its
   * imports. It is asked whenever instances are made, and what it gives is not kept: what it would say of grants, limits,
   * configuration and environment is overruled by what was kept.
   */
  readonly surroundings?: ((component: string) => InstanceSurroundings) | undefined;
  /** Milliseconds for which the version before an update stays warm: a rollback takes no time then. Default 600,000. */
  readonly keepWarmMs?: number | undefined;
  /** Whether the components that ran when the host was closed, or killed, are started. Default true. */
  readonly autostart?: boolean | undefined;
}

/** What instances of an installed component are connected to, without what the host keeps of it itself. */
export type InstanceSurroundings = Omit<
  InstanceOptions,
  'id' | 'grants' | 'trust' | 'limits' | 'config' | 'env' | 'replaces' | 'approved'
>;

/** Whose signatures a host demands. */
export interface SignatureOptions {
  /** Whether a component without a signature by a trusted key is refused. Default true. */
  readonly required?: boolean | undefined;
  /** Public keys of ed25519: as text (PEM), or as Node has them. */
  readonly trustedKeys: readonly (string | KeyObject)[];
}

/** What long work tells of how far it has come. */
export interface Progress {
  /** Which component it is about: `namespace:name`, or what it was called. */
  readonly component: string;
  /** What is about to be done. Those of an update by their names in `UpdateStep`. */
  readonly step: 'verify' | 'prepare' | 'keep' | UpdateStep['do'];
  /** How much of the step is done, in whole units; absent where that is not known. */
  readonly done?: number;
  /** How many units the step has. */
  readonly total?: number;
}

/** How long work tells of itself, and is given up. */
export interface ProgressOptions {
  /** Is told when a step begins, and of how far it has come. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Gives the work up: what was done so far is undone. */
  readonly signal?: AbortSignal | undefined;
}

/** How a component is installed, and how it is run from then on. */
export interface InstallOptions extends Partial<ComponentSettings>, ProgressOptions {
  /** `namespace:name`. Default: as its manifest says. */
  readonly id?: string | undefined;
  /** Where bytes have come from, for the history: such as a URL. */
  readonly from?: string | undefined;
}

/** How a new version comes in, and which settings change with it. */
export interface UpdateOptions extends Partial<ComponentSettings>, ProgressOptions {
  /** How the versions follow each other. Default `blue-green`. */
  readonly strategy?: UpdateStrategy | 'stop-start' | 'blue-green' | undefined;
  /**
   * Whether the new version takes over what the running one remembers. Default: if both have the hooks for it. `true` refuses an update
   * in which they have not.
   */
  readonly migrate?: boolean | undefined;
  /** How long each step may take. */
  readonly deadlines?: UpdateDeadlines | undefined;
  /** What somebody has approved of what the new version asks for beyond the one that it replaces. */
  readonly approved?: readonly string[] | undefined;
  /**
   * What becomes of an update that asks for more than was approved, where grants are listed one by one: it is held back, or it is done
   * and what it asks for is denied to it. Default `hold`.
   */
  readonly unapproved?: 'hold' | 'deny' | undefined;
  /** Whether an interface that lacks what callers of the running version may use is taken all the same. Default false. */
  readonly allowBreaking?: boolean | undefined;
  /** Says what would change, and changes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** Where bytes have come from, for the history: such as a URL. */
  readonly from?: string | undefined;
}

/** How a component of a host is served: where, and how much of it. How its instances are set up, the host knows. */
export type HostServeOptions = Omit<ServeOptions, keyof InstanceOptions>;

/** Of a call; `key` and `headers` decide which version gets it during an update. */
export interface HostCallOptions extends CallOptions, CallRoute {}
