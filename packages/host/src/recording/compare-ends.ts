/** How a call ended in a replay, against how it had ended. */
import { isDeepStrictEqual } from 'node:util';
import type { CallOutcome } from '../sandbox/sandbox.ts';
import { TrapError, type TrapKind } from '../sandbox/trap.ts';
import { type Difference, showCall, showValue } from './difference.ts';
import type { RecordedCall } from './read-recording.ts';
import type { RecordedOutcome } from './recording-lines.ts';
import type { Encoded } from './value-coding.ts';

export interface PlayedEnd {
  readonly outcome: RecordedOutcome;
  readonly fuel: number;
  readonly memoryBytes: number;
}

/** Traps that hang on the clock, or on somebody outside. Where they came is told by fuel, or by the host call that they came in. */
const OF_TIME: ReadonlySet<TrapKind> = new Set(['deadline', 'startup-deadline', 'cancelled', 'lost']);
/** Traps whose fuel hangs on what V8 has compiled until then. */
const WITHOUT_FUEL: ReadonlySet<TrapKind> = new Set([...OF_TIME, 'stack-overflow', 'internal']);
/** Traps whose words are the component's or the host's, not V8's, whose versions differ. */
const WITH_WORDS: ReadonlySet<TrapKind> = new Set(['guest-error', 'host-error', 'denied', 'exit']);

export const isOfTime = (kind: TrapKind): boolean => OF_TIME.has(kind);

export function playedEnd(end: TrapError | CallOutcome, encode: (value: unknown) => Encoded = () => null): PlayedEnd {
  const { fuel, memoryBytes } = end.usage;
  if (end instanceof TrapError) {
    const { kind, code, message, exitCode } = end;
    const outcome = { trap: kind, code, message, ...(exitCode !== undefined && { exitCode }) };
    return { outcome, fuel, memoryBytes };
  }
  return { outcome: end.ok ? { ok: encode(end.value) } : { err: encode(end.error) }, fuel, memoryBytes };
}

export interface CompareOptions {
  /** How many calls of the host it made. */
  readonly hostCalls: number;
  readonly fuel: boolean;
  readonly fixed: boolean;
}

/** Undefined where it is as it was. */
export function differenceOf(
  { end, hostCalls }: RecordedCall,
  now: PlayedEnd,
  options: CompareOptions,
): Omit<Difference, 'call' | 'operation'> | undefined {
  // The recording ends within this call: nothing is known of its end.
  if (end === undefined) return undefined;
  const sides = { recorded: showOutcome(end.outcome), now: showOutcome(now.outcome) };
  const trap = 'trap' in end.outcome ? end.outcome.trap : undefined;
  if (options.fixed && trap !== undefined) return fixedDifference(end.outcome, now.outcome);
  const missing = hostCalls[options.hostCalls];
  if (missing !== undefined) {
    const recorded = showCall(missing.name, missing.args);
    return { what: 'host-call', hostCall: options.hostCalls + 1, recorded, now: `none: ${sides.now}` };
  }
  if (trap !== undefined && isOfTime(trap))
    return isStoppedLikewise(end.fuel, now) ? undefined : { what: 'outcome', ...sides };
  if (!isSame(end.outcome, now.outcome)) return { what: 'outcome', ...sides };
  if (!options.fuel || (trap !== undefined && WITHOUT_FUEL.has(trap)) || end.fuel === now.fuel) return undefined;
  return { what: 'fuel', recorded: `${end.fuel}`, now: `${now.fuel}` };
}

/** The call that trapped is to do otherwise now. */
function fixedDifference(
  recorded: RecordedOutcome,
  now: RecordedOutcome,
): Omit<Difference, 'call' | 'operation'> | undefined {
  if (!('trap' in now)) return undefined;
  return { what: 'trap', recorded: showOutcome(recorded), now: showOutcome(now) };
}

/** It was stopped where the recording was, by fuel in the place of time; or had just finished when its time was over. */
function isStoppedLikewise(fuel: number, { outcome, fuel: used }: PlayedEnd): boolean {
  if (!('trap' in outcome)) return used === fuel;
  return isOfTime(outcome.trap) || outcome.trap === 'out-of-fuel';
}

function isSame(recorded: RecordedOutcome, now: RecordedOutcome): boolean {
  if (!('trap' in recorded) || !('trap' in now)) return isDeepStrictEqual(recorded, now);
  if (recorded.trap !== now.trap || recorded.exitCode !== now.exitCode) return false;
  return !WITH_WORDS.has(recorded.trap) || recorded.message === now.message;
}

/** An outcome as people read it. */
export function showOutcome(outcome: RecordedOutcome): string {
  if ('trap' in outcome) return `trap ${outcome.trap}: ${outcome.message}`;
  return 'ok' in outcome ? `answered ${showValue(outcome.ok)}` : `answered the error ${showValue(outcome.err)}`;
}
