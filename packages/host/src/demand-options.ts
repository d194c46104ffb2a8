/** What the options of an instance cannot be. */
import { AirssysError } from '@airssys/model';
import type { InstanceOptions } from './instance-options.ts';

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

/** The memory of an instance elsewhere is not here; that of one that is put back after each call never tells of its calls. */
export function demandInspectable({ inspectMemory, isolation = 'inline', reuse = 'instance' }: InstanceOptions): void {
  if (inspectMemory === undefined || (isolation === 'inline' && reuse === 'instance')) return;
  const other = isolation === 'inline' ? `reuse: '${reuse}'` : `isolation: '${isolation}'`;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `inspectMemory and ${other} do not go together`, {
    hint: "Use isolation: 'inline' and reuse: 'instance', or leave inspectMemory out.",
  });
}

/** A recording is of one instance, and its state. */
export const notRecorded = (): AirssysError =>
  new AirssysError('AIRSSYS_CONFIG_INVALID', "Instances with reuse: 'call' cannot be recorded", {
    hint: 'Record an instance that keeps its state: leave `record` or `reuse` out.',
  });
