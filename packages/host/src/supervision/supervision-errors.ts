import { AirssysError } from '@airssys/model';
import type { EndReason } from './supervised.ts';

/** An end that made a supervisor restart a child. */
export interface RestartCause {
  readonly child: string;
  readonly error: unknown;
}

export function startFailed(supervisor: string, child: string, cause: unknown): AirssysError {
  return new AirssysError('AIRSSYS_SUPERVISION_START', `${child} of ${supervisor} failed to start: ${words(cause)}`, {
    hint: 'Look at the cause.',
    cause,
    data: { supervisor, child },
  });
}

export function tooManyRestarts(
  supervisor: string,
  { intensity, periodMs }: { readonly intensity: number; readonly periodMs: number },
  causes: readonly RestartCause[],
): AirssysError {
  const last = causes.at(-1);
  const message = `${supervisor} was to restart more than ${intensity} times within ${periodMs} ms, the last time ${last?.child ?? 'a child'}`;
  return new AirssysError('AIRSSYS_SUPERVISION_INTENSITY', message, {
    hint: 'Look at the causes; allow more restarts (intensity, periodMs), or let them wait (backoff).',
    cause: new AggregateError(
      causes.map(({ error }) => error),
      'What made it restart',
    ),
    data: {
      supervisor,
      intensity,
      periodMs,
      causes: causes.map(({ child, error }) => ({ child, error: words(error) })),
    },
  });
}

export function childRefused(supervisor: string, child: string, why: string): AirssysError {
  return new AirssysError('AIRSSYS_SUPERVISION_CHILD', `${supervisor} ${why} ${child}`, {
    hint: 'See whichChildren() for the children and what they are doing.',
    data: { supervisor, child },
  });
}

export function supervisorRefuses(supervisor: string, state: string): AirssysError {
  return new AirssysError('AIRSSYS_SUPERVISION_STATE', `${supervisor} takes no commands: it is ${state}`, {
    hint: 'Ask the supervisor above it for the one that was started in its place.',
    data: { supervisor, state },
  });
}

/** The error that an end stands for, in the causes of an escalation. */
export function errorOf(child: string, reason: EndReason): unknown {
  return reason.kind === 'failed' ? reason.error : new Error(`${child} ended (${reason.kind}), and is permanent`);
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
