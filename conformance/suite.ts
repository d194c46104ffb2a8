/** What a suite reports, case by case. */
export interface SuiteResult {
  passed: number;
  failed: number;
  readonly skipped: Outcome[];
  readonly failures: Outcome[];
  /** What passed in another way than by running, such as a component that was refused with a reason. */
  readonly notes?: Outcome[];
}

export interface Outcome {
  readonly name: string;
  readonly reason: string;
}

/** One suite: reads a folder of the corpus and compares. */
export interface Suite {
  readonly name: string;
  /** The folder of the corpus that it needs; undefined where it brings its own cases. */
  readonly folder?: string;
  run(directory: string): SuiteResult | Promise<SuiteResult>;
}

export function emptyResult(): SuiteResult {
  return { passed: 0, failed: 0, skipped: [], failures: [] };
}

export function fail(result: SuiteResult, name: string, reason: string): void {
  result.failed++;
  result.failures.push({ name, reason });
}
