/** Events and log entries, a line each. */
import type { HistoryEntry, LifecycleEvent, LogEntry, LogLevel } from '@airssys/host';
import type { CommandIo } from '../../io.ts';
import { type Paint, painter } from '../../report/paint.ts';
import { printable } from '../../report/text.ts';

const LEVELS: Readonly<Record<LogLevel, keyof Paint>> = {
  trace: 'dim',
  debug: 'dim',
  info: 'cyan',
  warn: 'yellow',
  error: 'red',
};

/** `12:30:01 acme:shop info  opened table=7`. */
export function logLine(io: CommandIo, { timeMs, component, level, message, context, guestError }: LogEntry): string {
  const paint = painter(io, io.stdout);
  const values = context.map(([name, value]) => paint.dim(printable(`${name}=${quote(value)}`)));
  const text = [
    paint.dim(clock(timeMs)),
    printable(component),
    paint[LEVELS[level]](level.padEnd(5)),
    printable(message),
    ...values,
  ];
  return guestError?.stack ? `${text.join(' ')}\n${paint.dim(printable(guestError.stack))}` : text.join(' ');
}

/** `12:30:01 acme:shop running → updating (update)`. */
export function eventLine(io: CommandIo, event: HistoryEntry | LifecycleEvent): string {
  const paint = painter(io, io.stdout);
  if ('missed' in event) return paint.yellow(`${event.missed} events were missed: \`airssys events\` has them`);
  const { timeMs, component, from, to, reason } = event;
  const said = [reason.what, reason.code, reason.message].filter((one) => one !== undefined && one !== '').join(': ');
  const end = to === 'failed' ? paint.red(to) : to === 'running' ? paint.green(to) : to;
  return `${paint.dim(clock(timeMs))} ${printable(component)} ${from} → ${end} ${paint.dim(printable(`(${said})`))}`;
}

const clock = (timeMs: number): string => new Date(timeMs).toTimeString().slice(0, 8);

const quote = (value: string): string => (/^[^\s"=]+$/.test(value) ? value : JSON.stringify(value));
