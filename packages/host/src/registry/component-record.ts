/** What the registry keeps of a component: plain data, as it is read from the file. */
import type { InterfaceModel, PermissionRequest } from '@airssys/model';
import type { TrustLevel } from '../capabilities/policy/security-policy.ts';
import type { LifecycleState } from '../lifecycle/lifecycle-state.ts';
import type { MailboxOptions } from '../messaging/mailbox-options.ts';
import type { HealthCheck, RestartType } from '../supervision/supervised.ts';
import type { SupervisorOptions } from '../supervision/supervisor-options.ts';
import type { Mounts } from '../services/files/mounts.ts';
import type { Limits } from '../sandbox/limits.ts';

/** The SHA-256 of a component's bytes, in hexadecimal: what a version is known by, and its file's name. */
export type VersionHash = string;

/** Where a version came from. `path` is absolute. */
export type InstallationSource =
  | { readonly kind: 'file'; readonly path: string }
  /** Fetched by the host. */
  | {
      readonly kind: 'remote';
      /** As it was named. */
      readonly from: string;
      /** With the digest of what was found. */
      readonly resolved: string;
    }
  /** Given by the embedder; `from` says where it has them from, such as a URL. */
  | { readonly kind: 'bytes'; readonly from?: string };

/** A signature by a key that the host trusts. */
export interface VersionSignature {
  /** The SHA-256 of the public key, in hexadecimal. */
  readonly keyId: string;
  readonly algorithm: 'ed25519';
}

/** One version of a component. */
export interface VersionRecord {
  /** SHA-256 of its bytes. */
  readonly hash: VersionHash;
  /** As its manifest says; empty where it has none. */
  readonly version: string;
  /** `namespace:name`, as its manifest says; empty where it has none. */
  readonly name: string;
  /** Bytes of the component. */
  readonly sizeBytes: number;
  /** Where it came from. */
  readonly source: InstallationSource;
  /** The signatures of trusted keys. */
  readonly signatures: readonly VersionSignature[];
  /** When it was installed: milliseconds since 1970-01-01T00:00:00Z. */
  readonly addedAtMs: number;
  /** As its manifest says; empty where it has none. */
  readonly description: string;
  /** What its manifest requests. */
  readonly requested: readonly PermissionRequest[];
  /** Its operations; undefined where another toolchain made it. */
  readonly operations?: InterfaceModel;
}

/** What a mailbox is like. */
export type MailboxSettings = Omit<MailboxOptions, 'describe'>;

/** How often and when instances are started again. */
export interface SupervisionSettings extends Pick<SupervisorOptions, 'intensity' | 'periodMs' | 'backoff'> {
  /** Asks each instance how it is, and restarts one that is not well. Default: they are not asked. */
  readonly healthCheck?: HealthCheck | undefined;
}

/** How a component is run. Kept as it was given when it was installed, until it is changed. */
export interface ComponentSettings {
  /** What it may do. Undefined: what the host's policy grants of what it requests. */
  readonly grants?: readonly string[] | undefined;
  /** What the host's policy is told of it. */
  readonly trust?: TrustLevel | undefined;
  /** What an instance may use. What is absent is as {@link DEFAULT_LIMITS} has it. */
  readonly limits?: Partial<Limits> | undefined;
  /** What its `@onInitialize` receives. */
  readonly config?: Uint8Array | undefined;
  /** The variables of its environment, each of which is granted by being given. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Directories that it sees, by its own paths. Relative ones are kept as absolute ones. */
  readonly mounts?: Mounts | undefined;
  /** How many instances of it run. */
  readonly instances: number;
  /** When an instance that has ended is started again. */
  readonly restart: RestartType;
  /** Default: three restarts within five seconds, or as many as it has instances; one more, and the component has failed. */
  readonly supervision?: SupervisionSettings | undefined;
  /** Names and values of the operator's own, for queries. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Which installed components answer its imports: ids by the WIT names of the interfaces, `{ 'acme:rates/operations@1.2.0': 'acme:rates' }`.
   * Each is a grant to call it. Default: none, and `OpenOptions.surroundings` say who answers.
   */
  readonly wires?: Readonly<Record<string, string>> | undefined;
  /** The mailbox that its instances share. Default: as the host's broker has it. */
  readonly mailbox?: MailboxSettings | undefined;
}

/** Why a component came into its state. */
export interface TransitionReason {
  /** `install`, `start`, `crash`, `recovery` … */
  readonly what: string;
  /** The code of the error that led to it. */
  readonly code?: string;
  /** In words. Nothing that a component says in confidence: it is shown and kept. */
  readonly message?: string;
}

/** An installation or update that has begun and not ended. */
export interface PendingUpdate {
  readonly candidate: VersionHash;
  /** The strategy's name; `install` for an installation. */
  readonly strategy: string;
  readonly startedAtMs: number;
  /** The state that it began in, and ends in where it is undone. */
  readonly from: LifecycleState;
  /** Whether nothing is kept of the version where it is undone. */
  readonly isNew: boolean;
}

/** Where a rollback goes. */
export interface PreviousVersion {
  readonly hash: VersionHash;
  /** How the component was run then. */
  readonly settings: ComponentSettings;
}

export interface ComponentRecord {
  /** `namespace:name`. */
  readonly id: string;
  readonly state: LifecycleState;
  /** When it came into the state: milliseconds since 1970-01-01T00:00:00Z. */
  readonly sinceMs: number;
  readonly reason: TransitionReason;
  /** Whether the host is to start it whenever it is opened. */
  readonly desired: 'running' | 'stopped';
  /** The version that runs, or would. */
  readonly active?: VersionHash | undefined;
  readonly previous?: PreviousVersion | undefined;
  readonly update?: PendingUpdate | undefined;
  /** Of one that is `uninstalled`: whether what it has stored is still to be removed. */
  readonly purge?: boolean | undefined;
  readonly settings: ComponentSettings;
  readonly installedAtMs: number;
}

/** A transition that has happened, as the history has it. */
export interface HistoryEntry {
  /** Counts up over all components, without end, over restarts of the host. */
  readonly sequence: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number;
  /** `namespace:name`. */
  readonly component: string;
  /** The state that it was in. */
  readonly from: LifecycleState;
  /** The state that it has come into. */
  readonly to: LifecycleState;
  /** What has brought it about. */
  readonly reason: TransitionReason;
  /** The version that was active after it. */
  readonly version?: VersionHash | undefined;
}
