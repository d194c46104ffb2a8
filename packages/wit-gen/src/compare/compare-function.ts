import type { WitFunction } from '../document/item.ts';
import type { Changes } from './change.ts';
import { compareHead } from './compare-head.ts';
import { compareMembers, typeTexts } from './compare-members.ts';
import { isSameType } from './same-type.ts';
import type { Side } from './side.ts';

/** Two functions of the same name: callers and callee have to agree on everything in the signature. */
export function compareFunction(
  changes: Changes,
  place: string,
  [before, oldSide]: readonly [WitFunction, Side],
  [after, newSide]: readonly [WitFunction, Side],
): void {
  compareHead(changes, place, before, after);
  if (before.async !== after.async) {
    const what = after.async ? 'the function is async now' : 'the function is no longer async';
    changes.breaking('function-async', place, what, 'it is called in another way');
  }
  compareMembers(changes, 'parameter', place, [before.params, oldSide], [after.params, newSide]);
  if (isSameType(before.result, oldSide, after.result, newSide)) return;
  const kind =
    before.result === undefined ? 'result-added' : after.result === undefined ? 'result-removed' : 'result-type';
  const what = {
    'result-added': 'it has a result now',
    'result-removed': 'the result is gone',
    'result-type': 'the result is of another type',
  };
  changes.breaking(
    kind,
    `${place}.result`,
    what[kind],
    'its values have another form',
    typeTexts(before.result, after.result),
  );
}
