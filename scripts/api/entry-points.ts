/** The modules that packages offer. */
import { join } from 'node:path';
import { publishedWorkspaces, type Workspace } from '../packed/workspaces.ts';

export interface EntryPoint {
  /** As it is imported: `@airssys/sdk/build`. */
  readonly specifier: string;
  /** Path of the declarations that users get. */
  readonly declarations: string;
  /** Path of the source that they are made of. */
  readonly source: string;
}

export interface PackageEntries {
  readonly workspace: Workspace;
  readonly entries: readonly EntryPoint[];
}

/** Of every published package that has code. */
export function packageEntries(): readonly PackageEntries[] {
  return publishedWorkspaces().flatMap((workspace) => {
    const entries = Object.entries(workspace.manifest.exports ?? {}).flatMap(([name, target]) => {
      const types = typeof target === 'string' ? undefined : target['types'];
      return types === undefined ? [] : [entryPoint(workspace, name, types)];
    });
    return entries.length === 0 ? [] : [{ workspace, entries }];
  });
}

const entryPoint = ({ name: packageName, folder }: Workspace, name: string, types: string): EntryPoint => ({
  specifier: packageName + name.slice(1),
  declarations: join(folder, types),
  source: join(folder, types.replace('/dist/', '/src/').replace(/\.d\.ts$/, '.ts')),
});
