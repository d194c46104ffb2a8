/** Log entries in a recording. An error that is told of in one has a stack, of which each build of a component has its own. */
import { ERROR_CONTEXT } from '../sandbox/guest-error.ts';
import type { Encoded } from './value-coding.ts';

/** The gate's name for it. */
export const LOG = 'airssys:core/host-services#log';

/** Entries are there as a whole, so that stacks can be left out: longer texts than these are not passed on anyway. */
export const LOG_HASH_FROM: number = 1 << 20;

/** The arguments as they are compared: reports of errors without stacks. */
export function comparableLog(args: Encoded): Encoded {
  if (!isList(args)) return args;
  const [level = null, message = null, context = null] = args;
  if (!isList(context)) return args;
  const pairs = context.map((pair): Encoded => {
    if (!isList(pair) || pair[0] !== ERROR_CONTEXT || typeof pair[1] !== 'string') return pair;
    return [ERROR_CONTEXT, withoutStacks(pair[1])];
  });
  return [level, message, pairs];
}

function withoutStacks(report: string): string {
  try {
    return JSON.stringify(JSON.parse(report), (key, value: unknown) => (key === 'stack' ? undefined : value));
  } catch {
    // Anybody can write what looks like a report.
    return report;
  }
}

const isList = (value: Encoded): value is readonly Encoded[] => Array.isArray(value);
