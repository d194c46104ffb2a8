import { FaultPlan } from './fault-plan.ts';
import type { Faults } from './faults.ts';

/** Faults for `mount(path, { faults })`, or for a host. Without being told any, nothing goes wrong. */
export function createFaults(): Faults {
  return new FaultPlan();
}
