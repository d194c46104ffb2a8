import type { LogEntry, LogLevel } from '@airssys/host';
import type { CommandIo } from '../io.ts';
import { type Paint, painter } from '../report/paint.ts';
import { printable } from '../report/text.ts';

/** Prints what a component logs on stderr, at once: one line per entry. */
export function logPrinter(io: CommandIo): (entry: LogEntry) => void {
  const paint = painter(io, io.stderr);
  const paints: Readonly<Record<LogLevel, Paint[keyof Paint]>> = {
    trace: paint.dim,
    debug: paint.dim,
    info: paint.cyan,
    warn: paint.yellow,
    error: paint.red,
  };
  return ({ level, message, context, guestError }) => {
    if (guestError?.isFatal === true) return; // the end of the call tells of it, with its stack
    const values = context.map(([name, value]) => paint.dim(printable(`${name}=${quote(value)}`)));
    io.stderr.write(`${[paints[level](level.padEnd(5)), printable(message), ...values].join(' ')}\n`);
    if (guestError?.stack) io.stderr.write(`${paint.dim(printable(guestError.stack))}\n`);
  };
}

const quote = (value: string): string => (/^[^\s"=]+$/.test(value) ? value : JSON.stringify(value));
