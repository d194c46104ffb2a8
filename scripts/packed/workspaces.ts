/** The packages of this repository that are published. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** What is read of a `package.json`. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Workspace {
  readonly name: string;
  readonly version: string;
  /** From the root: `packages/sdk`. */
  readonly path: string;
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/** Every package that is not private, those before that others depend on. */
export function publishedWorkspaces(root: string = ROOT): readonly Workspace[] {
  const paths = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'wit'];
  const found = paths.flatMap((path): readonly Workspace[] => {
    const folder = join(root, path);
    const file = join(folder, 'package.json');
    if (!existsSync(file)) return [];
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as PackageManifest; // checked by publint
    const { name, version } = manifest;
    return manifest.private === true ? [] : [{ name, version, path, folder, manifest }];
  });
  return inOrder(found);
}

/** Depth first: what a package depends on, then the package. There are no cycles. */
function inOrder(workspaces: readonly Workspace[]): readonly Workspace[] {
  const byName = new Map(workspaces.map((one) => [one.name, one]));
  const ordered = new Set<Workspace>();
  const visit = (one: Workspace): void => {
    for (const name of Object.keys(one.manifest.dependencies ?? {})) {
      const other = byName.get(name);
      if (other !== undefined && !ordered.has(other)) visit(other);
    }
    ordered.add(one);
  };
  workspaces.forEach(visit);
  return [...ordered];
}
