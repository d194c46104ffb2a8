import { component, operation, requires, storage, throws, u32 } from '@airssys/sdk';

/** How often something was counted. */
export interface Count {
  readonly name: string;
  readonly count: u32;
}

/** There are as many counts already as there may be. */
export class TooManyError extends Error {
  readonly most: u32;

  constructor(most: number) {
    super(`there are ${most} counts already`);
    this.most = u32(most);
  }
}

const PREFIX = 'count/';
const MOST = 1000;

/** Counts by name, and remembers it: what it stores outlives it. */
@component({ id: '{{id}}', version: '0.1.0' })
@requires('storage')
export class Tally {
  /** Adds to the count of a name, and answers with what it is now. */
  @operation()
  @throws(TooManyError)
  add(name: string, step: u32): u32 {
    const before = storage.getText(PREFIX + name);
    if (before === undefined && storage.listKeys(PREFIX).length >= MOST) throw new TooManyError(MOST);
    const after = Number(before ?? '0') + step;
    storage.set(PREFIX + name, String(after));
    return after;
  }

  /** All counts, the highest first. */
  @operation()
  counts(): readonly Count[] {
    return storage
      .listKeys(PREFIX)
      .map((key) => ({ name: key.slice(PREFIX.length), count: Number(storage.getText(key) ?? '0') }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }

  /** Forgets the count of a name. */
  @operation()
  forget(name: string): void {
    storage.delete(PREFIX + name);
  }
}
