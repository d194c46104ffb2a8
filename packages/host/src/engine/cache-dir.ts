/** Where prepared components are kept when nobody says where, and how much of them. */
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AirssysError } from '@airssys/model';

/** Others may write into the directory, by the group's or everybody's right. */
const OTHERS_WRITE = 0o022;

/**
 * `AIRSSYS_CACHE_DIR`, else a directory of this user's own in the system's directory for temporary files.
 *
 * INVARIANT: nobody else can write there. The cache holds code that runs in this process, outside of any sandbox.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` where somebody else's directory is in its place.
 */
export function defaultCacheDir(): string {
  const named = process.env['AIRSSYS_CACHE_DIR'];
  if (named) return named;
  const uid = process.getuid?.();
  if (uid === undefined) return join(tmpdir(), 'airssys'); // Windows: the directory is the user's own
  const dir = join(tmpdir(), `airssys-${uid}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found = lstatSync(dir);
  if (found.isDirectory() && found.uid === uid && (found.mode & OTHERS_WRITE) === 0) return dir;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The cache directory ${dir} is not this user's alone`, {
    hint: 'Remove it, or name another one by cacheDir or AIRSSYS_CACHE_DIR.',
    data: { path: dir },
  });
}

const DEFAULT_MAX_BYTES = 1024 ** 3;

/**
 * What the cache may take: as given, else `AIRSSYS_CACHE_MAX_BYTES`, else 1 GiB.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for what is no whole number.
 */
export function cacheMaxBytes(given?: number): number {
  const named = process.env['AIRSSYS_CACHE_MAX_BYTES'];
  const value = given ?? (named ? Number(named) : DEFAULT_MAX_BYTES);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The cache cannot be held to ${given ?? named} bytes`, {
    hint: 'cacheMaxBytes and AIRSSYS_CACHE_MAX_BYTES are whole numbers, at least 0.',
  });
}
