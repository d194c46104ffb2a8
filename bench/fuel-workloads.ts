import type { MeteringMode } from '@airssys/host';

/** Operations of fixtures/workloads.ts, each with an argument for which it takes some ten milliseconds. */
export const WORKLOADS: Readonly<Record<string, number>> = {
  loop: 150_000,
  calls: 20,
  arrays: 15_000,
  objects: 10_000,
  text: 100,
  json: 200,
};

export const METERING_MODES: readonly MeteringMode[] = ['fast', 'exact'];

/** Milliseconds. */
export type WorkloadTimes = Readonly<Record<MeteringMode | 'unmetered', number>>;
