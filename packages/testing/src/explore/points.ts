/** What can go wrong in a scenario, by what its first run did. */
import type { SeenCall } from './call-watch.ts';
import type { ExploreSettings } from './explore-options.ts';
import { type ExploredCall, type FaultPoint, fuelName, type LimitKind } from './fault-point.ts';
import { fuelPositions } from './fuel-positions.ts';
import type { SeenOperation } from './limit-watch.ts';
import type { Run } from './run-once.ts';

/** Calls of the host first, then growths of memory, then fuel: each in the order of the run. */
export function pointsOf(
  { watch, limits }: Pick<Run, 'watch' | 'limits'>,
  settings: ExploreSettings,
): readonly FaultPoint[] {
  const { kinds } = settings;
  return [
    ...watch.seen.flatMap((call) => pointsAt(call, settings)),
    ...(kinds.includes('refuse-memory') ? ofLimit('refuse-memory', limits.growths, settings) : []),
    ...(kinds.includes('out-of-fuel')
      ? limits.calls.flatMap((call) => ofLimit('out-of-fuel', fuelOf(call, settings), settings))
      : []),
  ];
}

const pointsAt = ({ kinds, ...call }: SeenCall, settings: ExploreSettings): readonly FaultPoint[] =>
  kinds.filter((kind) => settings.kinds.includes(kind)).map((kind) => ({ kind, ...call }));

const ofLimit = (kind: LimitKind, places: readonly ExploredCall[], { where }: ExploreSettings): readonly FaultPoint[] =>
  places.filter((place) => where(place)).map((place) => ({ kind, ...place }));

function fuelOf(
  { fuelUsed, hostCalls, ...call }: SeenOperation,
  { maxFuelPoints }: ExploreSettings,
): readonly ExploredCall[] {
  const { component, operation, nth } = call;
  const positions = fuelPositions(fuelUsed(), hostCalls, maxFuelPoints);
  return positions.map((units) => ({ component, operation, function: fuelName(units), nth }));
}
