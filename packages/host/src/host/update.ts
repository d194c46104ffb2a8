/** `update`: what it would come to, and the version that takes the place of the one that is active. */
import { AirssysError } from '@airssys/model';
import { demandApproved } from '../capabilities/policy/authorize.ts';
import type { ComponentSettings } from '../registry/component-record.ts';
import { type MigrationReport, tryMigration } from '../updates/try-migration.ts';
import { type VersionDifference, versionDifference } from '../versions/version-difference.ts';
import { activeVersion, type HostParts, recordOf } from './host-parts.ts';
import type { UpdateOptions } from './host-options.ts';
import type { Intake } from './intake.ts';

/** What an update would change, or has changed. */
export interface UpdatePlan {
  /** `namespace:name`. */
  readonly component: string;
  /** What the new version asks for and offers that the old one did not, and the other way around. */
  readonly difference: VersionDifference;
  /** Whether the component runs, so that calls are to be switched over. */
  readonly isRunning: boolean;
  /** With `dryRun`, of one that runs: whether the new version starts, and takes over the state of the running one. */
  readonly migration?: MigrationReport;
  /** Milliseconds in which calls were switched over. */
  readonly switchOverMs?: number;
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
  const { approved = [], unapproved = 'hold', allowBreaking = false, dryRun = false } = options;
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
  const { grants = record.settings.grants } = options;
  // Listed grants are all that it gets. A policy would be asked for what nobody has seen.
  if (unapproved === 'hold' || grants === undefined) {
    demandApproved({ component, requested: version.requested, before: before.requested, approved, custom });
  }
  if (difference.isBreaking && !allowBreaking) throw breaking(component, difference);
  return plan;
}

/** Tries an update of a component that runs, with instances that nobody calls. Nothing is kept of it. */
export async function rehearse(
  parts: HostParts,
  id: string,
  { bytes, version }: Intake,
  { settings, options }: { readonly settings: ComponentSettings; readonly options: UpdateOptions },
): Promise<MigrationReport | undefined> {
  const running = parts.running.get(id);
  if (running === undefined) return undefined;
  const next = await running.rehearsal(version, settings, await parts.engine.load(bytes, id));
  try {
    const { deadlines, signal } = options;
    return await tryMigration({ old: running.deployment.current, next, deadlines, signal });
  } finally {
    await next.dispose();
  }
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

/** What was approved is granted, too, where grants are listed one by one; a policy decides by itself. */
export function withApproved(options: UpdateOptions, before: readonly string[] | undefined): UpdateOptions {
  const { approved = [], grants = before } = options;
  return grants === undefined || approved.length === 0 ? options : { ...options, grants: [...grants, ...approved] };
}
