/** What the site is made from: the files of the repository, by their path in it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Whether there is a file or a folder of this path; undefined where there is nothing. */
export function kindOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}

const NOT_SHOWN = new Set(['node_modules', 'dist', 'generated']);

/** Names in a folder, folders with `/` behind them; not what is generated or installed. */
export function namesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_SHOWN.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
}
