/** WIT packages as they lie on disk. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readComponent } from '../binary/read-component.ts';
import { rootPackage } from '../document/lookup.ts';
import { printDocument } from '../print/document.ts';
import type { WitInput } from './read-wit.ts';
import type { WitSource } from './source-text.ts';

/** Folder with the packages that a package depends on: a folder or a file for each, as text or in binary form. */
const DEPS = 'deps';

/**
 * The texts of a WIT file or of a package's folder, with those of the packages in the folder `deps` in it (or beside the
 * file). What does not end in `.wit`, or among those in `.wasm`, is left alone.
 *
 * @param path Of a `.wit` file or a folder, which must be there.
 * @throws What reading a file or a package in binary form throws.
 */
export function witFiles(path: string): Pick<WitInput, 'files' | 'dependencies'> {
  if (!statSync(path).isDirectory())
    return { files: [source(path)], dependencies: packagesIn(join(dirname(path), DEPS)) };
  return { files: filesIn(path), dependencies: packagesIn(join(path, DEPS)) };
}

/**
 * The files of each package in a folder of packages; none where the folder is not there. @throws As {@link witFiles}. The
 * folder is `dir`.
 */
export function packagesIn(dir: string): readonly (readonly WitSource[])[] {
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries
    .map((entry) => {
      const path = join(dir, entry.name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return []; // a link to nowhere: what needs the package says that it misses
      if (stats.isDirectory()) return filesIn(path);
      if (entry.name.endsWith('.wasm')) return [encoded(path)];
      return entry.name.endsWith('.wit') ? [source(path)] : [];
    })
    .filter((files) => files.length > 0);
}

function filesIn(dir: string): readonly WitSource[] {
  const names = readdirSync(dir).filter((name) => name.endsWith('.wit'));
  return names
    .toSorted()
    .map((name) => join(dir, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .map(source);
}

/** A package in binary form, as text. What it depends on stands beside it. */
function encoded(path: string): WitSource {
  const document = readComponent(readFileSync(path));
  return { path, text: printDocument({ ...document, packages: [rootPackage(document)] }) };
}

const source = (path: string): WitSource => ({ path, text: readFileSync(path, 'utf8') });
