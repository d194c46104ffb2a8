import type { InstalledComponent } from '@airssys/host';

/** A component of a host, as the control socket tells of it: without what `airssys inspect` says of each of its versions. */
export interface ComponentStatus extends Omit<InstalledComponent, 'versions'> {
  readonly versions: readonly { readonly hash: string; readonly version: string; readonly addedAtMs: number }[];
}

export function componentStatus({ versions, ...rest }: InstalledComponent): ComponentStatus {
  return {
    ...rest,
    versions: versions.map(({ hash, version, addedAtMs }) => ({ hash, version, addedAtMs })),
  };
}
