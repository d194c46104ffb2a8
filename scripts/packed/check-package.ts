/** Everything that is checked of one packed package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPackageFromTarballData } from '@arethetypeswrong/core';
import { checkSizes, type Sizes } from './budgets.ts';
import { checkContents, checkSourceMaps } from './contents.ts';
import { checkImports } from './imports.ts';
import type { PackedPackage } from './pack.ts';
import { checkByAttw, checkByPublint } from './tools.ts';
import { ROOT } from './workspaces.ts';

export interface PackageReport {
  readonly paths: readonly string[];
  readonly sizes: Sizes;
  /** What is wrong; empty where nothing is. */
  readonly findings: readonly string[];
}

export async function checkPackage({
  workspace,
  archive,
}: Pick<PackedPackage, 'workspace' | 'archive'>): Promise<PackageReport> {
  const { name, manifest, folder } = workspace;
  const bytes = readFileSync(archive);
  const content = createPackageFromTarballData(bytes);
  const prefix = `/node_modules/${name}/`;
  const paths = content
    .listFiles()
    .map((path) => path.slice(prefix.length))
    .sort();
  const read = (path: string): string => content.readFile(prefix + path);
  const unpacked = paths.reduce((sum, path) => sum + Buffer.byteLength(read(path)), 0);
  const sizes = { packedKb: Math.ceil(bytes.length / 1000), unpackedKb: Math.ceil(unpacked / 1000) };
  const findings = [
    ...checkContents(name, paths, folder),
    ...checkSourceMaps(paths, read),
    ...checkImports(manifest, paths, read),
    ...checkLicense(paths, read),
    ...checkSizes(name, sizes),
    ...(await checkByPublint(bytes)),
    ...(await checkByAttw(bytes)),
  ];
  return { paths, sizes, findings };
}

/** Copies, since npm packs nothing from above a package's folder. */
function checkLicense(paths: readonly string[], read: (path: string) => string): readonly string[] {
  const isSame = !paths.includes('LICENSE') || read('LICENSE') === readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  return isSame ? [] : ['LICENSE is not that of the repository'];
}
