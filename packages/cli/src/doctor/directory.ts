/** Whether a directory can be used, or made where it is not there yet. */
import { accessSync, constants, existsSync, lstatSync, mkdtempSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What keeps it from being used: words for after "the directory". Undefined where nothing does. */
export function directoryFault(path: string): string | undefined {
  try {
    const place = existing(path);
    if (!statSync(place).isDirectory())
      return place === path ? 'is not a directory' : `cannot be made: ${place} is a file`;
    accessSync(place, constants.W_OK | constants.X_OK);
    // What a file system refuses shows only when something is written.
    if (place === path) rmdirSync(mkdtempSync(join(path, '.doctor-')));
    return undefined;
  } catch (error) {
    return `cannot be written to (${error instanceof Error && 'code' in error ? String(error.code) : String(error)})`;
  }
}

function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/** Whether users besides this one can put something there. False where it is not there yet, and on Windows. */
export function othersCanWrite(path: string): boolean {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (uid === undefined || !existsSync(path)) return false;
  const found: Stats = lstatSync(path);
  // A group of the user's own name is usual, and has nobody else.
  return (
    found.uid !== uid || (found.mode & OTHERS_WRITE) !== 0 || ((found.mode & GROUP_WRITES) !== 0 && found.gid !== gid)
  );
}

export interface DirectorySize {
  readonly files: number;
  readonly bytes: number;
}

/** What lies in it. Files that go meanwhile are not counted. */
export async function sizeOf(path: string): Promise<DirectorySize> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  let bytes = 0;
  for (const file of files) bytes += (await stat(file).catch(() => ({ size: 0 }))).size;
  return { files: files.length, bytes };
}
