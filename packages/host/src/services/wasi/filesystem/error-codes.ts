/** WIT `wasi:filesystem/types`' error-code, from POSIX's names. */
import { faultCode, FileFault } from '../../files/file-fault.ts';
import { WitError } from '../../host-service.ts';
import { IoError, StreamFault } from '../io/io-error.ts';

const CODES: Readonly<Record<string, string>> = {
  EACCES: 'access',
  EAGAIN: 'would-block',
  EALREADY: 'already',
  EBADF: 'bad-descriptor',
  EBUSY: 'busy',
  EDEADLK: 'deadlock',
  EDQUOT: 'quota',
  EEXIST: 'exist',
  EFBIG: 'file-too-large',
  EILSEQ: 'illegal-byte-sequence',
  EINPROGRESS: 'in-progress',
  EINTR: 'interrupted',
  EINVAL: 'invalid',
  EIO: 'io',
  EISDIR: 'is-directory',
  ELOOP: 'loop',
  EMLINK: 'too-many-links',
  EMSGSIZE: 'message-size',
  ENAMETOOLONG: 'name-too-long',
  ENODEV: 'no-device',
  ENOENT: 'no-entry',
  ENOLCK: 'no-lock',
  ENOMEM: 'insufficient-memory',
  ENOSPC: 'insufficient-space',
  ENOTDIR: 'not-directory',
  ENOTEMPTY: 'not-empty',
  ENOTRECOVERABLE: 'not-recoverable',
  ENOTSUP: 'unsupported',
  EOPNOTSUPP: 'unsupported',
  ENOSYS: 'unsupported',
  ENOTTY: 'no-tty',
  ENXIO: 'no-such-device',
  EOVERFLOW: 'overflow',
  EPERM: 'not-permitted',
  EPIPE: 'pipe',
  EROFS: 'read-only',
  ESPIPE: 'invalid-seek',
  ETXTBSY: 'text-file-busy',
  EXDEV: 'cross-device',
  // WASI has no word for too many open files: somebody has to close some.
  EMFILE: 'busy',
  ENFILE: 'busy',
};

/** The `error-code` of a failure; undefined where it is no failure of a file. */
export function errorCodeOf(error: unknown): string | undefined {
  // INVARIANT: what leads out of a mount is told as `not-permitted`, as WASI has it, and never as what lies there.
  if (error instanceof FileFault && error.code === 'EACCES') return 'not-permitted';
  const code = faultCode(error);
  return code === undefined ? undefined : (CODES[code] ?? 'io');
}

/** The error that the guest is told, of one that was thrown. */
export function toGuestError(error: unknown): unknown {
  const code = errorCodeOf(error);
  return code === undefined ? error : codeError(code);
}

export const codeError = (code: string): WitError => WitError.withPayload(code);

/** As the streams of files fail: `filesystem-error-code` finds the code again. */
export function toFileStreamFault(error: unknown): unknown {
  const code = errorCodeOf(error);
  return code === undefined
    ? error
    : new StreamFault(new IoError(code, { code: faultCode(error), detail: new FileCode(code) }));
}

/** The `error-code` of a stream's error, as its detail. */
class FileCode {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/** What `filesystem-error-code` answers: undefined where the error is none of a file. */
export function codeOfStreamError({ detail, code }: IoError): string | undefined {
  if (detail instanceof FileCode) return detail.code;
  return code === 'EACCES' ? 'access' : undefined; // the gate's
}
