/** What users import: the entry points of the published packages. */
import { relative } from 'node:path';
import { packageEntries } from '../../../scripts/api/entry-points.ts';
import { ROOT } from '../repository.ts';

export interface EntryPoint {
  /** As it is imported: `@airssys/sdk/build`. */
  readonly name: string;
  /** The declarations that are shipped. */
  readonly declarations: string;
  /** The same as a path in the repository. */
  readonly path: string;
  /** The package's own description. */
  readonly description: string;
}

/** In the order in which readers need them. */
const ORDER = ['sdk', 'testing', 'host', 'wit-gen', 'model', 'create-airssys', 'cli'];

/** Imported by code that the build makes, by nobody else. */
const INTERNAL = new Set(['@airssys/sdk/runtime', '@airssys/sdk/runtime/globals']);

export function entryPoints(): readonly EntryPoint[] {
  const placeOf = (path: string): number => ORDER.indexOf(path.replace('packages/', ''));
  return packageEntries()
    .toSorted((a, b) => placeOf(a.workspace.path) - placeOf(b.workspace.path))
    .flatMap(({ workspace, entries }) =>
      entries.map(({ specifier: name, declarations }) => ({
        name,
        declarations,
        path: relative(ROOT, declarations),
        description: workspace.manifest.description ?? '',
      })),
    )
    .filter(({ name }) => !INTERNAL.has(name));
}
