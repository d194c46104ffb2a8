import type { BigIntStats } from 'node:fs';
import type { Directory } from './directory.ts';
import { FileFault } from './file-fault.ts';
import type { Change, Ledger } from './ledger.ts';
import type { Mount } from './mounts.ts';

/** What is open of one instance, of which there may be so many. */
export interface OpenSlots {
  readonly maximum: number;
  readonly held: Set<AsyncDisposable>;
  /** Closes that are under way: their places may have gone to others. */
  readonly closing: Set<Promise<void>>;
}

/** Counts changes of a mount's directory. */
export interface Account {
  /** @throws FileFault `ENOSPC` where so much more does not fit. */
  demand(change: Change): void;
  add(change: Change): void;
  remove(before: BigIntStats): void;
}

const UNLIMITED: Account = { demand: () => {}, add: () => {}, remove: () => {} };

/** A mounted directory that is open, with what limits it. */
export class MountRoot {
  readonly directory: Directory;
  readonly ledger: Ledger | undefined;
  readonly slots: OpenSlots;

  constructor(directory: Directory, ledger: Ledger | undefined, slots: OpenSlots) {
    this.directory = directory;
    this.ledger = ledger;
    this.slots = slots;
  }

  get mount(): Mount {
    return this.directory.mount;
  }

  /** Runs something that changes the directory. Where it is limited, changes take turns. */
  async change<T>(work: (account: Account) => Promise<T>): Promise<T> {
    if (this.mount.isReadonly) throw new FileFault('EROFS');
    const { ledger } = this;
    if (ledger === undefined) return await work(UNLIMITED);
    return await ledger.change(this.directory, async (demand) =>
      work({ demand, add: (change) => ledger.add(change), remove: (before) => ledger.remove(before) }),
    );
  }

  /** Opens something that the instance holds on to. */
  async hold<T extends AsyncDisposable>(open: () => Promise<T>): Promise<T> {
    const { maximum, held } = this.slots;
    if (held.size >= maximum) throw new FileFault('EMFILE');
    // Taken before anything waits: many openings at once are no more than the limit either.
    const place: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };
    held.add(place);
    try {
      const opened = await open();
      held.add(opened);
      return opened;
    } finally {
      held.delete(place);
    }
  }
}
