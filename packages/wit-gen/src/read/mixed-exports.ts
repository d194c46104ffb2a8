/**
 * An exported interface takes the types that it uses from the export of their interface, or, where that is not exported, from
 * its import. So what is imported for the sake of an export may not itself build on something that is exported: the
 * exported type and the imported one would be two.
 */
import type { WitWorld } from '../document/document.ts';
import type { InterfaceEntry, Library } from './library.ts';
import type { WorldSyntax } from './syntax.ts';
import type { TypeFacts } from './type-facts.ts';

export function refuseMixedExports(library: Library, facts: TypeFacts, syntax: WorldSyntax, world: WitWorld): void {
  const exported = new Map<string, InterfaceEntry>();
  for (const item of world.exports) {
    const entry =
      item.kind === 'interface' && item.name === undefined ? library.interfaceOf(item.interface) : undefined;
    if (entry !== undefined) exported.set(entry.id, entry);
  }
  const visit = (entry: InterfaceEntry, seen: Set<InterfaceEntry>): void => {
    for (const used of usedBy(facts, entry)) {
      if (seen.has(used)) continue;
      seen.add(used);
      visit(used, seen);
    }
  };
  for (const entry of exported.values()) {
    const imported = usedBy(facts, entry).filter((used) => !exported.has(used.id));
    const needed = new Set(imported);
    for (const one of imported) visit(one, needed);
    const mixed = [...needed].find((one) => exported.has(one.id));
    if (mixed === undefined) continue;
    library.complaints.add(
      'AIRSSYS_WIT_READ_CYCLE',
      spanOf(syntax, entry),
      `the export of ${entry.id} needs an import of ${mixed.id}, which is exported too`,
      `Export ${imported.map(({ id }) => id).join(', ')} as well.`,
    );
  }
}

function usedBy(facts: TypeFacts, entry: InterfaceEntry): readonly InterfaceEntry[] {
  const used = [...facts.tableOf(entry).types.values()].map((one) =>
    one.kind === 'use' ? one.target?.entry : undefined,
  );
  return [...new Set(used.filter((one) => one !== undefined))];
}

/** Where the world exports the interface; an include may do it. */
function spanOf({ items, name }: WorldSyntax, { syntax }: InterfaceEntry): typeof name {
  for (const item of items) {
    if (item.kind !== 'export' || item.extern.kind !== 'path') continue;
    if (item.extern.path.name.name === syntax.name.name) return item.extern.path.name;
  }
  return name;
}
