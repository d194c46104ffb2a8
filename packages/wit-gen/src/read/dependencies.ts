/** What depends on what: interfaces by `use`, packages by all that they name. Neither may depend on itself. */
import { packageId } from '../document/document.ts';
import type { InterfaceEntry, Library, PackageScope } from './library.ts';
import type { PathSyntax, ScopeItemSyntax, WorldItemSyntax } from './syntax.ts';
import type { TypeFacts } from './type-facts.ts';

/** Complains of interfaces that use each other's types in a circle. */
export function refuseInterfaceCycles(library: Library, facts: TypeFacts, entries: readonly InterfaceEntry[]): void {
  walk(entries, {
    next: (entry) =>
      [...facts.tableOf(entry).types.values()].flatMap((one) =>
        one.kind === 'use' && one.target?.entry ? [{ to: one.target.entry, at: one.syntax.from }] : [],
      ),
    cycle: (entry, at, names) =>
      library.complaints.add(
        'AIRSSYS_WIT_READ_CYCLE',
        at,
        `the interface '${entry.syntax.name.name}' uses itself`,
        names.length > 2 ? `By way of ${names.join(', ')}. Move the types into an interface of their own.` : undefined,
      ),
    nameOf: ({ id }) => id,
  });
}

/** Complains of packages that depend on each other in a circle. */
export function refusePackageCycles(library: Library): void {
  walk([...library.packages.values()], {
    next: (scope) =>
      pathsOf(scope).flatMap((at) => {
        const to = at.package && library.packages.get(packageId(at.package));
        return to === undefined || to === scope ? [] : [{ to, at }];
      }),
    cycle: (scope, at, names) =>
      library.complaints.add(
        'AIRSSYS_WIT_READ_CYCLE',
        at,
        `the package ${scope.id} depends on itself`,
        `By way of ${names.join(', ')}.`,
      ),
    nameOf: ({ id }) => id,
  });
}

interface Graph<N> {
  readonly next: (node: N) => readonly { readonly to: N; readonly at: PathSyntax }[];
  readonly cycle: (node: N, at: PathSyntax, names: readonly string[]) => void;
  readonly nameOf: (node: N) => string;
}

function walk<N>(nodes: readonly N[], { next, cycle, nameOf }: Graph<N>): void {
  const done = new Set<N>();
  const visit = (node: N, path: readonly N[]): void => {
    if (done.has(node)) return;
    done.add(node);
    for (const { to, at } of next(node)) {
      const start = [...path, node].indexOf(to);
      if (start >= 0) cycle(to, at, [...[...path, node].slice(start), to].map(nameOf));
      else visit(to, [...path, node]);
    }
  };
  for (const node of nodes) visit(node, []);
}

/** Every interface and world that a package's items name. */
function pathsOf({ entries }: PackageScope): readonly PathSyntax[] {
  return [...entries.values()].flatMap(({ syntax, file }) => [
    ...[...file.uses.values()].map(({ path }) => path),
    ...syntax.items.flatMap(pathsOfItem),
  ]);
}

function pathsOfItem(item: ScopeItemSyntax | WorldItemSyntax): readonly PathSyntax[] {
  if (item.kind === 'use' || item.kind === 'include') return [item.from];
  if (item.kind !== 'import' && item.kind !== 'export') return [];
  if (item.extern.kind === 'path') return [item.extern.path];
  return item.extern.kind === 'inline' ? item.extern.items.flatMap(pathsOfItem) : [];
}
