import { WitError } from '../host-service.ts';
import { faultCode } from './file-fault.ts';

/** POSIX's error codes as cases of WIT's `file-error`. */
const CASES: Readonly<Record<string, string>> = {
  ENOENT: 'not-found',
  EEXIST: 'already-exists',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  ENOTDIR: 'not-a-directory',
  EISDIR: 'is-a-directory',
  ENOTEMPTY: 'directory-not-empty',
  EFBIG: 'too-large',
  EINVAL: 'invalid-path',
  ENAMETOOLONG: 'invalid-path',
  ELOOP: 'invalid-path',
};

/** What is said of a failure that has no case of its own. */
const WORDS: Readonly<Record<string, string>> = {
  ENODEV: 'it is not a file',
  ENOSPC: 'no room is left',
  EDQUOT: 'no room is left',
  EMFILE: 'too many files are open',
  EXDEV: 'it lies in another mount',
  EBADF: 'it was closed',
};

/** The `file-error` for a failure. INVARIANT: it names the guest's path, never one of the host. */
export function toFileError(error: unknown, guestPath: string): unknown {
  const code = faultCode(error);
  if (code === undefined || error instanceof WitError) return error;
  const known = CASES[code];
  return known === undefined
    ? new WitError('io-error', `${guestPath}: ${WORDS[code] ?? code}`)
    : new WitError(known, guestPath);
}
