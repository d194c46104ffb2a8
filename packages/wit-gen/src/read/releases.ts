import type { Library, PackageScope } from './library.ts';
import { compareSemver } from './names.ts';
import type { GateSyntax, Preamble, ScopeItemSyntax, WorldItemSyntax } from './syntax.ts';

/** Complains of gates with versions that their package has not reached, or where it has none. */
export function refuseUnreleased(library: Library): void {
  for (const scope of library.packages.values()) {
    for (const { syntax } of scope.entries.values()) {
      const all: readonly Preamble[] = [syntax, ...syntax.items.flatMap(preamblesOf)];
      for (const { gate } of all) if (gate !== undefined) check(library, scope, gate);
    }
  }
}

function check(library: Library, { id, name: { version } }: PackageScope, gate: GateSyntax): void {
  const span = gate.sinceSpan ?? gate.deprecatedSpan;
  if (span === undefined) return;
  if (version === undefined) {
    library.complaints.add(
      'AIRSSYS_WIT_READ_VERSION',
      span,
      `a gate names a version, but the package ${id} has none`,
      `Give it one: package ${id}@1.0.0;`,
    );
  } else if (gate.since !== undefined && compareSemver(gate.since, version) > 0) {
    library.complaints.add(
      'AIRSSYS_WIT_READ_VERSION',
      span,
      `the package ${id} has not reached version ${gate.since}`,
      'What is not released yet is @unstable(feature = …).',
    );
  }
}

function preamblesOf(item: ScopeItemSyntax | WorldItemSyntax): readonly Preamble[] {
  if (item.kind === 'resource') return [item, ...item.functions];
  if (item.kind !== 'import' && item.kind !== 'export') return [item];
  const { extern } = item;
  return extern.kind === 'inline' ? [item, ...extern.items.flatMap(preamblesOf)] : [item];
}
