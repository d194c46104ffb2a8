import type { WitItem } from '../document/item.ts';
import type { Preamble } from './syntax.ts';

/** What a document keeps of what stands before an item. */
export function preambleOf({ docs, gate, externalId }: Preamble): Omit<WitItem, 'name'> {
  const { since, unstable, deprecated } = gate ?? {};
  return {
    ...(docs !== undefined && { docs }),
    ...(gate && {
      gate: {
        ...(since !== undefined && { since }),
        ...(unstable !== undefined && { unstable }),
        ...(deprecated !== undefined && { deprecated }),
      },
    }),
    ...(externalId !== undefined && { externalId }),
  };
}
