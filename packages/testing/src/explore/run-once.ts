/** One run of a scenario, on fresh state. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultPlan } from '../faults/fault-plan.ts';
import { CallWatch } from './call-watch.ts';
import type { ExploreSettings } from './explore-options.ts';
import { type FaultPoint, isLimit, pointText } from './fault-point.ts';
import { LimitWatch } from './limit-watch.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

export interface Run {
  readonly watch: CallWatch;
  readonly limits: LimitWatch;
  /** The arguments of the call that went wrong, in the component's language, none of a limit; undefined while nothing has. */
  readonly struck: readonly unknown[] | undefined;
  /** What the scenario has thrown; undefined where it has ended well. */
  readonly failure: { readonly error: unknown } | undefined;
}

export async function runOnce(
  scenario: Scenario,
  { where, timeoutMs }: ExploreSettings,
  point?: FaultPoint,
): Promise<Run> {
  const [call, limit] = point !== undefined && isLimit(point) ? [undefined, point] : [point, undefined];
  const watch: CallWatch = new CallWatch(where, call, ({ instance }) => limits.hostCalled(instance));
  const limits = new LimitWatch(watch.isSafe, limit);
  const faults = new FaultPlan({ intercept: watch.intercept, interceptLimits: limits });
  const directory = await mkdtemp(join(tmpdir(), 'airssys-explore-'));
  const { safely } = watch;
  const context: ScenarioContext = { faults, directory, safely, point: point && pointText(point) };
  try {
    await within(timeoutMs, scenario(context));
    return { watch, limits, struck: struckOf(watch, limits), failure: undefined };
  } catch (error) {
    return { watch, limits, struck: struckOf(watch, limits), failure: { error } };
  } finally {
    await faults.disposeMounts();
    // Of a run that did not end in time something may still write there.
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

const struckOf = (watch: CallWatch, limits: LimitWatch): readonly unknown[] | undefined =>
  watch.struck ?? (limits.hasStruck ? [] : undefined);

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the scenario did not end within ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
