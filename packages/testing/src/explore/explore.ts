import { AirssysError } from '@airssys/model';
import { type ExploreOptions, type ExploreSettings, resolveExploreOptions } from './explore-options.ts';
import { type FaultPoint, pointText } from './fault-point.ts';
import { failed, type Finding } from './finding.ts';
import { pointsOf } from './points.ts';
import { runOnce } from './run-once.ts';
import type { Scenario } from './scenario.ts';

/** What `explore` has done. */
export interface Exploration {
  /** The points, as `only` takes them. */
  readonly points: readonly string[];
  /** Those at which nothing went wrong, since their run did not come to them: another order of things, or another way. */
  readonly unreached: readonly string[];
}

/**
 * Runs a scenario once as it is, and then once for each call of the host that it made and each way in which that can go wrong. With the
 * kinds `out-of-fuel` and `refuse-memory` also once for positions of fuel in its calls, and for each growth of memory. The scenario is to end well in every one of them: it tries again where its user would, and asserts at its end what must hold whatever
 * happens.
 *
 * ```ts
 * await explore(async ({ faults, directory, safely }) => {
 *   await using host = await openShop({ dataDir: directory, surroundings: () => faults.surroundings });
 *   …
 * });
 * ```
 *
 * A run that throws, or does not end in time, is a finding. Mounts with the run's faults are disposed after it.
 *
 * @throws What the scenario throws where nothing goes wrong. AirssysError `AIRSSYS_TEST_EXPLORE` with all findings;
 *   `AIRSSYS_CONFIG_INVALID` for options, and where there would be more runs than `maxRuns`.
 */
export async function explore(scenario: Scenario, options: ExploreOptions = {}): Promise<Exploration> {
  const settings = resolveExploreOptions(options);
  const points = settings.only ?? (await firstRun(scenario, settings));
  const findings: Finding[] = [];
  const unreached: string[] = [];
  for (const point of points) {
    const run = await runOnce(scenario, settings, point);
    if (run.failure !== undefined) findings.push({ point, args: run.struck, error: run.failure.error });
    else if (run.struck === undefined) unreached.push(pointText(point));
    if (findings.length >= settings.maxFindings) break;
  }
  if (findings.length > 0) throw failed(findings, points.length);
  if (settings.only !== undefined && unreached.length > 0) throw notReached(unreached);
  return { points: points.map(pointText), unreached };
}

async function firstRun(scenario: Scenario, settings: ExploreSettings): Promise<readonly FaultPoint[]> {
  const run = await runOnce(scenario, settings);
  if (run.failure !== undefined) throw run.failure.error;
  const points = pointsOf(run, settings);
  if (points.length === 0) throw nothingSeen();
  if (points.length > settings.maxRuns) throw tooMany(points.length, settings);
  return points;
}

const nothingSeen = (): AirssysError =>
  new AirssysError('AIRSSYS_TEST_EXPLORE', 'The scenario has no point at which it could go wrong', {
    hint: 'Give its faults to the mount or the host: mount(path, { faults }), surroundings: () => faults.surroundings. Or look at other kinds.',
  });

const tooMany = (runs: number, { maxRuns }: ExploreSettings): AirssysError =>
  new AirssysError('AIRSSYS_CONFIG_INVALID', `explore would take ${runs} runs, more than maxRuns (${maxRuns})`, {
    hint: 'Raise maxRuns, or look at fewer calls (where, safely) or kinds.',
    data: { runs, maxRuns },
  });

const notReached = (points: readonly string[]): AirssysError =>
  new AirssysError('AIRSSYS_TEST_EXPLORE', `The scenario does not come to ${points.join(', ')}`, {
    hint: 'It has changed since the point was reported: explore all of them again.',
  });
