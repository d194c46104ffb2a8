/** What the program of the suite tells. */
import type { Kind, Model } from '../../host/model.ts';

export type Fact =
  /** The component is so, and that was acknowledged. */
  | { readonly kind: 'is'; readonly id: string; readonly model: Model }
  /** A command is about to be given. */
  | { readonly kind: 'begun'; readonly id: string; readonly command: Kind; readonly version: number };

export const IDS = ['test:one', 'test:two', 'test:three'];
