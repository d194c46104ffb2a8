import type { LogEntry } from '@airssys/host';
import { controlOf } from '../session/observed.ts';
import type { LoggedDetails } from './component-matchers.ts';
import { listed, matchesText, misuse, show, table, type Verdict } from './verdict.ts';

export function toHaveLogged(received: unknown, message?: string | RegExp, details: LoggedDetails = {}): Verdict {
  const control = controlOf(received);
  if (control === undefined) return misuse(`toHaveLogged needs a mounted component, and was given ${show(received)}`);
  const { logs } = control;
  const { level, context = {} } = details;
  const isMeant = (entry: LogEntry): boolean =>
    (message === undefined || matchesText(entry.message, message)) &&
    (level === undefined || entry.level === level) &&
    Object.entries(context).every(([name, value]) => entry.context.some(([key, had]) => key === name && had === value));
  const matches = logs.filter(isMeant);
  const pass = matches.length > 0;
  const wanted = [
    message === undefined ? 'something' : typeof message === 'string' ? show(message) : String(message),
    ...(level === undefined ? [] : [`as ${level}`]),
    ...(details.context === undefined ? [] : [`with ${show(context)}`]),
  ].join(' ');
  return {
    pass,
    message: () =>
      pass
        ? `expected the component not to have logged ${wanted}, but it did:\n\n${table(rowsOf(matches))}`
        : `expected the component to have logged ${wanted}, but it did not.\n\n${summary(logs)}`,
  };
}

const summary = (logs: readonly LogEntry[]): string =>
  logs.length === 0 ? 'It has logged nothing.' : listed('It has logged:', rowsOf(logs));

const rowsOf = (logs: readonly LogEntry[]): readonly (readonly string[])[] =>
  logs.map(({ level, message, context }) => [
    level,
    show(message),
    context.map(([name, value]) => `${name}=${value}`).join(' '),
  ]);
