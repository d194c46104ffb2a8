/** What each function of the host needs: the table that `every-import.test.ts` proves. */
import type { World } from './open-gate.ts';

export type Needs =
  | {
      /** With these alone it is allowed; without them it is denied. */
      readonly grants: readonly string[];
      /** What it is called with. Default nothing. */
      readonly args?: (world: World) => Promise<readonly unknown[]> | readonly unknown[];
    }
  | {
      /** It needs no grant, and this is why. */
      readonly none: string;
    };

/** By WIT's name without the version: `wasi:io/poll#poll`. */
export type NeedsTable = Readonly<Record<string, Needs>>;
