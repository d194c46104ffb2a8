import type { AuditSink } from '../audit-event.ts';
import { type AuditFormat, formatAudit } from '../audit-format.ts';

/** How audit events are written for people. */
export interface ConsoleSinkOptions {
  /** Default `compact`. */
  readonly format?: AuditFormat;
  /** Default the process's stderr. It is not closed. It is given a line at a time, by `write`. */
  readonly stream?: { write(text: string): unknown };
}

/** Writes events as lines of text, where a person or a collector of logs reads them. */
export function consoleSink({ format = 'compact', stream = process.stderr }: ConsoleSinkOptions = {}): AuditSink {
  return {
    write: (entries) => {
      stream.write(entries.map((entry) => `${formatAudit(entry, format)}\n`).join(''));
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
