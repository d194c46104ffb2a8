/** Where the sources of the mapping's tests lie: between runs too, so that the build's cache finds the same files again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ignored by git. */
export const WORKSPACE = join(import.meta.dirname, '../../.tmp-mapping');

/** Components are kept in the project's own cache, as those of other tests. */
export const BUILD_CACHE = join(import.meta.dirname, '../../node_modules/.cache/airssys');

/** Prepared components are found by their content. */
export const CACHE_DIR = join(WORKSPACE, 'cache');

/** The build's cache goes by content, and does not keep what was written while it ran. */
export function writeWhenNew(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // not there yet
  }
  writeFileSync(path, text);
}

/** Compiler options as an author's project has them. */
export function writeTsconfig(directory: string): void {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024'],
    types: [],
    module: 'preserve',
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeWhenNew(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
}
