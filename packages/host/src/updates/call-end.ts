import { isAirssysError, isDeclaredError } from '@airssys/model';
import type { Generation } from './generation.ts';

/** `answered` includes errors that the operation declares. `cancelled`: its caller gave it up, which is nobody's failure. */
export type CallEndKind = 'answered' | 'failed' | 'trapped' | 'cancelled';

/** A call that a router has routed, as whoever watches the traffic sees it. */
export interface EndedCall {
  /** Where it ran. */
  readonly generation: Generation;
  /** How it ended. */
  readonly kind: CallEndKind;
  /** Milliseconds since it reached the generation. */
  readonly durationMs: number;
}

export function failureKind(error: unknown, signal: AbortSignal | undefined): CallEndKind {
  if (isDeclaredError(error)) return 'answered';
  if (signal?.aborted === true) return 'cancelled';
  return isAirssysError(error) && error.code.startsWith('AIRSSYS_TRAP') ? 'trapped' : 'failed';
}
