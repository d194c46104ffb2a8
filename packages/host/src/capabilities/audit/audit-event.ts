import type { AccessRequest, Decision } from '../capability-set.ts';

/** One decision: of the gate on a host call, or of a policy on what a component asks for. */
export interface AuditEvent extends AccessRequest, Decision {
  /** Counts the events of this log from 1, without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number;
  /** `namespace:name@version`, or the name that the component was loaded under. */
  readonly component: string;
  /** Which instance of the host; 0 before there is one. */
  readonly instance: number;
  /** Which call of the host, as all decisions of one call have it; 0 outside of calls. */
  readonly call: number;
  /** The operation that was running. */
  readonly operation: string;
  /** `interface#function` that was called. */
  readonly hostFunction: string;
}

/** Stands in a sink for events that it did not receive. */
export interface AuditGap {
  /** How many events are missing here. */
  readonly dropped: number;
  /** The first and the last of them, by their sequence; 0 where it is not known. */
  readonly firstSequence: number;
  /** That of the last one; 0 where it is not known. */
  readonly lastSequence: number;
  /** Milliseconds since 1970-01-01T00:00:00Z of the first of them. */
  readonly timeMs: number;
  /** Why they are missing, in words. */
  readonly reason: string;
}

/** What an audit sink receives: an event, or a gap where there would be some. */
export type AuditEntry = AuditEvent | AuditGap;

/** Whether an entry stands for events that are missing. */
export const isAuditGap = (entry: AuditEntry): entry is AuditGap => 'dropped' in entry;

/**
 * Where the events of an audit log go. It receives them in their order, in batches, after the calls that they are of went on;
 * one batch at a time.
 */
export interface AuditSink extends AsyncDisposable {
  /** What it throws, or rejects with, is told to `AuditOptions.onSinkError`; the batch then counts as dropped. */
  write(entries: readonly AuditEntry[]): void | Promise<void>;
}
