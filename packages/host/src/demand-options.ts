/** What the options of an instance cannot be. */
import { AirssysError } from '@airssys/model';

export function notTogether(isolation: string): AirssysError {
  return new AirssysError('AIRSSYS_CONFIG_INVALID', `reuse: 'call' and isolation: '${isolation}' do not go together`, {
    hint: "Use isolation: 'inline' for a fresh state per call, or make an instance per call.",
  });
}

/** The limits hold where the instance is. */
export function limitsElsewhere(isolation: string): AirssysError {
  return new AirssysError(
    'AIRSSYS_CONFIG_INVALID',
    `interceptLimits and isolation: '${isolation}' do not go together`,
    { hint: "Use isolation: 'inline', or leave interceptLimits out: host calls can be intercepted anywhere." },
  );
}

/** Options come from JavaScript too, and from files. */
export function demandKnown(name: string, known: readonly string[], given: string | undefined): void {
  if (given === undefined || known.includes(given)) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be '${given}'`, {
    hint: `It is one of ${known.join(', ')}.`,
  });
}
