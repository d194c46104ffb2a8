import type { Usage } from '@airssys/host';
import { isMeasured } from '../coverage/measure.ts';
import { controlOf, usageBehind } from '../session/observed.ts';
import type { Size } from './component-matchers.ts';
import type { MatcherState } from './snapshots.ts';
import { misuse, settle, show, toPromise, type Verdict } from './verdict.ts';

/** Who has used something. */
export interface Used {
  readonly who: 'the call' | 'the component';
  readonly usage: Usage;
  /** Whether coverage counts what runs, so that this is not the component's own use and nothing is judged by it. */
  readonly isMeasured: boolean;
}

/**
 * What a call, or a mounted component, has used. A call that fails by what it does is no measure of anything: its error is passed on.
 */
export async function usedBy(received: unknown, matcher: string): Promise<Used> {
  const control = controlOf(received);
  if (control !== undefined) {
    return { who: 'the component', usage: control.usage, isMeasured: isMeasured(control) };
  }
  const promise = toPromise(received);
  if (promise === undefined) {
    return misuse(`${matcher} needs the promise of a call or a mounted component, and was given ${show(received)}`);
  }
  const end = await settle(promise);
  if (end.kind === 'threw') throw end.error;
  const used = usageBehind(promise);
  if (used !== undefined) return { who: 'the call', usage: used.usage, isMeasured: isMeasured(used.control) };
  return misuse(
    `${matcher} knows the promises that a mounted component returns, not ones that were made of them.\n` +
      'Hand it the call itself, or the component.',
  );
}

export async function toUseFuelBelow(state: MatcherState, received: unknown, units: number): Promise<Verdict> {
  // First the call's end: no matter what, nobody else waits for it.
  const used = await usedBy(received, 'toUseFuelBelow');
  if (!(units > 0)) return misuse(`toUseFuelBelow needs a number of units above 0, and was given ${show(units)}`);
  return verdict(state, used, { found: used.usage.fuel, limit: units, of: 'units of fuel' });
}

export async function toUseMemoryBelow(state: MatcherState, received: unknown, size: Size): Promise<Verdict> {
  const used = await usedBy(received, 'toUseMemoryBelow');
  const limit = toByteCount(size);
  return verdict(state, used, { found: used.usage.memoryBytes, limit, of: 'bytes of memory' });
}

interface Measure {
  readonly found: number;
  readonly limit: number;
  /** The unit in words. */
  readonly of: string;
}

function verdict({ isNot }: MatcherState, { who, isMeasured: passes }: Used, { found, limit, of }: Measure): Verdict {
  if (passes) return { pass: !isNot, message: () => MEASURED };
  const pass = found < limit;
  const [used, most] = [found.toLocaleString('en'), limit.toLocaleString('en')];
  const share = ((100 * Math.abs(found - limit)) / limit).toFixed(1);
  return {
    pass,
    message: () =>
      pass
        ? `expected ${who} not to use less than ${most} ${of}, but it used ${used}, ${share} % less`
        : `expected ${who} to use less than ${most} ${of}, but it used ${used}, ${share} % more`,
  };
}

/** For whoever asks why nothing was judged. */
export const MEASURED = 'with coverage, fuel and memory are not the component’s own: mount it with coverage: false';

const UNITS = { B: 1, kB: 1e3, KiB: 2 ** 10, MB: 1e6, MiB: 2 ** 20, GB: 1e9, GiB: 2 ** 30 } as const;

function toByteCount(size: Size): number {
  const groups = /^(?<amount>\d+(?:\.\d+)?)(?<unit>B|kB|KiB|MB|MiB|GB|GiB)$/.exec(String(size))?.groups;
  // The pattern has the units of the table.
  const bytes = groups ? Number(groups['amount']) * UNITS[groups['unit'] as keyof typeof UNITS] : size;
  if (typeof bytes === 'number' && bytes > 0) return bytes;
  const units = Object.keys(UNITS).join(', ');
  return misuse(`toUseMemoryBelow needs bytes, or a number with a unit (${units}), and was given ${show(size)}`);
}
