/** `update` and `rollback`: another version takes the place of the one that is active. */
import { AirssysError } from '@airssys/model';
import { demandApproved } from '../capabilities/policy/authorize.ts';
import { reasonOf } from '../lifecycle/lifecycle-engine.ts';
import type {
  ComponentRecord,
  ComponentSettings,
  TransitionReason,
  VersionRecord,
} from '../registry/component-record.ts';
import { type VersionDifference, versionDifference } from '../versions/version-difference.ts';
import { type HostParts, loadVersion, progressOf, recordOf } from './host-parts.ts';
import type { UpdateOptions } from './host-options.ts';
import type { Intake } from './intake.ts';
import { deploy, endDeployment } from './start-stop.ts';
import { removeUnused } from './unused-files.ts';

/** What an update would change, or has changed. */
export interface UpdatePlan {
  readonly component: string;
  readonly difference: VersionDifference;
  /** Whether the component runs, so that calls are to be switched over. */
  readonly isRunning: boolean;
}

/** Which version is to be active, and how it is run then. */
export interface Replacement {
  readonly version: VersionRecord;
  readonly settings: ComponentSettings;
  readonly strategy: string;
  /** Its bytes, where they are not kept yet. */
  readonly bytes?: Uint8Array;
  readonly reason: TransitionReason;
}

/**
 * What an update comes to, or why it cannot be.
 *
 * @throws AirssysError `AIRSSYS_CAPABILITY_HELD`, `AIRSSYS_LIFECYCLE_BREAKING`, `AIRSSYS_CONFIG_INVALID` for another component.
 */
export function planUpdate(parts: HostParts, id: string, { version }: Intake, options: UpdateOptions): UpdatePlan {
  const record = recordOf(parts, id);
  const before = activeVersion(parts, record);
  const custom = parts.options.security?.capabilities;
  const { approved = [], allowBreaking = false, dryRun = false } = options;
  if (before.name !== version.name) {
    throw new AirssysError(
      'AIRSSYS_CONFIG_INVALID',
      `${id} is ${before.name || 'unnamed'}, not ${version.name || 'unnamed'}`,
      {
        hint: 'Install the other component beside it, under an id of its own.',
        data: { component: id, before: before.name, after: version.name },
      },
    );
  }
  const difference = versionDifference(before, version, custom);
  const plan: UpdatePlan = { component: id, difference, isRunning: record.state === 'running' };
  if (dryRun) return plan;
  const component = `${id} ${version.version}`.trim();
  demandApproved({ component, requested: version.requested, before: before.requested, approved, custom });
  if (difference.isBreaking && !allowBreaking) throw breaking(component, difference);
  return plan;
}

/**
 * From any state that rests to the same one with the other version (one that has failed is to run then); back to the version before where it does not start.
 *
 * Durable before visible: the new version is the active one in the registry before it gets its first call.
 */
export async function replaceVersion(
  parts: HostParts,
  id: string,
  { version, settings, strategy, bytes, reason }: Replacement,
  options: UpdateOptions,
  signal: AbortSignal,
): Promise<void> {
  const { lifecycle, files, registry } = parts;
  const progress = progressOf(options, id);
  const record = recordOf(parts, id);
  const wasRunning = record.state === 'running';
  lifecycle.transition(id, 'updating', {
    reason,
    change: { update: { candidate: version.hash, strategy, startedAtMs: parts.now(), from: record.state } },
  });
  let isStopped = false;
  try {
    progress('keep');
    if (bytes) await files.put(bytes);
    signal.throwIfAborted();
    progress('prepare');
    await loadVersion(parts, id, version.hash);
    signal.throwIfAborted();
    progress('stop');
    isStopped = true;
    await endDeployment(parts, id);
    progress('start');
    // One that has failed is mended by an update: it is to run.
    const isToRun = record.desired === 'running';
    const deployment = isToRun
      ? await deploy(parts, { id, hash: version.hash, settings, state: 'updating' }, signal)
      : undefined;
    const known = registry.version(id, version.hash);
    try {
      lifecycle.transition(id, deployment ? 'running' : record.state === 'installed' ? 'installed' : 'stopped', {
        reason,
        change: {
          active: version.hash,
          previous: previousOf(record, version),
          settings,
          update: undefined,
        },
        ...(known === undefined && { addVersion: version }),
      });
    } catch (error) {
      await deployment?.kill();
      throw error;
    }
    if (deployment) parts.deployments.set(id, deployment);
    progress('switch');
  } catch (error) {
    await takeBack(parts, id, { record, wasRunning, isStopped, error });
    throw error;
  }
}

interface TakingBack {
  readonly record: ComponentRecord;
  readonly wasRunning: boolean;
  readonly isStopped: boolean;
  readonly error: unknown;
}

/** The version before goes on. */
async function takeBack(parts: HostParts, id: string, given: TakingBack): Promise<void> {
  const { record, wasRunning, isStopped, error } = given;
  const { lifecycle, deployments } = parts;
  const candidate = parts.registry.get(id)?.update?.candidate;
  const reason = reasonOf('update', error);
  const change = { update: undefined };
  // Before it is told that nothing is left of it: until then the next host takes this up again.
  if (candidate !== undefined) await removeUnused(parts, [candidate], id);
  try {
    if (wasRunning && isStopped) {
      // Not with the signal of the update: that may be why it is taken back.
      const { active = '', settings } = record;
      const deployment = await deploy(
        parts,
        { id, hash: active, settings, state: 'updating' },
        new AbortController().signal,
      );
      deployments.set(id, deployment);
    }
    lifecycle.transition(id, record.state, { reason, change });
  } catch (failure) {
    lifecycle.transition(id, 'failed', { reason: reasonOf('update', failure), change });
  }
}

/** The version that is active before an update. */
export function activeVersion({ registry }: HostParts, { id, active }: ComponentRecord): VersionRecord {
  const version = active === undefined ? undefined : registry.version(id, active);
  if (version) return version;
  throw new AirssysError('AIRSSYS_REGISTRY_DAMAGED', `${id} has no active version in the registry`, {
    hint: 'Uninstall it, and install it again.',
    data: { component: id },
  });
}

/** Where a rollback goes after it. The same bytes with other settings are a version before, too. */
function previousOf({ active, settings }: ComponentRecord, { hash }: VersionRecord): ComponentRecord['previous'] {
  return active === undefined || hash === '' ? undefined : { hash: active, settings };
}

function breaking(component: string, { operations }: VersionDifference): AirssysError {
  const broken = operations.filter(({ isBreaking }) => isBreaking);
  const names = broken.map(({ kind, operation }) => `${operation} (${kind})`).join(', ');
  return new AirssysError(
    'AIRSSYS_LIFECYCLE_BREAKING',
    `${component} breaks callers of the running version: ${names}`,
    {
      hint: 'Keep these operations as they are, or update with allowBreaking. The running version goes on meanwhile.',
      data: { component, operations: broken },
    },
  );
}
