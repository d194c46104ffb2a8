/**
 * An error that leaves an operation ends in a trap, which carries no words. So the adapter tells the host first, through
 * `airssys:core/host-services#log`, in an entry that has the error as JSON under the name {@link ERROR_CONTEXT}. The
 * host ties it to the trap that follows; another host just logs it.
 */
import { hostImport } from '../imports.ts';
import { wellFormed } from '../text.ts';
import { describeError, type ErrorDescription, errorLine } from './error-description.ts';

/** Name of the context value that carries the error. */
export const ERROR_CONTEXT = 'airssys:error';

/** An error as it is told to the host. */
export interface ReportedError extends ErrorDescription {
  /** Which operation or hook has thrown. */
  readonly operation: string;
  /** Whether the instance ends with it. An error of a lifecycle hook is also the answer of the hook's function. */
  readonly isFatal: boolean;
}

/** Tells the host of an error that has left an operation or a hook. Never throws. */
export function reportError(error: unknown, operation: string, isFatal: boolean): void {
  report(error, operation, isFatal, '');
}

/** Tells the host's log of an error that has left nothing: a promise's that nobody asked, or one of a timer. Never throws. */
export function reportUnhandled(what: string, error: unknown, operation: string): void {
  report(error, operation, false, `${what} in ${operation}: `);
}

function report(error: unknown, operation: string, isFatal: boolean, prefix: string): void {
  try {
    const about: Pick<ReportedError, 'operation' | 'isFatal'> = { operation, isFatal };
    hostImport('hostServices', 'errors').log('error', wellFormed(`${prefix}${errorLine(error)}`), [
      [ERROR_CONTEXT, describeError(error, about)],
    ]);
  } catch {
    // The instance is about to trap, or the log is what failed; there is nobody left to tell.
  }
}
