/** An installed component as the host shows it: a copy, which does not change. */
import { formatPermission, type PermissionRequest } from '@airssys/model';
import type { LifecycleState } from '../lifecycle/lifecycle-state.ts';
import type { RestartType } from '../supervision/supervised.ts';
import type { ComponentRecord, TransitionReason, VersionHash, VersionRecord } from './component-record.ts';
import type { Registry } from './registry.ts';

/** A component of a host, as it was when it was asked for. */
export interface InstalledComponent {
  /** `namespace:name`. */
  readonly id: string;
  /** Where it is in its life. */
  readonly state: LifecycleState;
  /** When it came into the state: milliseconds since 1970-01-01T00:00:00Z. */
  readonly sinceMs: number;
  /** What has brought it into the state. */
  readonly reason: TransitionReason;
  /** Of the active version; empty where its manifest has none. */
  readonly version: string;
  /** The active version's hash. */
  readonly hash: VersionHash;
  /** The version before it, where there is one to go back to. */
  readonly previous: VersionHash | undefined;
  /** All that are kept of it, oldest first. */
  readonly versions: readonly VersionRecord[];
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly installedAtMs: number;
  /** Names and values of the operator's own. */
  readonly labels: Readonly<Record<string, string>>;
  /** How many instances of it run when it runs. */
  readonly instances: number;
  /** When an instance that has ended is started again. */
  readonly restart: RestartType;
  /** What it was granted when it was installed; undefined where the host's policy decides. */
  readonly grants: readonly string[] | undefined;
  /** What its active version requests. */
  readonly requested: readonly string[];
}

/** Undefined for what is not installed: also while it is being installed, or taken off. */
export function installedComponent(registry: Registry, record: ComponentRecord): InstalledComponent | undefined {
  const { id, state, sinceMs, reason, active, previous, settings, installedAtMs } = record;
  const version = active === undefined ? undefined : registry.version(id, active);
  if (version === undefined || state === 'uninstalled') return undefined;
  const { labels, instances, restart, grants } = settings;
  const requested = version.requested.map((one: PermissionRequest) => formatPermission(one));
  return Object.freeze({
    id,
    state,
    sinceMs,
    reason,
    version: version.version,
    hash: version.hash,
    previous: previous?.hash,
    versions: registry.versions(id),
    installedAtMs,
    labels,
    instances,
    restart,
    grants,
    requested,
  });
}
