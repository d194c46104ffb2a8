import type { FuelSnapshotOptions } from './component-matchers.ts';
import { type MatcherState, matchSnapshot, type SnapshotKind } from './snapshots.ts';
import { usedBy } from './usage.ts';
import { misuse, show, type Verdict } from './verdict.ts';

export async function toMatchFuelSnapshot(
  state: MatcherState,
  received: unknown,
  options: FuelSnapshotOptions = {},
): Promise<Verdict> {
  const { who, usage, isMeasured } = await usedBy(received, 'toMatchFuelSnapshot');
  const allowed = allowance(options.tolerance ?? 0);
  let expected: number | undefined;
  const kind: SnapshotKind<number> = {
    name: 'fuel',
    render: (fuel) => `${fuel} units of fuel`,
    parse: (text) => {
      const found = /^(\d+) units of fuel$/.exec(text)?.[1];
      return (expected = found === undefined ? undefined : Number(found));
    },
    // With coverage it is not the component's own fuel: the snapshot stays as it is.
    matches: (fuel, before) => isMeasured || Math.abs(fuel - before) <= allowed(before),
  };
  const verdict = await matchSnapshot(state, kind, usage.fuel, 'toMatchFuelSnapshot');
  if (expected === undefined) return verdict;
  return { ...verdict, message: () => describe(who, usage.fuel, expected ?? 0, options.tolerance ?? 0) };
}

function allowance(tolerance: number | string): (expected: number) => number {
  if (typeof tolerance === 'number' && tolerance >= 0) return () => tolerance;
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(String(tolerance))?.[1];
  if (percent !== undefined) return (expected) => (expected * Number(percent)) / 100;
  return misuse(`toMatchFuelSnapshot needs a tolerance of units, or such as '2%', and was given ${show(tolerance)}`);
}

function describe(who: string, found: number, expected: number, tolerance: number | string): string {
  const difference = found - expected;
  const share = expected === 0 ? '' : `, ${((100 * Math.abs(difference)) / expected).toFixed(2)} %`;
  const how = `${Math.abs(difference).toLocaleString('en')} ${difference < 0 ? 'less' : 'more'}${share}`;
  return (
    `expected ${who} to use ${expected.toLocaleString('en')} units of fuel as the snapshot has it, give or take ${tolerance}, ` +
    `but it used ${found.toLocaleString('en')}: ${how}`
  );
}
