import { AirssysError } from '@airssys/model';

/** More calls are under way in the host than it allows. */
export function overloaded(maximum: number): AirssysError {
  return new AirssysError('AIRSSYS_SANDBOX_OVERLOADED', `${maximum} calls are under way in this host already`, {
    hint: 'Call slower, or raise maxConcurrentCalls (at most 10,000: each call has a stack of its own).',
  });
}
