import type { Library } from './library.ts';
import type { ScopeTable } from './scope-table.ts';
import type { Ident, TypeItemSyntax, TypeSyntax } from './syntax.ts';
import { syntaxParts } from './type-facts.ts';

/** Complains of types that contain themselves. Handles end a cycle: they refer to a resource without holding it. */
export function refuseTypeCycles(library: Library, table: ScopeTable): void {
  const done = new Set<string>();
  /** The types on the way to the one that is looked at, in order. */
  const path = new Set<string>();
  const visit = (name: Ident): void => {
    const entry = table.types.get(name.name);
    if (entry?.kind !== 'definition' || done.has(name.name)) return;
    if (path.has(name.name)) {
      const way = [...path];
      const cycle = [...way.slice(way.indexOf(name.name)), name.name];
      library.complaints.add(
        'AIRSSYS_WIT_READ_CYCLE',
        name,
        `the type '${name.name}' contains itself`,
        cycle.length > 2
          ? `By way of ${cycle.join(', ')}.`
          : 'Types of WIT cannot be recursive, not even through a list.',
      );
      return;
    }
    path.add(name.name);
    for (const used of namesIn(entry.syntax)) visit(used);
    path.delete(name.name);
    done.add(name.name);
  };
  for (const entry of table.types.values()) if (entry.kind === 'definition') visit(entry.syntax.name);
}

function namesIn({ type, members }: TypeItemSyntax): readonly Ident[] {
  const types = [type, ...members.map((member) => member.type)];
  return types.flatMap((one) => (one ? namesInType(one) : []));
}

function namesInType(type: TypeSyntax): readonly Ident[] {
  return type.kind === 'name' ? [type.name] : syntaxParts(type).flatMap(namesInType);
}
