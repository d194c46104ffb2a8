import { hostImport } from '../imports.ts';
import { wellFormed } from '../text.ts';

/** How much a line of the log matters, from least to most. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Named values beside a log message. */
export type LogContext = Readonly<Record<string, string | number | bigint | boolean>>;

function write(level: LogLevel, message: string, context?: LogContext): void {
  const pairs =
    context &&
    Object.entries(context).map(([name, value]): readonly [string, string] => [wellFormed(name), wellFormed(value)]);
  hostImport('hostServices', 'log').log(level, wellFormed(message), pairs);
}

/**
 * Writes to the host's log (WIT `airssys:core/host-services#log`). Always allowed; a host may cut long texts. Half of a
 * surrogate pair becomes U+FFFD. `context` goes with the `message`: texts, numbers and booleans by name.
 */
export const log = {
  /** What helps only who looks for a fault, step by step. */
  trace: (message: string, context?: LogContext): void => write('trace', message, context),
  /** What helps who looks for a fault. */
  debug: (message: string, context?: LogContext): void => write('debug', message, context),
  /** What operators want to know. */
  info: (message: string, context?: LogContext): void => write('info', message, context),
  /** What may become a fault. */
  warn: (message: string, context?: LogContext): void => write('warn', message, context),
  /** What went wrong. */
  error: (message: string, context?: LogContext): void => write('error', message, context),
} as const;
