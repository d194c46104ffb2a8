import { type AuditEntry, type AuditSink, isAuditGap } from '../audit-event.ts';
import { formatAudit } from '../audit-format.ts';

/** What the sink needs of a `Logger` of `@opentelemetry/api-logs`. */
export interface OpenTelemetryLogger {
  /**
   * Takes one record: `timestamp` in milliseconds, the numbers and texts of severity that OpenTelemetry defines, the event as a
   * line of text, and as attributes.
   */
  emit(record: {
    readonly timestamp: number;
    readonly severityNumber: number;
    readonly severityText: string;
    readonly body: string;
    readonly attributes: Record<string, string | number | boolean>;
  }): void;
}

/** Severity numbers of OpenTelemetry's log data model. */
const INFO = 9;
const WARN = 13;

/** Emits events as log records, with their members as attributes `airssys.audit.*`. A denial is a warning. */
export function openTelemetrySink(logger: OpenTelemetryLogger): AuditSink {
  return {
    write: (entries) => {
      for (const entry of entries) logger.emit(toRecord(entry));
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function toRecord(entry: AuditEntry): Parameters<OpenTelemetryLogger['emit']>[0] {
  const isNotable = isAuditGap(entry) || !entry.allowed;
  return {
    timestamp: entry.timeMs,
    severityNumber: isNotable ? WARN : INFO,
    severityText: isNotable ? 'WARN' : 'INFO',
    body: formatAudit(entry, 'compact'),
    attributes: Object.fromEntries(
      Object.entries(entry)
        .filter(([name]) => name !== 'timeMs')
        .map(([name, value]) => [`airssys.audit.${name}`, value as string | number | boolean]), // as entries have them
    ),
  };
}
