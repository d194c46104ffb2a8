/** Packages under `wit/deps` of a project: what is there, and what is put there. */
import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packagesIn, readWit, type WitSource } from '@airssys/wit-gen';
import { usageError } from '../report/usage-error.ts';
import type { InputPackage } from './wit-input.ts';
import { writeWhole } from './write-whole.ts';

export interface ExistingPackage {
  readonly id: string;
  readonly files: readonly WitSource[];
}

/** What became of a package or a module. */
export type Change = 'added' | 'replaced' | 'unchanged';

export interface AddedPackage {
  readonly id: string;
  readonly change: Change;
  /** Absolute paths of its files. */
  readonly files: readonly string[];
}

/** The packages in the folder; one that cannot be read has no id. */
export function existingPackages(deps: string): readonly ExistingPackage[] {
  return packagesIn(deps).map((files) => ({
    id: readWit({ files, missing: 'accept' }).document?.root ?? '',
    files,
  }));
}

/**
 * Puts packages into the folder, each into one of its own.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where another version of a package is there, or another content of the same, and it
 *   is not to be replaced: then nothing has been written.
 */
export function addPackages(
  deps: string,
  packages: readonly InputPackage[],
  { replace }: { readonly replace: boolean },
): readonly AddedPackage[] {
  const existing = existingPackages(deps);
  const plans = packages.map((one) => {
    const before = existing.find(({ id }) => nameOf(id) === nameOf(one.id));
    const isSame = before !== undefined && before.id === one.id && sameFiles(before.files, one.files);
    if (before !== undefined && !isSame && !replace) throw conflict(one, before);
    return { one, before, isSame };
  });
  const taken = new Map(existing.flatMap(({ id, files }) => files.map(({ path }) => [dirname(path), nameOf(id)])));
  return plans.map(({ one, before, isSame }) => {
    if (before !== undefined && isSame) {
      return { id: one.id, change: 'unchanged', files: before.files.map(({ path }) => path) };
    }
    for (const { path } of before?.files ?? []) rmSync(path);
    const dir = folderFor(deps, one.id, taken);
    taken.set(dir, nameOf(one.id));
    const files = one.files.map(({ name, text }) => {
      const path = join(dir, name);
      writeWhole(path, text);
      return path;
    });
    return { id: one.id, change: before === undefined ? 'added' : 'replaced', files };
  });
}

/** Writes a file if its content is another one. */
export function writeChanged(path: string, text: string): Change {
  const before = readText(path);
  if (before === text) return 'unchanged';
  writeWhole(path, text);
  return before === undefined ? 'added' : 'replaced';
}

/** `acme-rates`, with a number where another package has that: `a-b:c` and `a:b-c` are two. */
function folderFor(deps: string, id: string, taken: ReadonlyMap<string, string>): string {
  const wanted = join(deps, nameOf(id).replace(':', '-'));
  for (let at = 1; ; at++) {
    const dir = at === 1 ? wanted : `${wanted}-${at}`;
    if ((taken.get(dir) ?? nameOf(id)) === nameOf(id)) return dir;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it is not there, or writing says why not
  }
}

function sameFiles(before: readonly WitSource[], files: InputPackage['files']): boolean {
  const texts = new Map(before.map(({ path, text }) => [basename(path), text]));
  return texts.size === files.length && files.every(({ name, text }) => texts.get(name) === text);
}

const nameOf = (id: string): string => id.split('@')[0] ?? id;

function conflict({ id }: InputPackage, before: ExistingPackage): Error {
  const [file] = before.files;
  const where = file === undefined ? '' : ` (${file.path})`;
  const what =
    before.id === id ? `${id} is there with another content` : `${before.id} is there, another version of ${id}`;
  return usageError(
    `${what}${where}`,
    'Give --replace to take the new one; the modules of the old one are made again.',
    {
      existing: before.id,
      given: id,
    },
  );
}
