/** Component files that no version needs. */
import type { VersionHash } from '../registry/component-record.ts';
import type { HostParts } from './host-parts.ts';

/**
 * Removes those of the files that nothing refers to, and answers their hashes.
 *
 * INVARIANT: a file goes only when no version and nothing that is being installed has its hash. That is looked up in the same turn in
 * which the file begins to be removed; and whoever installs one says so in the registry before the file is written.
 */
export async function removeUnused(
  { registry, files }: Pick<HostParts, 'registry' | 'files'>,
  hashes: Iterable<VersionHash>,
): Promise<readonly VersionHash[]> {
  const removed: VersionHash[] = [];
  for (const hash of hashes) {
    const wasRemoved = await files.removeUnless(hash, () => isUsed(registry, hash));
    if (wasRemoved) removed.push(hash);
  }
  return removed;
}

function isUsed(registry: HostParts['registry'], hash: VersionHash): boolean {
  return registry
    .list()
    .some(
      ({ id, state, update }) =>
        (update?.candidate === hash && state !== 'uninstalled') || registry.version(id, hash) !== undefined,
    );
}
