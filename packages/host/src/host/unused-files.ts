/** Component files that no version needs. */
import type { VersionHash } from '../registry/component-record.ts';
import type { HostParts } from './host-parts.ts';

/**
 * Removes those of the files that nothing refers to, and answers their hashes.
 *
 * INVARIANT: a file goes only when no version and nothing that is being installed has its hash. That is looked up in the same turn in
 * which the file begins to be removed; and whoever installs one says so in the registry before the file is written.
 *
 * @param undone The component whose installation or update is being undone: what it was to bring in needs no file.
 */
export async function removeUnused(
  { registry, files }: Pick<HostParts, 'registry' | 'files'>,
  hashes: Iterable<VersionHash>,
  undone?: string,
): Promise<readonly VersionHash[]> {
  const removed: VersionHash[] = [];
  for (const hash of hashes) {
    const wasRemoved = await files.removeUnless(hash, () => isUsed(registry, hash, undone));
    if (wasRemoved) removed.push(hash);
  }
  return removed;
}

function isUsed(registry: HostParts['registry'], hash: VersionHash, undone: string | undefined): boolean {
  return registry
    .list()
    .some(
      ({ id, update }) => (update?.candidate === hash && id !== undone) || registry.version(id, hash) !== undefined,
    );
}
