/** Runs an operation to its end: the promise that it answered, and whatever else it has started. */
import { reportUnhandled } from '../report.ts';
import { hasJobs, runJobs } from './jobs.ts';
import { whenSettled } from './promise.ts';
import { hasRejections, takeRejections } from './rejections.ts';
import { runNextTimer } from './timers.ts';

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: unknown };

/**
 * The value that a promise is fulfilled with; its reason is thrown. Runs jobs, and sleeps until timers are due, until it
 * is settled.
 *
 * @param operation Whose promise it is, for messages.
 */
export function settle(value: unknown, operation: string): unknown {
  // What can be no promise is there already. A promise made for it would cost more than most calls do.
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    finishJobs(operation);
    return value;
  }
  let outcome: Outcome | undefined;
  whenSettled(
    value,
    (found) => (outcome = { ok: true, value: found }),
    (reason) => (outcome = { ok: false, reason }),
  );
  for (;;) {
    finishJobs(operation);
    if (outcome?.ok === true) return outcome.value;
    if (outcome?.ok === false) throw outcome.reason;
    if (!runTimer(operation)) {
      throw new Error(
        `'${operation}' waits for something that never happens: its promise is not settled, and nothing is left to run`,
      );
    }
  }
}

/** Runs all jobs that wait. What they throw, and promises whose rejection nobody handled, are told to the log. */
export function finishJobs(operation: string): void {
  // Every call ends here, and most have nothing to run.
  while (hasJobs()) {
    try {
      runJobs();
    } catch (error) {
      reportUnhandled('uncaught error', error, operation);
    }
  }
  if (!hasRejections()) return;
  for (const reason of takeRejections()) reportUnhandled('unhandled rejection', reason, operation);
}

/** As {@link finishJobs}, at build time, where there is no log yet: what goes wrong ends the build. */
export function finishTopLevel(): void {
  runJobs();
  const [reason] = takeRejections();
  if (reason !== undefined) throw reason;
}

/** What runs promises to their end. A component that makes none is without it. */
export interface Promises {
  readonly settle: typeof settle;
  readonly finishJobs: typeof finishJobs;
  readonly finishTopLevel: typeof finishTopLevel;
}

export const promises: Promises = { settle, finishJobs, finishTopLevel };

function runTimer(operation: string): boolean {
  try {
    return runNextTimer();
  } catch (error) {
    reportUnhandled('uncaught error', error, operation);
    return true;
  }
}
