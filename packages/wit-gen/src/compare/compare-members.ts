/** Fields, cases, flags and parameters: what is there, in which order, of which type. */
import type { WitNamed } from '../document/item.ts';
import type { WitType } from '../document/wit-type.ts';
import { printWitType } from '../print/items.ts';
import type { Changes } from './change.ts';
import { compareDocs } from './compare-head.ts';
import { isSameType } from './same-type.ts';
import type { Side } from './side.ts';

interface Member extends WitNamed {
  readonly type?: WitType;
}

export type MemberKind = 'field' | 'case' | 'flag' | 'parameter';

/** Why each of these breaks, whichever side makes the values. */
const WHY: Readonly<Record<MemberKind, string>> = {
  field: 'records are laid out field by field, in their order',
  case: 'a case is a number on the wire, by its position',
  flag: 'a flag is a bit, by its position',
  parameter: 'arguments go by position, and names are part of the type',
};

export function compareMembers(
  changes: Changes,
  kind: MemberKind,
  place: string,
  [before, oldSide]: readonly [readonly Member[], Side],
  [after, newSide]: readonly [readonly Member[], Side],
): void {
  const oldNames = before.map(({ name }) => name);
  const newNames = after.map(({ name }) => name);
  for (const name of oldNames) {
    if (!newNames.includes(name))
      changes.breaking(`${kind}-removed`, `${place}.${name}`, `the ${kind} is gone`, WHY[kind]);
  }
  for (const name of newNames) {
    if (!oldNames.includes(name))
      changes.breaking(`${kind}-added`, `${place}.${name}`, `the ${kind} is new`, WHY[kind]);
  }
  const kept = oldNames.filter((name) => newNames.includes(name));
  const now = newNames.filter((name) => oldNames.includes(name));
  if (kept.some((name, at) => now[at] !== name)) {
    changes.breaking(`${kind}-order`, place, `the ${kind}s are in another order`, WHY[kind], {
      before: kept.join(', '),
      after: now.join(', '),
    });
  }
  for (const old of before) {
    const found = after.find(({ name }) => name === old.name);
    if (found === undefined) continue;
    const at = `${place}.${old.name}`;
    if (kind !== 'flag' && !isSameType(old.type, oldSide, found.type, newSide)) {
      changes.breaking(
        `${kind}-type`,
        at,
        `the ${kind} is of another type`,
        'its values have another form',
        typeTexts(old.type, found.type),
      );
    }
    compareDocs(changes, at, old, found);
  }
}

/** Two types as text; what is missing on both sides has no values. */
export function typeTexts(before: WitType | undefined, after: WitType | undefined): { before: string; after: string } {
  const text = (type: WitType | undefined): string => (type === undefined ? 'nothing' : printWitType(type));
  return { before: text(before), after: text(after) };
}
