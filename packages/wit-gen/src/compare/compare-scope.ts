/** Two forms of an interface: its types and functions. */
import type { WitFunction, WitResource, WitResourceFunction, WitScope, WitTypeItem } from '../document/item.ts';
import type { Changes, ChangeKind, Direction } from './change.ts';
import { compareFunction } from './compare-function.ts';
import { compareHead } from './compare-head.ts';
import { compareMembers, typeTexts } from './compare-members.ts';
import { isSameType } from './same-type.ts';
import { type Definition, resolveName, type Side } from './side.ts';

/** Types and functions, with the names that they are found under. */
export interface ScopePair {
  readonly before: WitScope;
  readonly after: WitScope;
  readonly oldSide: Side;
  readonly newSide: Side;
}

export function compareScope(changes: Changes, place: string, pair: ScopePair, direction: Direction): void {
  compareTypes(changes, `${place}#`, pair, direction);
  compareFunctions(
    changes,
    `${place}#`,
    [pair.before.functions, pair.oldSide],
    [pair.after.functions, pair.newSide],
    direction,
  );
}

export function compareTypes(changes: Changes, prefix: string, pair: ScopePair, direction: Direction): void {
  const { before, after, oldSide, newSide } = pair;
  for (const item of before.types) {
    const place = `${prefix}${item.name}`;
    const found = newSide.byName.get(item.name);
    changes.within(item.gate, () => {
      if (found === undefined) removed(changes, 'type-removed', place, 'type', direction);
      else compareType(changes, place, [item, oldSide], [found, newSide], direction);
    });
  }
  for (const item of after.types) {
    if (oldSide.byName.has(item.name)) continue;
    // A type alone asks nothing of anyone; a resource has to be given where it is imported.
    const isNeeded = item.kind === 'resource' && direction.isImported;
    added(changes, 'type-added', `${prefix}${item.name}`, 'type', { ...direction, isImported: isNeeded });
  }
}

function compareType(
  changes: Changes,
  place: string,
  [before, oldSide]: readonly [WitTypeItem, Side],
  [after, newSide]: readonly [WitTypeItem, Side],
  direction: Direction,
): void {
  compareHead(changes, place, before, after);
  const [old, now] = [definitionOf(before, oldSide), definitionOf(after, newSide)];
  if (old === undefined || now === undefined) {
    const reference = (item: WitTypeItem) => ({ kind: 'reference', name: item.name }) as const;
    if (old === now && isSameType(reference(before), oldSide, reference(after), newSide)) return;
    if (old === undefined && now === undefined) {
      changes.breaking(
        'type-alias',
        place,
        'the alias stands for another type',
        'its values have another form',
        aliasTexts(before, after),
      );
    } else if (!isSameType(reference(before), oldSide, reference(after), newSide)) {
      changes.breaking(
        'type-kind',
        place,
        `the ${before.kind} has become a ${after.kind}`,
        'its values have another form',
      );
    }
    return;
  }
  compareDefinition(changes, place, [old, oldSide], [now, newSide], direction);
}

/** What is defined in this very scope. */
const definitionOf = (item: WitTypeItem, side: Side): Definition | undefined => {
  const found = resolveName(side, item.name);
  return item.kind !== 'use' && item.kind !== 'alias' && found.kind === 'definition' ? found.item : undefined;
};

function aliasTexts(before: WitTypeItem, after: WitTypeItem): { before: string; after: string } {
  const text = (item: WitTypeItem): string =>
    item.kind === 'alias'
      ? typeTexts(item.type, undefined).before
      : item.kind === 'use'
        ? `${item.from}.${item.original}`
        : item.kind;
  return { before: text(before), after: text(after) };
}

function compareDefinition(
  changes: Changes,
  place: string,
  [before, oldSide]: readonly [Definition, Side],
  [after, newSide]: readonly [Definition, Side],
  direction: Direction,
): void {
  if (before.kind === 'record' && after.kind === 'record') {
    compareMembers(changes, 'field', place, [before.fields, oldSide], [after.fields, newSide]);
  } else if (before.kind === 'variant' && after.kind === 'variant') {
    compareMembers(changes, 'case', place, [before.cases, oldSide], [after.cases, newSide]);
  } else if (before.kind === 'enum' && after.kind === 'enum') {
    compareMembers(changes, 'case', place, [before.cases, oldSide], [after.cases, newSide]);
  } else if (before.kind === 'flags' && after.kind === 'flags') {
    compareMembers(changes, 'flag', place, [before.flags, oldSide], [after.flags, newSide]);
  } else if (before.kind === 'resource' && after.kind === 'resource') {
    compareResource(changes, place, [before, oldSide], [after, newSide], direction);
  } else {
    changes.breaking(
      'type-kind',
      place,
      `the ${before.kind} has become a ${after.kind}`,
      'its values have another form',
    );
  }
}

function compareResource(
  changes: Changes,
  place: string,
  [before, oldSide]: readonly [WitResource, Side],
  [after, newSide]: readonly [WitResource, Side],
  direction: Direction,
): void {
  compareFunctions(changes, `${place}.`, [before.functions, oldSide], [after.functions, newSide], direction);
  const kindOf = new Map(after.functions.map((one: WitResourceFunction) => [one.name, one.kind]));
  for (const { name, kind } of before.functions) {
    const now = kindOf.get(name);
    if (now === undefined || now === kind) continue;
    changes.breaking(
      'function-kind',
      `${place}.${name}`,
      `the ${kind} has become a ${now}`,
      'it is called in another way',
    );
  }
}

function compareFunctions(
  changes: Changes,
  prefix: string,
  [before, oldSide]: readonly [readonly WitFunction[], Side],
  [after, newSide]: readonly [readonly WitFunction[], Side],
  direction: Direction,
): void {
  for (const old of before) {
    const place = `${prefix}${old.name}`;
    const found = after.find(({ name }) => name === old.name);
    changes.within(old.gate, () => {
      if (found === undefined) removed(changes, 'function-removed', place, 'function', direction);
      else compareFunction(changes, place, [old, oldSide], [found, newSide]);
    });
  }
  for (const one of after) {
    if (!before.some(({ name }) => name === one.name))
      added(changes, 'function-added', `${prefix}${one.name}`, 'function', direction);
  }
}

/** Something of an interface is new: who imports the interface has to be given it. */
function added(changes: Changes, kind: ChangeKind, place: string, what: string, { isImported }: Direction): void {
  const why = isImported ? 'hosts that do not have it cannot run the component' : 'nobody can depend on it yet';
  changes.add({ kind, effect: isImported ? 'breaking' : 'compatible', place, what: `the ${what} is new`, why });
}

/** Something of an interface is gone: who calls the export may use it. */
function removed(changes: Changes, kind: ChangeKind, place: string, what: string, direction: Direction): void {
  const isMissed = direction.isExported || !direction.isImported;
  const why = isMissed ? 'callers that use it find nothing' : 'hosts have to give less than before';
  changes.add({ kind, effect: isMissed ? 'breaking' : 'compatible', place, what: `the ${what} is gone`, why });
}
