/** What is updated and rolled back, and what is seen of it. */
import type { UpdateStrategy } from '@airssys/host';

export const ROUNDS = 200;
export const SLOTS = 2;
export const CALLS_PER_SECOND = 1200;

export interface Case {
  readonly name: string;
  readonly strategy: UpdateStrategy;
  /** Whether state is handed over; `true` lets calls wait until that is done. */
  readonly migrate: boolean;
  /** Whether the old version stays warm, so that going back takes no start. */
  readonly isWarm: boolean;
}

export const CASES: readonly Case[] = [
  { name: 'stop-start', strategy: { kind: 'stop-start' }, migrate: false, isWarm: false },
  { name: 'stop-start-state', strategy: { kind: 'stop-start' }, migrate: true, isWarm: false },
  { name: 'blue-green', strategy: { kind: 'blue-green' }, migrate: false, isWarm: true },
  { name: 'blue-green-state', strategy: { kind: 'blue-green' }, migrate: true, isWarm: true },
  {
    name: 'canary',
    strategy: {
      kind: 'canary',
      steps: [
        { weight: 10, calls: 5 },
        { weight: 50, calls: 20 },
      ],
      guard: {},
    },
    migrate: false,
    isWarm: true,
  },
  { name: 'rolling', strategy: { kind: 'rolling', guard: {} }, migrate: false, isWarm: true },
];

/** An update and the way back, in milliseconds. */
export interface Round {
  readonly updateMs: number;
  /** For which calls waited. */
  readonly switchOverMs: number;
  readonly rollbackMs: number;
}

export interface Measured {
  readonly calls: number;
  readonly perSecond: number;
  /** Calls that failed or never ran. */
  readonly lost: number;
  /** Calls that ran more than once. */
  readonly repeated: number;
  /** The first of all, in which V8 compiles what it runs for the first time. Not among the `rounds`. */
  readonly first: Round;
  readonly rounds: readonly Round[];
  readonly latencies: readonly number[];
}
