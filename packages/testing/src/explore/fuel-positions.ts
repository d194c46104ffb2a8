/**
 * Where a call is made to run out of fuel, in units: at its beginning, right after each of its calls of the host, and in the middle of the
 * widest gaps between these and its end. Ascending, at most `most`; fewer where there is no room for them.
 *
 * None is its very end: fuel is looked at where loops and functions begin, and after the last of those a call has what it needs.
 */
export function fuelPositions(used: number, hostCalls: readonly number[], most: number): readonly number[] {
  const wanted = [1, ...hostCalls].filter((units) => units >= 1 && units < used);
  const positions = [...new Set(wanted)].toSorted((a, b) => a - b);
  if (positions.length >= most) return spread(positions, most);
  while (positions.length < most) {
    const [at, gap] = widestGap([...positions, used]);
    if (gap < 2) break;
    positions.splice(at + 1, 0, (positions[at] ?? 0) + Math.floor(gap / 2));
  }
  return positions;
}

/** So many of a list, from its first to its last. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  const step = (list.length - 1) / Math.max(most - 1, 1);
  const kept = new Set(Array.from({ length: most }, (_, nth) => Math.round(nth * step)));
  return list.filter((_one, at) => kept.has(at));
}

/** After which of the numbers it comes, and how wide it is. */
function widestGap(ascending: readonly number[]): readonly [at: number, gap: number] {
  const gaps = ascending.slice(1).map((units, at) => units - (ascending[at] ?? units));
  const gap = Math.max(0, ...gaps);
  return [gaps.indexOf(gap), gap];
}
