/**
 * The sources of the components that a test file mounts. Vite's module graph does not have them: a test imports of its component's
 * class no more than the type. They are found in the text of whatever says
 * `mount`; a path that is put together at run time is not.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * A relative path to something that can be mounted, as a text of the program: given to `mount`, to `new URL`, or kept in a constant
 * first. Others of the same look, such as imports, do no harm: a test depends on these anyway.
 */
const COMPONENT_PATH = /(['"`])(?<path>\.{1,2}\/[^'"`$\n]+\.(?:[cm]?tsx?|wasm))\1/g;
/** The specifier of `import … from`, `export … from`, `import '…'` and `import('…')`, type-only ones too: types are the interface. */
const IMPORT = /\b(?:from|import)\s*\(?\s*(['"])(?<path>\.{1,2}\/[^'"]+)\1/g;

/** What mounts has it from the package, or from a helper that says `mount`. */
const MOUNTS = /\bmount\b|@airssys\/testing/;

/** Absolute paths of what the code may mount: whether there is a component is not looked at. */
export function mountedPaths(code: string, file: string): readonly string[] {
  if (!MOUNTS.test(code)) return [];
  return [...new Set(pathsIn(code, COMPONENT_PATH).map((path) => resolve(dirname(file), path)))];
}

/** Absolute paths of those files that are there, and of the files that they import in turn. */
export async function sourcesOf(files: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  await Promise.all(files.map((file) => collect(file, found)));
  return found;
}

/** Adds a file that is there, and what it imports. */
async function collect(file: string, found: Set<string>): Promise<void> {
  if (found.has(file)) return;
  if (file.endsWith('.wasm')) return void found.add(file);
  const code = await readFile(file, 'utf8').catch(() => undefined);
  if (code === undefined) return;
  found.add(file);
  const next = pathsIn(code, IMPORT).flatMap((path) => candidates(resolve(dirname(file), path)));
  await Promise.all(next.map((path) => collect(path, found)));
}

/** The files that a specifier may mean: itself, or with the extension that TypeScript lets one leave out or write as `.js`. */
function candidates(path: string): readonly string[] {
  if (/\.[cm]?tsx?$/.test(path)) return [path];
  if (/\.[cm]?js$/.test(path)) return [path.replace(/js$/, 'ts'), path];
  return [`${path}.ts`, `${path}/index.ts`];
}

function pathsIn(code: string, pattern: RegExp): readonly string[] {
  return [...code.matchAll(pattern)].flatMap(({ groups }) => (groups?.['path'] === undefined ? [] : [groups['path']]));
}
