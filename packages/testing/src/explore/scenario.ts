import type { Faults } from '../faults/faults.ts';

/** What a scenario is given in each of its runs. */
export interface ScenarioContext {
  /**
   * For `mount(path, { faults })`, or for a host: `surroundings: () => faults.surroundings`. The calls of the host of every instance that has
   * them are the points at which the scenario goes wrong. A scenario may tell faults of its own besides.
   */
  readonly faults: Faults;
  /** An empty directory of this run's own. It is removed after it. */
  readonly directory: string;
  /**
   * Runs a part of the scenario in which nothing goes wrong: what prepares it, and what looks at its end. It is for the calls
   * that are made in there; what components do by themselves at the same time, such as the handling of a message, goes wrong
   * all the same. Answers what the `work` does.
   */
  readonly safely: <T>(work: () => T) => T;
  /** What goes wrong in this run, in words; undefined in the first one. */
  readonly point: string | undefined;
}

/** What is explored: it uses components, and demands of the end what must hold whatever went wrong. */
export type Scenario = (context: ScenarioContext) => Promise<unknown>;
