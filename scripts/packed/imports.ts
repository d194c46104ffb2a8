/** Whether a package declares whatever its code imports. In this repository npm's hoisting would hide that it does not. */
import { isBuiltin } from 'node:module';
import { ts } from 'ts-morph';
import type { PackageManifest } from './workspaces.ts';

/** Imports, in code and declarations, of packages that `package.json` has neither as dependency nor as peer. */
export function checkImports(
  manifest: PackageManifest,
  paths: readonly string[],
  read: (path: string) => string,
): readonly string[] {
  const declared = new Set([
    manifest.name,
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ]);
  const files = paths.filter((path) => /^dist\/.*(\.js|\.d\.ts)$/.test(path));
  return files.flatMap((path) => {
    const names = ts.preProcessFile(read(path), true, true).importedFiles.map(({ fileName }) => packageOf(fileName));
    return [...new Set(names)]
      .filter((name) => name !== undefined && !declared.has(name))
      .map((name) => `${path} imports ${name}, which is not among its dependencies`);
  });
}

/** Of a package's module. The search is lexical and meets patterns that look for imports, too. */
const PACKAGE_MODULE = /^(?:@[a-z][a-z0-9.-]*\/)?[a-z][a-z0-9.-]*(?=\/|$)/;

/** The package that a module is of; undefined for a file of the same one, a builtin, and WIT interfaces. */
const packageOf = (specifier: string): string | undefined =>
  isBuiltin(specifier) ? undefined : PACKAGE_MODULE.exec(specifier)?.[0];
