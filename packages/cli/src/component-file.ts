import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fetchComponent, isRemote } from '@airssys/host';
import type { CommandIo } from './io.ts';
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

/** What the commands that take a component from elsewhere are told. */
export interface SourceFlags {
  readonly insecure?: boolean;
  readonly pinned?: boolean;
  /** The registry of npm. */
  readonly registry?: string;
}

export interface NamedComponent {
  readonly bytes: Uint8Array;
  /** The file's path, or the source with the digest of what was found. */
  readonly from: string;
}

/**
 * A component that was named on the command line: a file, or where it is to be had.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE`; and as `fetchComponent` does.
 */
export async function readNamedComponent(
  io: CommandIo,
  named: string,
  { insecure, pinned, registry }: SourceFlags,
  signal?: AbortSignal,
): Promise<NamedComponent> {
  if (!isRemote(named))
    return { bytes: await readNamedFile(named, 'a component; `airssys build` makes one'), from: resolve(named) };
  const options = { insecure, requirePinned: pinned, npmRegistry: registry, env: io.env, signal };
  const { bytes, resolved } = await fetchComponent(named, options);
  return { bytes, from: resolved };
}
