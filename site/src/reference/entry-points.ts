/** What users import: the entry points of the published packages. */
import { readText } from '../repository.ts';

export interface EntryPoint {
  /** As it is imported: `@airssys/sdk/build`. */
  readonly name: string;
  /** The declarations that are shipped, as a path in the repository. */
  readonly declarations: string;
  /** The package's own description. */
  readonly description: string;
}

const PACKAGES = ['sdk', 'testing', 'host', 'wit-gen', 'model', 'create-airssys', 'cli'];

/** Imported by code that the build makes, by nobody else. */
const INTERNAL = new Set(['@airssys/sdk/runtime', '@airssys/sdk/runtime/globals']);

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, { readonly types?: string }>>;
}

export function entryPoints(): readonly EntryPoint[] {
  return PACKAGES.flatMap((folder) => {
    const { name, description, exports } = JSON.parse(readText(`packages/${folder}/package.json`)) as Manifest; // our own files
    return Object.entries(exports).flatMap(([path, { types }]) => {
      const entry = {
        name: `${name}${path.slice(1)}`,
        declarations: `packages/${folder}/${types?.slice(2)}`,
        description,
      };
      return types === undefined || INTERNAL.has(entry.name) ? [] : [entry];
    });
  });
}
