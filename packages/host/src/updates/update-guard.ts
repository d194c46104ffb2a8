/** What a new version must not do worse than the old one while both get calls. */
export interface UpdateGuard {
  /** Calls that the new version must have answered before its figures count. Default 20. */
  readonly minCalls?: number | undefined;
  /** The most of its calls that may fail, 0 to 1; traps are failures, errors that an operation declares are none. Default 0.05. */
  readonly maxErrorRate?: number | undefined;
  /**
   * How much higher its share of failures may be than that of the old version in the same time, 0 to 1. Default: as high as
   * {@link maxErrorRate} allows.
   */
  readonly maxErrorRateIncrease?: number | undefined;
  /** The most of its calls that may end in a trap. Counted from the first call on. Default: no limit of its own. */
  readonly maxTraps?: number | undefined;
  /** How slow it may be. Default: as slow as it is. */
  readonly latency?: LatencyGuard | undefined;
  /** Health that is no failure. Default: everything but `unhealthy`. */
  readonly health?: 'healthy' | 'not-unhealthy' | 'ignored' | undefined;
}

/** Of calls that were answered, from when they reach the version until they end. */
export interface LatencyGuard {
  /** 50 to 99.99. Default 95. */
  readonly percentile?: number | undefined;
  /** Milliseconds. */
  readonly maxMs?: number | undefined;
  /** Times the old version's in the same time. It counts as soon as the old one has {@link UpdateGuard.minCalls}, too. */
  readonly maxRatio?: number | undefined;
}

/** What a guard measures. */
export type GuardMeasure = 'error-rate' | 'error-rate-increase' | 'traps' | 'latency' | 'latency-ratio' | 'health';

/** What a guard found, with the values that it compared. */
export interface GuardFinding {
  /** What was measured. */
  readonly measure: GuardMeasure;
  /** What the new version had. */
  readonly found: number | string;
  /** What it may have. */
  readonly allowed: number | string;
}
