/** What a component logs, held to the limit of its call; and the errors that it tells of, which are no part of that. */
import type { Redactor } from '../services/secrets/redactor.ts';
import type { LogEntry, LogSink } from '../services/host-services.ts';
import type { ActiveCall } from './active-call.ts';
import { ERROR_CONTEXT, parseGuestError, type SourceMapper } from './guest-error.ts';

export interface CallLogOptions {
  readonly sink: LogSink | undefined;
  /** The call that is running, if one is. */
  readonly current: () => ActiveCall | undefined;
  readonly mapper: () => SourceMapper | undefined;
  /** Takes out the secrets that the component was given. */
  readonly redactor: Redactor;
}

/**
 * Error reports of one call that are passed on past its limit, so that an error is told of by whoever has logged a lot before.
 * INVARIANT: they are few, and without anything besides, since anybody can write what looks like one.
 */
const MAX_LATE_REPORTS = 8;

/** Passes entries on, ties the errors that a component tells of to the call that is running, and drops what is too much. */
export function callLog({ sink: receiver, current, mapper, redactor }: CallLogOptions): LogSink {
  // INVARIANT: what leaves here, and the error that is kept for the call's end, has no secret in it.
  const sink = receiver && ((entry: LogEntry): void => receiver(redactor.within(entry)));
  return (entry) => {
    const call = current();
    if (call === undefined) return sink?.(entry);
    const report = entry.level === 'error' ? entry.context.find(([name]) => name === ERROR_CONTEXT) : undefined;
    if (report === undefined) {
      if (isWithin(call, entry)) sink?.(entry);
      return;
    }
    const guestError = redactor.within(parseGuestError(report[1], mapper()));
    // What has left nothing explains no trap.
    if (guestError?.isFatal !== false) call.guestError = guestError;
    const context = entry.context.filter((pair) => pair !== report);
    if (isWithin(call, entry)) return sink?.({ ...entry, context, guestError });
    call.lateReports += 1;
    if (call.lateReports <= MAX_LATE_REPORTS) sink?.({ ...entry, context: [], guestError });
  };
}

/** Counts the entry. From the first that is too much on, all of the call are. */
function isWithin(call: ActiveCall, entry: LogEntry): boolean {
  const bytes = bytesOf(entry);
  if (call.droppedLogBytes > 0 || call.logBytes + bytes > call.limits.maxLogBytes) {
    call.droppedLogBytes += bytes;
    call.watch('maxLogBytes', call.logBytes + bytes);
    return false;
  }
  call.logBytes += bytes;
  call.watch('maxLogBytes', call.logBytes);
  return true;
}

const bytesOf = ({ message, context }: LogEntry): number =>
  context.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    Buffer.byteLength(message),
  );
