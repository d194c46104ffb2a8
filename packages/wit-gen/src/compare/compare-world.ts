import { type WitDocument, type WitWorld, type WitWorldItem, worldItemName } from '../document/document.ts';
import { implicitImports } from '../document/implicit-imports.ts';
import { findInterface } from '../document/lookup.ts';
import type { Changes } from './change.ts';
import { compareFunction } from './compare-function.ts';
import { compareHead } from './compare-head.ts';
import { compareScope, compareTypes } from './compare-scope.ts';
import { keyOf, type Side, sideOf } from './side.ts';

export interface WorldSide {
  readonly document: WitDocument;
  readonly world: WitWorld;
}

/** Two forms of a world. What the interfaces that it names hold is compared apart. */
export function compareWorld(changes: Changes, before: WorldSide, after: WorldSide): void {
  const { name } = before.world;
  const [oldSide, newSide] = [worldSide(before), worldSide(after)];
  compareHead(changes, name, before.world, after.world);
  const types = {
    before: { types: before.world.types, functions: [] },
    after: { types: after.world.types, functions: [] },
  };
  compareTypes(changes, `${name}: `, { ...types, oldSide, newSide }, { isImported: true, isExported: false });
  const implicit = { before: implicitKeys(before), after: implicitKeys(after) };
  for (const port of ['import', 'export'] as const) {
    const items = { before: keyed(before, port), after: keyed(after, port) };
    const isThere = (side: 'before' | 'after', key: string): boolean => port === 'import' && implicit[side].has(key);
    for (const [key, item] of items.before) {
      const place = `${name}: ${port} ${worldItemName(item)}`;
      const found = items.after.get(key);
      if (found === undefined && isThere('after', key)) continue;
      changes.within(item.gate, () => {
        if (found === undefined) removedPort(changes, port, place);
        else comparePort(changes, port, place, [item, oldSide], [found, newSide]);
      });
    }
    for (const [key, item] of items.after) {
      if (!items.before.has(key) && !isThere('before', key))
        addedPort(changes, port, `${name}: ${port} ${worldItemName(item)}`);
    }
  }
  for (const [key, id] of implicit.after) {
    const isNew = !implicit.before.has(key) && !keyed(before, 'import').has(key);
    // Types without resources are the same wherever they come from: nobody has to give them.
    if (isNew && hasResource(after.document, id)) addedPort(changes, 'import', `${name}: import ${id}`);
  }
}

/** Ids of the interfaces that come along, by what they are called in both documents. */
function implicitKeys({ document, world }: WorldSide): ReadonlyMap<string, string> {
  return new Map([...implicitImports(document, world)].map((id) => [keyOf(document, id), id]));
}

const hasResource = (document: WitDocument, id: string): boolean =>
  findInterface(document, id)?.types.some(({ kind }) => kind === 'resource') ?? false;

const worldSide = ({ document, world }: WorldSide): Side => sideOf(document, world.types, `world ${world.name}`);

/** Imports or exports by what they are called in both documents. */
function keyed({ document, world }: WorldSide, port: 'import' | 'export'): ReadonlyMap<string, WitWorldItem> {
  const items = port === 'import' ? world.imports : world.exports;
  return new Map(
    items.map((item) => {
      const isById = item.kind === 'interface' && item.name === undefined;
      return [isById ? keyOf(document, item.interface) : `: ${worldItemName(item)}`, item];
    }),
  );
}

function addedPort(changes: Changes, port: 'import' | 'export', place: string): void {
  if (port === 'import') {
    changes.breaking('import-added', place, 'the import is new', 'hosts that do not have it cannot run the component');
  } else {
    const why = 'nobody can depend on it yet';
    changes.add({ kind: 'export-added', effect: 'compatible', place, what: 'the export is new', why });
  }
}

function removedPort(changes: Changes, port: 'import' | 'export', place: string): void {
  if (port === 'export') {
    changes.breaking('export-removed', place, 'the export is gone', 'callers that use it find nothing');
  } else {
    const why = 'hosts have to give less than before';
    changes.add({ kind: 'import-removed', effect: 'compatible', place, what: 'the import is gone', why });
  }
}

function comparePort(
  changes: Changes,
  port: 'import' | 'export',
  place: string,
  [before, oldSide]: readonly [WitWorldItem, Side],
  [after, newSide]: readonly [WitWorldItem, Side],
): void {
  if (before.kind === 'function' && after.kind === 'function') {
    compareFunction(changes, place, [before, oldSide], [after, newSide]);
    return;
  }
  compareHead(changes, place, before, after);
  if (before.kind === 'inline' && after.kind === 'inline') {
    const inner = (side: Side, { types, name }: typeof before): Side =>
      sideOf(side.document, types, `${side.key} ${port} ${name}`);
    const pair = { before, after, oldSide: inner(oldSide, before), newSide: inner(newSide, after) };
    compareScope(changes, place, pair, { isImported: port === 'import', isExported: port === 'export' });
    return;
  }
  const isSame =
    before.kind === 'interface' &&
    after.kind === 'interface' &&
    keyOf(oldSide.document, before.interface) === keyOf(newSide.document, after.interface);
  if (isSame) comparePortVersion(changes, port, place, before.interface, [after.interface, newSide]);
  else
    changes.breaking(
      `${port}-changed`,
      place,
      `the ${port} is something else now`,
      'it has another type',
      portTexts(before, after),
    );
}

/** An interface of another package, in another version of the same series. */
function comparePortVersion(
  changes: Changes,
  port: 'import' | 'export',
  place: string,
  before: string,
  [after, { document }]: readonly [string, Side],
): void {
  const isOwn = !keyOf(document, after).includes(':');
  if (before === after || isOwn) return;
  changes.add({
    kind: `${port}-changed`,
    effect: port === 'import' ? 'breaking' : 'compatible',
    place,
    what: 'the interface is of another version',
    why:
      port === 'import'
        ? 'hosts that do not have that version cannot run the component'
        : 'versions of one series fit each other',
    before,
    after,
  });
}

function portTexts(before: WitWorldItem, after: WitWorldItem): { before: string; after: string } {
  const text = (item: WitWorldItem): string =>
    item.kind === 'interface' ? item.interface : item.kind === 'inline' ? 'an interface of its own' : 'a function';
  return { before: text(before), after: text(after) };
}
