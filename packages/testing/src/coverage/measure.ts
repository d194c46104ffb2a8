/** In the worker: which mounts are measured, and what is told of them. */
import type { LoadedComponent, Limits, MemoryInspector } from '@airssys/host';
import { inject } from 'vitest';
import type { MountOptions } from '../mount-options.ts';
import type { MountControl } from '../mounted.ts';
import { readBlocks, type ReadBlock } from './counter-block.ts';
import { writeBuild, writeInstance } from './coverage-records.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The directory of a run's coverage records; not there without `--coverage`. */
    'airssys:coverage': string;
  }
}

/** Where this run's records are; undefined where no coverage is asked for. */
const recordsDir = (): string | undefined => inject('airssys:coverage') as string | undefined; // without a plugin, nothing is provided

/**
 * Whether a component is to be mounted with counters in it: in a run with coverage, unless the test says otherwise. A test that sets a
 * limit of fuel or memory means what the component itself uses, and gets it without counters.
 */
export function isToBeMeasured({ coverage = true, limits }: MountOptions, file: string): boolean {
  if (!coverage || file.endsWith('.wasm') || recordsDir() === undefined) return false;
  return limits?.maxFuel === undefined && limits?.maxMemoryBytes === undefined;
}

/** What a component may use more with counters in it than its class has asked for: many times what they were seen to need. */
const FUEL_FACTOR = 10;
const MEMORY_FACTOR = 2;

/** The limits of a measured mount: what its class asks for was meant for it without counters. */
export function measuredLimits(given: Partial<Limits> | undefined, component: LoadedComponent): Partial<Limits> {
  const { maxFuel, maxMemoryBytes } = component.manifest?.component.limits ?? {};
  return {
    ...(maxFuel !== undefined && { maxFuel: maxFuel * FUEL_FACTOR }),
    ...(maxMemoryBytes !== undefined && { maxMemoryBytes: maxMemoryBytes * MEMORY_FACTOR }),
    ...given,
  };
}

/** A build with counters. */
export interface MeasuredBuild {
  readonly identity: string;
  /** What the transform has kept of each file. */
  readonly files: readonly string[];
}

/** Reads the counters of one instance, and writes them down when it ends. */
export function measuring({ identity, files }: MeasuredBuild, testFile: string | undefined): MemoryInspector {
  const dir = recordsDir();
  let started: readonly ReadBlock[] = [];
  return (moment, memories) => {
    const blocks = memories.flatMap(readBlocks);
    if (moment === 'started') started = blocks;
    else if (dir !== undefined) {
      writeBuild(dir, identity, files);
      writeInstance(dir, { testFile, build: identity, started, ended: blocks });
    }
  };
}

const measured = new WeakSet<MountControl>();

export function markMeasured(control: MountControl): void {
  measured.add(control);
}

/** Whether a mount counts what runs, so that its fuel and memory are not the component's own. What judges these says so and passes. */
export function isMeasured(control: MountControl): boolean {
  return measured.has(control);
}
