import { AirssysError } from '@airssys/model';
import type { MountOptions } from '../mount-options.ts';
import { FaultPlan } from './fault-plan.ts';

/** @throws AirssysError `AIRSSYS_TEST_MOUNT` for what `createFaults` has not made. */
export function faultsOf({ faults }: Pick<MountOptions, 'faults'>): FaultPlan | undefined {
  if (faults === undefined || faults instanceof FaultPlan) return faults;
  throw new AirssysError('AIRSSYS_TEST_MOUNT', 'The faults of a mount were not made by createFaults()', {
    hint: 'const faults = createFaults(); await mount(path, { faults });',
  });
}
