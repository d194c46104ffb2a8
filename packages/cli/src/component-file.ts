import { readFile } from 'node:fs/promises';
import { usageError } from './report/usage-error.ts';

/** Reads a file that was named on the command line. @throws AirssysError `AIRSSYS_CLI_USAGE` where that fails. */
export async function readNamedFile(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what readFile rejects with
    if (code === 'ENOENT' || code === 'ENOTDIR') throw usageError(`There is no file ${path}`, `Name ${what}.`);
    if (code === 'EISDIR') throw usageError(`${path} is a directory`, `Name ${what}.`);
    throw usageError(`${path} cannot be read (${String(code)})`, 'See that you may read the file.');
  }
}

/** Whether the path names a source, which is built first. */
export const isSource = (path: string): boolean => /\.[cm]?tsx?$/.test(path);
