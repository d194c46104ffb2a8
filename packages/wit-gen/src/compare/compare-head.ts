import { isDeepStrictEqual } from 'node:util';
import type { WitItem } from '../document/item.ts';
import type { Changes } from './change.ts';

/** Documentation, gates and the platform's id of something that is in both. */
export function compareHead(changes: Changes, place: string, before: Partial<WitItem>, after: Partial<WitItem>): void {
  compareDocs(changes, place, before, after);
  if (!isDeepStrictEqual(before.gate, after.gate)) {
    const isGated = after.gate?.unstable !== undefined && before.gate?.unstable === undefined;
    changes.add({
      kind: 'gate',
      effect: isGated ? 'breaking' : 'compatible',
      place,
      what: 'the feature gate has changed',
      why: isGated ? 'it is there only for those who ask for the feature' : 'what was there is there still',
    });
  }
  if (before.externalId !== after.externalId) {
    changes.breaking('external-id', place, 'the external id has changed', 'the platform knows it by the old one', {
      ...(before.externalId !== undefined && { before: before.externalId }),
      ...(after.externalId !== undefined && { after: after.externalId }),
    });
  }
}

export function compareDocs(
  changes: Changes,
  place: string,
  before: Pick<WitItem, 'docs'>,
  after: Pick<WitItem, 'docs'>,
): void {
  if (before.docs === after.docs) return;
  changes.add({
    kind: 'documentation',
    effect: 'documentation',
    place,
    what: 'the documentation has changed',
    why: 'nothing that runs depends on it',
  });
}
