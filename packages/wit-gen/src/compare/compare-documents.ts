/** Two versions of a package: what has changed, whom it breaks, and what it asks of the version. */
import { interfaceId, packageId, type WitDocument, type WitInterface, type WitPackage } from '../document/document.ts';
import { rootPackage } from '../document/lookup.ts';
import { type Bump, bumpOf, isBumped } from './bump.ts';
import { type ChangeKind, Changes, type Direction, type WitChange } from './change.ts';
import { compareDocs, compareHead } from './compare-head.ts';
import { compareScope } from './compare-scope.ts';
import { compareWorld } from './compare-world.ts';
import { keyOf, type Side, sideOf } from './side.ts';

/** What has changed from one document to another, and what that asks of the version. */
export interface WitComparison {
  /** Breaking ones first. */
  readonly changes: readonly WitChange[];
  /** Whether some change breaks somebody. */
  readonly isBreaking: boolean;
  /** Versions of the two root packages. The version that is compared with; undefined where it has none. */
  readonly before: string | undefined;
  /** The version that is compared; undefined where it has none. */
  readonly after: string | undefined;
  /** The step of the version that the changes ask for, from `before` on. */
  readonly asksFor: Bump;
  /** Whether `after` is at least that step away from `before`. */
  readonly isBumped: boolean;
}

/** What is left out of a comparison. */
export interface CompareOptions {
  /**
   * Whether one of the two was read from a component, which has no documentation and no gates, and of what it imports only what it
   * uses: none of that is compared then. Default false.
   */
  readonly isPartial?: boolean;
}

/**
 * Compares the root packages of two documents, whatever their versions, and what of other packages they need. The
 * measure: a caller or a host made for `before` works with `after`.
 */
export function compareDocuments(
  before: WitDocument,
  after: WitDocument,
  { isPartial = false }: CompareOptions = {},
): WitComparison {
  const changes = new Changes();
  const [old, now] = [rootPackage(before), rootPackage(after)];
  const [oldName, newName] = [old, now].map(({ namespace, name }) => packageId({ namespace, name }));
  if (oldName !== newName) {
    const texts = { before: `${oldName}`, after: `${newName}` };
    changes.breaking(
      'package-name',
      old.id,
      'the package has another name',
      'everything in it is found by that name',
      texts,
    );
  }
  compareDocs(changes, old.id, old, now);
  compareInterfaces(changes, before, after, isPartial);
  for (const world of old.worlds) {
    const found = now.worlds.find(({ name }) => name === world.name);
    changes.within(world.gate, () => {
      if (found === undefined)
        changes.breaking('world-removed', world.name, 'the world is gone', 'components are made for it');
      else compareWorld(changes, { document: before, world }, { document: after, world: found });
    });
  }
  for (const { name } of now.worlds) {
    if (old.worlds.some((world) => world.name === name)) continue;
    const why = 'nobody can depend on it yet';
    changes.add({ kind: 'world-added', effect: 'compatible', place: name, what: 'the world is new', why });
  }
  const all = inOrder(isPartial ? changes.all.filter(({ kind }) => !UNKNOWN.has(kind)) : changes.all);
  const asksFor = bumpOf(all, old.version);
  return Object.freeze({
    changes: all,
    isBreaking: all.some(({ effect }) => effect === 'breaking'),
    before: old.version,
    after: now.version,
    asksFor,
    isBumped: isBumped(old.version, now.version, asksFor),
  });
}

/** What a component's types do not tell. */
const UNKNOWN: ReadonlySet<ChangeKind> = new Set(['documentation', 'gate', 'external-id'] as const);

interface Found {
  readonly item: WitInterface;
  readonly owner: WitPackage;
  readonly side: Side;
}

/** Interfaces by what they are called in both documents. */
function interfacesOf(document: WitDocument): ReadonlyMap<string, Found> {
  return new Map(
    document.packages.flatMap((owner) =>
      owner.interfaces.map((item) => {
        const key = keyOf(document, interfaceId(owner, item.name));
        return [key, { item, owner, side: sideOf(document, item.types, key) }] as const;
      }),
    ),
  );
}

function compareInterfaces(changes: Changes, before: WitDocument, after: WitDocument, isPartial: boolean): void {
  const [old, now] = [interfacesOf(before), interfacesOf(after)];
  for (const [key, { item, owner, side }] of old) {
    const isOwn = owner.id === before.root;
    const found = now.get(key);
    const direction = directionOf(key, before, after);
    changes.within(item.gate, () => {
      if (found === undefined) {
        // One of another package that nobody needs any more is told by its import or export.
        if (isOwn) changes.breaking('interface-removed', key, 'the interface is gone', 'others can use it');
        return;
      }
      if (isOwn) compareHead(changes, key, item, found.item);
      if (!isOwn && isPartial) return;
      const pair = { before: item, after: found.item, oldSide: side, newSide: found.side };
      const isTypesOnly = !isOwn && !direction.isImported && !direction.isExported;
      if (isTypesOnly) compareScope(changes, key, withoutFunctions(pair), direction);
      else compareScope(changes, key, pair, direction);
    });
  }
  for (const [key, { owner }] of now) {
    if (old.has(key) || owner.id !== after.root) continue;
    const why = 'nobody can depend on it yet';
    changes.add({ kind: 'interface-added', effect: 'compatible', place: key, what: 'the interface is new', why });
  }
}

function withoutFunctions<P extends Parameters<typeof compareScope>[2]>(pair: P): P {
  return { ...pair, before: { ...pair.before, functions: [] }, after: { ...pair.after, functions: [] } };
}

/** How the worlds of both documents use an interface. */
function directionOf(key: string, ...documents: readonly WitDocument[]): Direction {
  const isAmong = (port: 'imports' | 'exports'): boolean =>
    documents.some((document) =>
      rootPackage(document).worlds.some((world) =>
        world[port].some((item) => item.kind === 'interface' && keyOf(document, item.interface) === key),
      ),
    );
  return { isImported: isAmong('imports'), isExported: isAmong('exports') };
}

const RANK = { breaking: 0, compatible: 1, documentation: 2 } as const;

function inOrder(changes: readonly WitChange[]): readonly WitChange[] {
  return Object.freeze(changes.toSorted((a, b) => RANK[a.effect] - RANK[b.effect]));
}
