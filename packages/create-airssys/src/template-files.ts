/** The files of a template, with the project's names in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TemplateName } from './templates.ts';

export interface ProjectNames {
  /** Of the package. */
  readonly name: string;
  /** `NAMESPACE:NAME` of the component; a template of several has the namespace only. */
  readonly id: string;
}

export interface ProjectFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

const DIRECTORY = fileURLToPath(new URL('../templates', import.meta.url));
const SHARED = '_shared';

/** In the order of their paths. Where a template has a file that all have, its own counts. */
export function templateFiles(template: TemplateName, names: ProjectNames): readonly ProjectFile[] {
  const values = { ...names, namespace: names.id.split(':')[0] ?? '', airssys: ownVersion() };
  const files = new Map(
    [SHARED, template].flatMap((folder) =>
      filesIn(join(DIRECTORY, folder)).map(({ path, text }) => [filled(path, values), filled(text, values)] as const),
    ),
  );
  return [...files].map(([path, text]) => ({ path, text })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesIn(folder: string): readonly ProjectFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: shownPath(file.slice(folder.length + 1)), text: readFileSync(file, 'utf8') }));
}

/** `npm pack` leaves a `.gitignore` out, so it has another name here. */
const shownPath = (path: string): string => path.replaceAll(sep, '/').replace(/(^|\/)_gitignore$/, '$1.gitignore');

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (token, key: string) => values[key] ?? token);

/** Of this package: all packages of airssys have the same. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version; // the package's own file
}
