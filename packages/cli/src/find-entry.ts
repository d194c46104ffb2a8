/** Which file a build is of, where the command line does not say. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { usageError } from './report/usage-error.ts';

/** A decorator of this name that is called, at the start of a line. */
const DECORATED = /^\s*@component\s*\(/m;

/**
 * The `airssys.entry` of the nearest `package.json`, else the only file directly in `src` with a class with `@component`.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` with what was looked for.
 */
export function findEntry(cwd: string): string {
  const found = findEntries(cwd, 'build');
  const [only = '', ...more] = found;
  if (more.length === 0) return only;
  throw usageError(
    `There are ${found.length} components in ${dirname(only)}: ${found.join(', ')}`,
    'Name the one to build: airssys build <entry>. Or name it as "airssys": { "entry": … } in package.json.',
  );
}

/**
 * The `airssys.entry` of the nearest `package.json`, else all files directly in `src` with a class with `@component`; at least
 * one.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` with what was looked for.
 */
export function findEntries(cwd: string, command: 'build' | 'check' = 'check'): readonly string[] {
  const projectDir = nearestPackage(cwd) ?? cwd;
  const shown = (path: string): string => relative(cwd, path) || '.';
  const named = entryOf(join(projectDir, 'package.json'), shown);
  if (named !== undefined) return [shown(resolve(projectDir, named))];

  const sourceDir = join(projectDir, 'src');
  const found = sourcesIn(sourceDir).filter((file) => DECORATED.test(readFileSync(file, 'utf8')));
  if (found.length > 0) return found.map(shown);
  throw usageError(
    `There is nothing to ${command}`,
    `Looked for "airssys": { "entry": … } in ${shown(join(projectDir, 'package.json'))}, and for a class with @component in ` +
      `${shown(sourceDir)}/*.ts. Name the file: airssys ${command} <entry>.`,
  );
}

/** The folder of the nearest `package.json`. */
export function nearestPackage(from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'package.json'))) return dir;
    if (dirname(dir) === dir) return undefined;
  }
}

function entryOf(packageFile: string, shown: (path: string) => string): string | undefined {
  if (!existsSync(packageFile)) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(packageFile, 'utf8'));
  } catch {
    throw usageError(`${shown(packageFile)} is not JSON`, 'Mend it, or name the file to build: airssys build <entry>.');
  }
  const settings = property(content, 'airssys');
  if (settings === undefined) return undefined;
  const entry = property(settings, 'entry');
  if (entry === undefined || typeof entry === 'string') return entry;
  throw usageError(
    `airssys.entry in ${shown(packageFile)} is not a path`,
    'Write "airssys": { "entry": "src/hello.ts" }.',
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function sourcesIn(dir: string): readonly string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name))
    .map((entry) => join(dir, entry.name))
    .sort();
}
