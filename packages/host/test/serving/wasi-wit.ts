import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** Where a package that the repository has installed lies. */
export function packageDir(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw new Error(`${name} is not installed`);
  return dirname(manifest);
}

/** The folder with the WIT packages of a version of WASI: a folder for each, with `package.wit`. They come with jco. */
export const wasiWit = (version: string): string =>
  join(packageDir('@bytecodealliance/jco'), 'lib/wit/builtin', version);
