/** How one version of a component differs from another: what an operator decides by. */
import { formatPermission, type PermissionRequest } from '@airssys/model';
import { CapabilitySet } from '../capabilities/capability-set.ts';
import type { CustomCapabilities } from '../capabilities/pattern.ts';
import type { VersionRecord } from '../registry/component-record.ts';
import { type InterfaceChange, interfaceDifference } from './interface-difference.ts';

/** What one version has that another has not. */
export interface VersionDifference {
  /** What it is compared with, and what is compared: hashes. */
  readonly from: string;
  /** The hash of the version that is compared. */
  readonly to: string;
  /** What it asks to be allowed. */
  readonly capabilities: {
    /** Permissions that it requests and the other does not cover, in their text form. */
    readonly additional: readonly string[];
    /** Permissions of the other that it has no use for. */
    readonly dropped: readonly string[];
  };
  /** What it offers. */
  readonly operations: readonly InterfaceChange[];
  /** Whether callers of the old version can be let down. */
  readonly isBreaking: boolean;
}

export function versionDifference(
  before: VersionRecord,
  after: VersionRecord,
  custom: CustomCapabilities = {},
): VersionDifference {
  const operations = interfaceDifference(before.operations, after.operations);
  return {
    from: before.hash,
    to: after.hash,
    capabilities: {
      additional: beyond(after.requested, before.requested, custom),
      dropped: beyond(before.requested, after.requested, custom),
    },
    operations,
    isBreaking: operations.some(({ isBreaking }) => isBreaking),
  };
}

function beyond(
  requested: readonly PermissionRequest[],
  known: readonly PermissionRequest[],
  custom: CustomCapabilities,
): readonly string[] {
  const set = CapabilitySet.from(known, { custom });
  return requested.filter((one) => !set.covers(one)).map(formatPermission);
}
