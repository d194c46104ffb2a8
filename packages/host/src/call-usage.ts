import { TrapError } from './sandbox/trap.ts';
import type { Usage } from './sandbox/usage.ts';

const usages = new WeakMap<object, Usage>();

/** Remembers what the call had used that answered with this error. */
export function rememberUsage(error: unknown, usage: Usage): void {
  if (typeof error === 'object' && error !== null) usages.set(error, usage);
}

/** What the call had used that ended with this error: a trap, or an error that the component declares to throw. */
export function usageOf(error: unknown): Usage | undefined {
  if (error instanceof TrapError) return error.usage;
  return typeof error === 'object' && error !== null ? usages.get(error) : undefined;
}
