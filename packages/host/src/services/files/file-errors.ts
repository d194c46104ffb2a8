import { WitError } from '../host-service.ts';

/** Node's error codes as cases of WIT's `file-error`. */
const CASES: Readonly<Record<string, string>> = {
  ENOENT: 'not-found',
  EEXIST: 'already-exists',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  ENOTDIR: 'not-a-directory',
  EISDIR: 'is-a-directory',
  ENOTEMPTY: 'directory-not-empty',
  ENAMETOOLONG: 'invalid-path',
  ELOOP: 'invalid-path',
};

/** The `file-error` for a failure. INVARIANT: it names the guest's path, never one of the host. */
export function toFileError(error: unknown, guestPath: string): unknown {
  if (error instanceof WitError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const known = CASES[code];
  return known === undefined ? new WitError('io-error', `${guestPath}: ${code}`) : new WitError(known, guestPath);
}
