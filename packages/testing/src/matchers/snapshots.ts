/** Vitest's own snapshots, from within a matcher: in its files, and updated by `-u`. */
import * as vitest from 'vitest';
import type { MatcherState } from 'vitest';
import { misuse, type Verdict } from './verdict.ts';

export type { MatcherState } from 'vitest';

/** How values of a kind are written into a snapshot, and when one is as the snapshot says. */
export interface SnapshotKind<T> {
  readonly name: string;
  readonly render: (value: T) => string;
  /** Undefined for a text that is no such value. */
  readonly parse: (text: string) => T | undefined;
  readonly matches: (value: T, expected: T) => boolean;
}

/** Compares a value with the next snapshot of the test. */
export async function matchSnapshot<T>(
  state: MatcherState,
  kind: SnapshotKind<T>,
  value: T,
  matcher: string,
): Promise<Verdict> {
  // Vitest 4.1.0 to 4.1.4 have not got it.
  const { Snapshots } = vitest as Partial<typeof vitest>;
  if (Snapshots?.toMatchDomainSnapshot === undefined) {
    return misuse(`${matcher} needs Vitest 4.1.5 or later, or 5`);
  }
  const { name, render, parse, matches } = kind;
  const adapter = {
    name,
    capture: () => value,
    render,
    parseExpected: (text: string) => parse(text.trim()),
    match: (captured: T, expected: T | undefined) => ({ pass: expected !== undefined && matches(captured, expected) }),
  };
  return await Snapshots.toMatchDomainSnapshot.call(state, adapter, value);
}
