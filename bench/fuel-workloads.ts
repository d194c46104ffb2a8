import type { MeteringMode } from '@airssys/host';

/** Operations of fixtures/workloads.ts, each with an argument for which it takes a few milliseconds. */
export const WORKLOADS: Readonly<Record<string, number>> = {
  loop: 40_000,
  calls: 19,
  arrays: 5_000,
  objects: 3_000,
  text: 30,
  json: 40,
};

export const METERING_MODES: readonly MeteringMode[] = ['fast', 'exact'];

/** Milliseconds of processor time. */
export type WorkloadTimes = Readonly<Record<MeteringMode | 'unmetered', number>>;
