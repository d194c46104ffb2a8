/** Puts the files of a project where they belong: all of them, or none. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ProjectFile } from './template-files.ts';
import { usageError } from './usage-error.ts';

/** Takes back what has been written, and from a directory that was there before what `later` names besides. */
export type Undo = (later?: readonly string[]) => void;

export interface WriteOptions {
  /** Whether the directory may have files already, as long as none of them is one of the project's. */
  readonly merge: boolean;
}

/**
 * Writes the files. A directory that was not there appears with all of them at once; where there is one, no file in it is ever
 * written over.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` where the directory is in use, or cannot be written: then it is as it was before.
 */
export function writeProject(directory: string, files: readonly ProjectFile[], { merge }: WriteOptions): Undo {
  const isThere = existsSync(directory);
  if (isThere) demandRoom(directory, files, merge);
  try {
    return isThere ? writeInto(directory, files) : writeNew(directory, files);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`${directory} cannot be written: ${why}`, 'Name a directory that you may write.');
  }
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE` where there is a directory, and it has no room for the files. */
export function demandRoom(directory: string, files: readonly ProjectFile[], merge: boolean): void {
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory()) {
    throw usageError(`${directory} is a file`, 'Name a directory that is not there yet, or an empty one.');
  }
  const entries = readdirSync(directory);
  if (entries.length === 0) return;
  if (!merge) {
    throw usageError(
      `${directory} is not empty: it has ${listed(entries)}`,
      'Name another directory; or use --merge, which adds the files of the project and writes over none.',
    );
  }
  const taken = files.map(({ path }) => path).filter((path) => existsSync(join(directory, path)));
  if (taken.length === 0) return;
  throw usageError(
    `${directory} has files of the project already: ${listed(taken)}`,
    'Move them away, or name another directory: nothing is written over.',
    { files: taken },
  );
}

function writeNew(directory: string, files: readonly ProjectFile[]): Undo {
  const outermost = firstMissing(directory);
  const staging = join(dirname(directory), `.${basename(directory)}-${randomUUID()}.tmp`);
  const remove = (): void => rmSync(outermost, { recursive: true, force: true });
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(staging, path)), { recursive: true });
      writeFileSync(join(staging, path), text);
    }
    renameSync(staging, directory);
    return remove;
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Whoever has made the directory meanwhile keeps it.
    if (outermost !== directory) remove();
    throw error;
  }
}

/** The outermost directory that has to be made for this one. */
function firstMissing(directory: string): string {
  const parent = dirname(directory);
  return existsSync(parent) || parent === directory ? directory : firstMissing(parent);
}

/** INVARIANT: fails, and takes back what it has done, rather than write over a file, also one that has come since it was looked. */
function writeInto(directory: string, files: readonly ProjectFile[]): Undo {
  const made: (() => void)[] = [];
  const undo: Undo = (later = []) => {
    for (const name of later) rmSync(join(directory, name), { recursive: true, force: true });
    for (const remove of made.toReversed()) remove();
  };
  const makeFolder = (folder: string): void => {
    if (existsSync(folder)) return;
    makeFolder(dirname(folder));
    mkdirSync(folder);
    made.push(() => removeEmpty(folder));
  };
  try {
    for (const { path, text } of files) {
      const target = join(directory, path);
      makeFolder(dirname(target));
      writeFileSync(target, text, { flag: 'wx' });
      made.push(() => rmSync(target, { force: true }));
    }
    return undo;
  } catch (error) {
    undo();
    throw error;
  }
}

/** What somebody has put into the folder meanwhile stays, and the folder with it. */
function removeEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

const SHOWN = 5;

const listed = (names: readonly string[]): string =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ');
