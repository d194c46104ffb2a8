/** Paths as a component writes them. */
import { posix } from 'node:path';
import { WitError } from '../host-service.ts';

/** Characters of a path: Linux's own limit, in bytes. */
export const MAX_PATH = 4_096;

/**
 * The path in normal form, which is what grants are compared with.
 *
 * @throws WitError `invalid-path` where it is not absolute, holds a NUL, or is longer than a path of Linux can be.
 */
export function normalizeGuestPath(path: string): string {
  if (path.length > MAX_PATH) throw new WitError('invalid-path', `a path of ${path.length} characters`);
  if (!path.startsWith('/') || path.includes('\0')) throw new WitError('invalid-path', path);
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
