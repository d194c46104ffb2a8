import { AirssysError } from '@airssys/model';
import type { HeaderRule } from './routing-table.ts';
import type { UpdateGuard } from './update-guard.ts';

/** Ends the old version, then starts the new one; calls wait meanwhile. Needs no room for two. */
export interface StopStart {
  readonly kind: 'stop-start';
}

/** Starts the new version beside the old one, and switches all calls at once. */
export interface BlueGreen {
  readonly kind: 'blue-green';
}

/** Gives the new version a growing share of the calls, as long as its guard is content. */
export interface Canary {
  readonly kind: 'canary';
  /** The shares, one after the other, and how long each is watched. */
  readonly steps: readonly CanaryStep[];
  /** What undoes the update. Default: nothing but failures of its steps. */
  readonly guard?: UpdateGuard | undefined;
  /** Calls that go to the new version from the first step on. */
  readonly match?: HeaderRule | undefined;
}

/** Ends when it has lasted long enough, and as many calls have been answered by the new version, as it says. */
export interface CanaryStep {
  /** Percent of the calls, above 0, up to 100; hundredths count. */
  readonly weight: number;
  /** Milliseconds. Default 0. */
  readonly durationMs?: number | undefined;
  /** Calls that the new version has answered in this step. Default 0. */
  readonly calls?: number | undefined;
}

/** Replaces the instances of the old version batch by batch. */
export interface Rolling {
  readonly kind: 'rolling';
  /** Instances that are replaced at once. Default 1. */
  readonly batch?: number | undefined;
  /** Milliseconds for which a batch is watched before the next. Default 0. */
  readonly pauseMs?: number | undefined;
  /** What undoes the update. Default: nothing but failures of its steps. */
  readonly guard?: UpdateGuard | undefined;
}

/** How the versions of an update follow each other. */
export type UpdateStrategy = StopStart | BlueGreen | Canary | Rolling;

/** A strategy of which nothing has to be said, by its name. */
export type StrategyName = Exclude<UpdateStrategy['kind'], 'canary'>;

/** The strategies that go by their names alone. */
export const STRATEGY_NAMES: readonly StrategyName[] = ['stop-start', 'blue-green', 'rolling'];

/**
 * The strategy with that name, or the one that was given.
 *
 * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a name that is none of {@link STRATEGY_NAMES}.
 */
export function resolveStrategy(given: UpdateStrategy | StrategyName): UpdateStrategy {
  if (typeof given === 'object') return given;
  if (STRATEGY_NAMES.includes(given)) return { kind: given };
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `There is no strategy '${given}'`, {
    hint: `It is one of ${STRATEGY_NAMES.join(', ')}; a canary is an object with its steps.`,
  });
}

/** Whether calls are answered all the time. */
export const isZeroDowntime = (strategy: UpdateStrategy): boolean => strategy.kind !== 'stop-start';

/** Whether as many instances again as the old version has are there at once. */
export const needsDoubleResources = (strategy: UpdateStrategy): boolean =>
  strategy.kind === 'blue-green' || strategy.kind === 'canary';
