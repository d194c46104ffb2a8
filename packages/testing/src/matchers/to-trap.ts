import type { TrapFrame, TrapKind } from '@airssys/host';
import { type AirssysError, isAirssysError } from '@airssys/model';
import type { TrapName } from './component-matchers.ts';
import { matchesText, misuse, settle, show, toPromise, type Verdict } from './verdict.ts';

interface Trap extends AirssysError {
  readonly kind: TrapKind;
  readonly frames: readonly TrapFrame[];
}

export async function toTrap(received: unknown, name?: TrapName, message?: string | RegExp): Promise<Verdict> {
  // An error is what `.rejects` hands on.
  const promise = received instanceof Error ? Promise.reject(received) : toPromise(received);
  if (promise === undefined) return misuse(`toTrap needs the promise of a call, and was given ${show(received)}`);
  const end = await settle(promise);
  const wanted = describe(name, message);
  if (end.kind === 'returned')
    return noTrap(`expected the call to end in ${wanted}, but it returned ${show(end.value)}`);
  const { error } = end;
  if (!isTrap(error))
    return noTrap(`expected the call to end in ${wanted}, but it failed otherwise:\n\n${describeError(error)}`);
  const pass =
    (name === undefined || error.kind === name || error.code === name) &&
    (message === undefined || matchesText(error.message, message));
  return {
    pass,
    message: () =>
      `expected the call ${pass ? 'not to' : 'to'} end in ${wanted}, but it ended in ${describeTrap(error)}`,
  };
}

/** By its code and kind, not its class: a trap may come from another copy of the host. */
function isTrap(error: unknown): error is Trap {
  return isAirssysError(error) && 'kind' in error && typeof error.kind === 'string' && 'frames' in error;
}

function noTrap(text: string): Verdict {
  return { pass: false, message: () => text };
}

function describe(name: TrapName | undefined, message: string | RegExp | undefined): string {
  const what = name === undefined ? 'a trap' : `the trap ${name}`;
  if (message === undefined) return what;
  return `${what} with ${typeof message === 'string' ? JSON.stringify(message) : String(message)} in its message`;
}

function describeTrap({ kind, code, message, frames }: Trap): string {
  const lines = frames.slice(0, 3).flatMap((frame) => {
    if (frame.kind !== 'source') return [];
    const place = `${frame.file}:${frame.line}:${frame.column}`;
    return [frame.name === undefined ? `    at ${place}` : `    at ${frame.name} (${place})`];
  });
  return [`${kind} (${code}):`, '', `  ${message}`, ...lines].join('\n');
}

function describeError(error: unknown): string {
  if (isAirssysError(error))
    return `  ${error.code}: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`;
  return `  ${String(error)}`;
}
