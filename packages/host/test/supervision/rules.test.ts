/** Supervisors do what OTP's would: random trees, lives and commands in virtual time, against a model of their rules. */
import fc from '../../../../test/properties.ts';
import { expect, test } from 'vitest';
import { predict } from './model.ts';
import { runScenario } from './run-scenario.ts';
import { scenarioArbitrary } from './scenario.ts';

const RUNS = Number(process.env['AIRSSYS_SUPERVISION_RUNS'] ?? 300);

/**
 * What the workers of each supervisor are told and do: it has one order. Several supervisors at the same moment have none, nor have those
 * who hear of the same thing.
 */
function deeds(trace: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const line of trace) {
    const worker = /^\S+ (?:start|started|stop|kill|end) (\S+)/.exec(line)?.[1];
    if (worker !== undefined) (found[worker.replace(/\.[^.]+$/, '')] ??= []).push(line);
  }
  return found;
}

test('random trees do what the model does, and leave no timer behind', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarioArbitrary, async (scenario) => {
      const { trace, leftTimers } = await runScenario(scenario);
      const predicted = predict(scenario);
      expect(deeds(trace)).toEqual(deeds(predicted));
      expect(trace.toSorted()).toEqual(predicted.toSorted());
      expect(leftTimers).toBe(0);
    }),
    { numRuns: RUNS },
  );
});
