import type { Clock } from '../services/host-services.ts';
import { demandRange } from './demand-range.ts';
import type { Generation } from './generation.ts';
import type { Router } from './router.ts';
import type { UpdateListener } from './update-progress.ts';
import type { UpdateStrategy } from './update-strategy.ts';

/** Milliseconds, 1 to 2,147,483,647. */
export interface UpdateDeadlines {
  /** For all instances that a step starts. Default 30,000. */
  readonly startMs?: number | undefined;
  /** Until those are as healthy as the guard demands. Default 10,000. */
  readonly healthMs?: number | undefined;
  /** Until calls of instances that are to stop or hand over their state have ended. Default 30,000. */
  readonly drainMs?: number | undefined;
  /** For each of giving and taking over the state. Default 10,000. */
  readonly migrateMs?: number | undefined;
  /** For instances to shut down. Default 10,000. */
  readonly stopMs?: number | undefined;
  /** Above a step's own duration, until it has its number of calls. Default 3,600,000. */
  readonly callsMs?: number | undefined;
}

export type ResolvedDeadlines = { readonly [K in keyof UpdateDeadlines]-?: number };

const DEFAULT_DEADLINES: ResolvedDeadlines = {
  startMs: 30_000,
  healthMs: 10_000,
  drainMs: 30_000,
  migrateMs: 10_000,
  stopMs: 10_000,
  callsMs: 3_600_000,
};

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for what is no time. */
export function resolveDeadlines(given: UpdateDeadlines = {}): ResolvedDeadlines {
  const resolved: { -readonly [K in keyof ResolvedDeadlines]: number } = { ...DEFAULT_DEADLINES };
  for (const name of Object.keys(resolved) as (keyof UpdateDeadlines)[]) {
    resolved[name] = demandRange(`deadlines.${name}`, given[name] ?? resolved[name], 1);
  }
  return resolved;
}

/** What an update is told besides its two versions. */
export interface UpdateSettings {
  /** How the versions follow each other. */
  readonly strategy: UpdateStrategy;
  /**
   * Whether the new version takes over what the old one remembers. Default: if both have the hooks for it. `true` refuses an
   * update in which they have not.
   */
  readonly migrate?: boolean | undefined;
  /** How long each step may take. */
  readonly deadlines?: UpdateDeadlines | undefined;
  /** Is told of each step before it happens, and waited for. */
  readonly listener?: UpdateListener | undefined;
  /** Undoes the update when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** An update's two versions, and how it is done. */
export interface RunUpdateOptions extends UpdateSettings {
  /** Its table gives all calls to {@link old}. */
  readonly router: Router;
  /** The version that has the calls. */
  readonly old: Generation;
  /** The new version, without slots yet. After a rollback it is disposed. */
  readonly next: Generation;
  /** Time of canary steps and deadlines. Default: the system's. */
  readonly clock?: Clock | undefined;
}
