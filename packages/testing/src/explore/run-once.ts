/** One run of a scenario, on fresh state. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultPlan } from '../faults/fault-plan.ts';
import { CallWatch } from './call-watch.ts';
import type { ExploreSettings } from './explore-options.ts';
import { type FaultPoint, pointText } from './fault-point.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

export interface Run {
  readonly watch: CallWatch;
  /** What the scenario has thrown; undefined where it has ended well. */
  readonly failure: { readonly error: unknown } | undefined;
}

export async function runOnce(
  scenario: Scenario,
  { where, timeoutMs }: ExploreSettings,
  point?: FaultPoint,
): Promise<Run> {
  const watch = new CallWatch(where, point);
  const faults = new FaultPlan(watch.intercept);
  const directory = await mkdtemp(join(tmpdir(), 'airssys-explore-'));
  const { safely } = watch;
  const context: ScenarioContext = { faults, directory, safely, point: point && pointText(point) };
  try {
    await within(timeoutMs, scenario(context));
    return { watch, failure: undefined };
  } catch (error) {
    return { watch, failure: { error } };
  } finally {
    await faults.disposeMounts();
    // Of a run that did not end in time something may still write there.
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the scenario did not end within ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
