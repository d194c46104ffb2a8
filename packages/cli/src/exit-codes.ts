/** How the process ends, for scripts. The list stands in the help of `airssys` and in the README. */
import { ERROR_CODES, type ErrorCode, isAirssysError } from '@airssys/model';

/** The codes that the command ends with. */
export const EXIT = {
  ok: 0,
  /** The component failed: a trap, an error of its own, a limit, something that was denied; or it answered with an error. Or an interface breaks, or `doctor` has found something. */
  failed: 1,
  /** Wrong usage or bad input: arguments, a missing file, something that is not a component. */
  usage: 2,
  /** The sources have errors. */
  sources: 3,
  /** A defect of airssys. */
  defect: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** What the command may end with: one of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Those that do not follow from their family. */
const SPECIAL: Partial<Readonly<Record<ErrorCode, ExitCode>>> = {
  AIRSSYS_BUILD_ABI: EXIT.sources,
  AIRSSYS_BUILD_SOURCE: EXIT.sources,
  AIRSSYS_BUILD_BUNDLE: EXIT.sources,
  AIRSSYS_BUILD_COMPONENTIZE: EXIT.sources,
  AIRSSYS_WIT_INVALID: EXIT.sources,
  AIRSSYS_SIGNATURE_INVALID: EXIT.failed,
  AIRSSYS_SIGNATURE_REQUIRED: EXIT.failed,
  AIRSSYS_SANDBOX_REENTRANCE: EXIT.defect,
  AIRSSYS_SANDBOX_STATE: EXIT.defect,
  AIRSSYS_TRAP_CANCELLED: EXIT.interrupted,
  AIRSSYS_TRAP_HOST_ERROR: EXIT.defect,
};

/** The exit code of a command that ended with this error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isAirssysError(error)) return EXIT.defect;
  return SPECIAL[error.code] ?? (ERROR_CODES[error.code] === 'host' ? EXIT.usage : EXIT.failed);
}

/** For the help of the root command. */
export const EXIT_CODES_HELP = `Exit codes:
  0    ok
  1    the component failed: trap, error, limit, denied; or it answered an error;
       or wit diff found a breaking change that the version does not tell of;
       or doctor found something to mend
  2    wrong usage or bad input: arguments, missing file, not a component
  3    the sources have errors
  70   a defect of airssys: please report it
  130  interrupted by Ctrl-C`;
