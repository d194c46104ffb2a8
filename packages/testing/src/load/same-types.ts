/** Whether a component of another toolchain has the types of the class that it is said to be like. */
import { AirssysError, type Manifest, operationsInterface } from '@airssys/model';
import type { ChangeKind, WitChange, WitDocument } from '@airssys/wit-gen';

/** What the class's callers do not meet. */
const NOBODYS: ReadonlySet<ChangeKind> = new Set(['function-added', 'documentation', 'gate', 'external-id'] as const);

/** Differences that are told. */
const MAX_TOLD = 3;

/**
 * Refuses a component whose interface of operations is not the class's: the class's values would be handed over as what they are not.
 * Functions that the class does not have do not matter. A component without that interface is left to others.
 *
 * @param ofClass What was built of the class.
 * @throws AirssysError `AIRSSYS_TEST_MOUNT` with the differences.
 */
export async function demandSameTypes(
  file: string,
  component: Uint8Array,
  ofClass: Uint8Array,
  manifest: Manifest,
): Promise<void> {
  const wit = operationsInterface(manifest.component);
  if (wit === undefined) return;
  const { compareDocuments, findInterface, readComponent } = await import('@airssys/wit-gen');
  const { namespace, name, version } = manifest.component;
  const read = (bytes: Uint8Array): WitDocument =>
    readComponent(bytes, { root: { namespace, name, version, world: 'component' } });
  const [wanted, found] = [read(ofClass), read(component)];
  if (findInterface(found, wit) === undefined) return;
  const own = `${wit.slice(wit.indexOf('/') + 1).split('@')[0]}#`;
  const { changes } = compareDocuments(wanted, found, { isPartial: true });
  const differences = changes.filter(({ place, kind }) => place.startsWith(own) && !NOBODYS.has(kind));
  if (differences.length === 0) return;
  throw new AirssysError('AIRSSYS_TEST_MOUNT', `${file} exports ${wit} with other types: ${told(differences)}`, {
    hint: 'Make it again with the WIT of the class, which `airssys wit` prints; or mount it without `like`, and call its exports.',
    data: { differences: differences.map(({ place, what, before, after }) => ({ place, what, before, after })) },
  });
}

function told(differences: readonly WitChange[]): string {
  const lines = differences
    .slice(0, MAX_TOLD)
    .map(({ place, what, before, after }) => `${place}: ${what} (${before ?? 'nothing'} → ${after ?? 'nothing'})`);
  const more = differences.length - lines.length;
  return [...lines, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
