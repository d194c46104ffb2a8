import { AirssysError, type ErrorCode } from '@airssys/model';

/** What SQLite says of a failure, in a form that crosses threads. */
export interface SqliteFault {
  /** SQLite's extended result code, or 0 where the failure was not its own. */
  readonly code: number;
  readonly message: string;
}

/** SQLite's primary result codes (`sqlite3.h`). */
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

export function faultOf(error: unknown): SqliteFault {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0, message };
}

const primary = ({ code }: SqliteFault): number => code & 0xff;

/** Another connection holds the file. */
export const isBusy = (fault: SqliteFault): boolean => primary(fault) === BUSY || primary(fault) === LOCKED;

/** One write is to blame, such as one that is too large for what is left of the disk, and others may still be done. */
export const isOfOneWrite = (fault: SqliteFault): boolean =>
  !isBusy(fault) && primary(fault) !== CORRUPT && primary(fault) !== NOT_A_DATABASE;

export function storageError(path: string, fault: SqliteFault): AirssysError {
  const [code, what, hint] = describe(fault);
  return new AirssysError(code, `${what}: ${path}: ${fault.message}`, {
    hint,
    data: { path, sqliteCode: fault.code },
  });
}

function describe(fault: SqliteFault): readonly [code: ErrorCode, what: string, hint: string] {
  switch (primary(fault)) {
    case BUSY:
    case LOCKED:
      return [
        'AIRSSYS_STORAGE_LOCKED',
        'The storage file is held by another process',
        'Nothing was written. Try again, and see which program keeps a transaction open.',
      ];
    case FULL:
      return [
        'AIRSSYS_STORAGE_FULL',
        'There is no room for the storage file to grow',
        'Nothing was written. Make room on the disk, or raise maxFileBytes.',
      ];
    case CORRUPT:
    case NOT_A_DATABASE:
      return [
        'AIRSSYS_STORAGE_CORRUPT',
        'The storage file is damaged',
        'Stop the host, keep a copy of the file and of those beside it, and put a backup in its place.',
      ];
    default:
      return [
        'AIRSSYS_STORAGE_IO',
        'The storage file cannot be read or written',
        'See that the folder can be written and that the file is a database of airssys.',
      ];
  }
}
