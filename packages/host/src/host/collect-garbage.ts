/** `collectGarbage`: what nobody can go back to is forgotten. */
import type { VersionHash } from '../registry/component-record.ts';
import type { HostParts } from './host-parts.ts';
import { removeUnused } from './unused-files.ts';

/** What is kept of components besides what they need. */
export interface GarbageOptions {
  /** Versions of each component that are kept besides the active one and the one before it: the newest. Default 0. */
  readonly keepVersions?: number | undefined;
  /** Entries of the history that are kept. Default: all. */
  readonly keepHistory?: number | undefined;
}

/** What was removed. */
export interface GarbageReport {
  /**
   * Versions that are not kept any more: of which component, and their hashes. `component` is `namespace:name`, `hash` that of
   * the version.
   */
  readonly versions: readonly { readonly component: string; readonly hash: VersionHash }[];
  /** Hashes of the files that were removed. */
  readonly files: readonly VersionHash[];
  /** Bytes that the removed files had. */
  readonly freedBytes: number;
  /** Entries of the history that were removed. */
  readonly historyEntries: number;
}

export async function collectGarbage(
  parts: HostParts,
  { keepVersions = 0, keepHistory }: GarbageOptions = {},
): Promise<GarbageReport> {
  const { registry, files } = parts;
  const versions: { component: string; hash: VersionHash }[] = [];
  for (const { id, active, previous, update } of registry.list()) {
    const needed = new Set([active, previous?.hash, update?.candidate]);
    const others = registry.versions(id).filter(({ hash }) => !needed.has(hash));
    const removeVersions = others.slice(0, Math.max(others.length - keepVersions, 0)).map(({ hash }) => hash);
    if (removeVersions.length > 0) registry.commit({ id, removeVersions });
    versions.push(...removeVersions.map((hash) => ({ component: id, hash })));
  }
  const known = new Map((await files.list()).map(({ hash, sizeBytes }) => [hash, sizeBytes]));
  const removed = await removeUnused(parts, known.keys());
  return {
    versions,
    files: removed,
    freedBytes: removed.reduce((sum, hash) => sum + (known.get(hash) ?? 0), 0),
    historyEntries: keepHistory === undefined ? 0 : registry.shortenHistory(keepHistory),
  };
}
