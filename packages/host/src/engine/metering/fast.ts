import type { BodyScanner } from './body-scanner.ts';
import { EditKind } from './edits.ts';

/** How much a charge may take over from the regions that depend on it, in units. */
const ADOPTED_UNITS = 32;

/**
 * Fast mode: most charges are merged into others, so that few are left besides function entries and loop heads.
 *
 * - A small function (see {@link CallGraph}) charges nothing; the places that call it directly pay for it.
 * - A region that runs under a condition is paid for by the region before it, whether or not it runs, as long as that adds no more
 *   than {@link ADOPTED_UNITS} to one charge. The others keep a charge of their own, without a check. (Were all of them paid for at
 *   the loop head, one step of an interpreter would pay for all of its instructions: a thousand times too much.)
 *
 * So fuel means much the same as in exact mode, never less per step, and depends on nothing but the bytes and the path taken.
 *
 * INVARIANT: nothing is lost. What a dropped charge stood for is added to one that runs before it and at least as often.
 *
 * Answers whether the module needs metering at all: not so where every function is small.
 */
export function settleFast({ edits, entries, graph }: BodyScanner): boolean {
  const { small, work } = graph.resolve();
  if (small.every((isSmall) => isSmall === 1)) {
    edits.kind.fill(EditKind.dropped, 0, edits.length); // it may be rewritten all the same, for its state
    return false;
  }
  for (const [index, isSmall] of small.entries()) {
    if (isSmall === 1) edits.kind.fill(EditKind.dropped, entries[index], entries[index + 1]);
  }
  graph.forEachSmallCall(small, (edit, callee) => edits.addValue(edit, work[callee] ?? 0));
  const { kind, value, parent } = edits;
  const adopted = new Int32Array(edits.length);
  for (let edit = edits.length - 1; edit >= 0; edit--) {
    const units = value[edit] ?? 0;
    if (kind[edit] === EditKind.chargeAndCheck && units === 0) kind[edit] = EditKind.check;
    if (kind[edit] !== EditKind.charge) continue;
    const payer = parent[edit] ?? 0;
    const total = (adopted[payer] ?? 0) + units;
    if (total > ADOPTED_UNITS) continue;
    adopted[payer] = total;
    edits.addValue(payer, units);
    kind[edit] = EditKind.dropped;
  }
  return true;
}
