import type { BodyScanner } from './body-scanner.ts';
import { EditKind } from './edits.ts';

/**
 * Exact mode: every charge stays, so that each instruction is paid for when it runs and no other.
 *
 * The fuel is checked at function entry, at the heads of loops that are branched to, and at bulk instructions. Between two checks
 * there is at most the straight code of one function body and of the small functions that it calls, and it is charged all the same.
 *
 * Where it differs from wasmtime 49, on purpose: wasmtime forgets what a callee used when it was called by `call_ref` or left by
 * an exception. Here that is counted, or code could run for free. After a trap the two may differ too: both then miss something
 * of the functions that were running, though not the same (see the invariant in `ChargeWriter`).
 */
export function settleExact({ edits, entries, graph }: BodyScanner): void {
  const { small } = graph.resolve();
  for (const [index, isSmall] of small.entries()) {
    if (isSmall === 1) edits.kind[entries[index] ?? 0] = EditKind.charge;
  }
  for (let edit = 0; edit < edits.length; edit++) {
    if (edits.value[edit] !== 0) continue;
    if (edits.kind[edit] === EditKind.charge) edits.kind[edit] = EditKind.dropped;
    else if (edits.kind[edit] === EditKind.chargeAndCheck) edits.kind[edit] = EditKind.check;
  }
}
