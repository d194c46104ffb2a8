/** Where the components of a project are kept when nobody says where. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AirssysError } from '@airssys/model';
import { nearest } from './nearest.ts';

/** Others may write into the directory, by the group's or everybody's right. */
const OTHERS_WRITE = 0o022;

/**
 * Where built and compiled components of a project are kept: `AIRSSYS_CACHE_DIR` if set, else `.cache/airssys` in the
 * nearest `node_modules`, else a folder of the project's in a directory of this user's own, in the system's directory
 * for temporary files.
 *
 * @throws AirssysError `AIRSSYS_BUILD_CONFIG` where somebody else's directory is in that one's place.
 */
export function defaultCacheDir(projectDir: string): string {
  const named = process.env['AIRSSYS_CACHE_DIR'];
  if (named) return resolve(named);
  const withModules = nearest(projectDir, 'node_modules');
  if (withModules !== undefined) return join(withModules, 'node_modules', '.cache', 'airssys');
  return join(ownDirectory(), createHash('sha256').update(resolve(projectDir)).digest('hex').slice(0, 16));
}

/**
 * INVARIANT: nobody else can write there. What is compiled is kept there too (`mount()` of `@airssys/testing`), and runs
 * outside of any sandbox.
 */
function ownDirectory(): string {
  const uid = process.getuid?.();
  if (uid === undefined) return join(tmpdir(), 'airssys'); // Windows: the directory is the user's own
  const dir = join(tmpdir(), `airssys-${uid}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found = lstatSync(dir);
  if (found.isDirectory() && found.uid === uid && (found.mode & OTHERS_WRITE) === 0) return dir;
  throw new AirssysError('AIRSSYS_BUILD_CONFIG', `The cache directory ${dir} is not this user's alone`, {
    hint: 'Remove it, or name another one by cacheDir or AIRSSYS_CACHE_DIR.',
    data: { path: dir },
  });
}
