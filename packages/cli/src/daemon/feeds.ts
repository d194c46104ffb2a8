/** What has been, and then what comes, for as long as somebody listens. */
import type { HistoryEntry, Host, LifecycleEvent, LogEntry } from '@airssys/host';
import type { LogBook } from './log-book.ts';

export interface FeedQuery {
  /** How many of those that were. */
  readonly last: number;
  /** Of this component only. */
  readonly component: string | undefined;
  /** Whether those that come are told, too. */
  readonly isFollowed: boolean;
}

/** Entries that wait for a slow listener. Older ones are left out then. */
const MAX_WAITING = 1_000;

export async function* logFeed(
  book: LogBook,
  { last, component, isFollowed }: FeedQuery,
  signal: AbortSignal,
): AsyncGenerator<LogEntry, void, undefined> {
  const waiting: LogEntry[] = [];
  let wake = (): void => {};
  const onAbort = (): void => wake();
  const stop = book.follow((entry) => {
    if (component !== undefined && entry.component !== component) return;
    waiting.push(entry);
    if (waiting.length > MAX_WAITING) waiting.shift();
    wake();
  });
  signal.addEventListener('abort', onAbort);
  try {
    // Nothing comes in between: it is followed from before.
    yield* book.last(last, component);
    if (!isFollowed) return;
    while (!signal.aborted) {
      yield* waiting.splice(0);
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.length > 0 || signal.aborted) resolve();
      });
    }
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}

export async function* eventFeed(
  host: Host,
  { last, component, isFollowed }: FeedQuery,
  signal: AbortSignal,
): AsyncGenerator<HistoryEntry | LifecycleEvent, void, undefined> {
  // Followed first, so that nothing is missed in between; what both tell of is told once.
  const events = isFollowed ? host.events({ signal }) : undefined;
  let sequence = 0;
  for (const event of host.history({ component, limit: last })) {
    sequence = event.sequence;
    yield event;
  }
  if (events === undefined) return;
  for await (const event of events) {
    // Of a gap it is not known whose events are missing.
    if (event.kind === 'gap') yield event;
    else if (event.sequence > sequence && (component === undefined || event.component === component)) yield event;
  }
}
