/** A scenario of one mount, which keeps what it has stored in a mock: what goes wrong in it, and how that is told. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explore, type ExploreOptions, mount, type Mounted, type Scenario } from '../../src/index.ts';
import type { Everything } from '../fixtures/everything.ts';

const FIXTURE = '../fixtures/everything.ts';

/** Counts to one, trying again with a new instance where one has failed. `isDone` says whether it is to count once more. */
const counting =
  (isDone: (stored: string | undefined) => boolean): Scenario =>
  async ({ faults, safely }) => {
    const values = new Map<string, string>();
    const storage = {
      get: (key: string) => values.get(key),
      set: (key: string, value: Uint8Array) => void values.set(key, new TextDecoder().decode(value)),
    };
    const made = (): Promise<Mounted<typeof Everything>> =>
      mount<typeof Everything>(FIXTURE, { mocks: { storage }, faults });
    for (let tries = 0; tries < 3; tries += 1) {
      if (isDone(values.get('count'))) break;
      const everything = await made();
      const isCounted = await everything.increment().then(
        () => true,
        () => false,
      );
      if (isCounted) break;
    }
    expect(await safely(async () => (await made()).increment(0))).toBe(1);
  };

/** Asks for what is there before it tries again. */
const careful = counting((stored) => stored === '1');
const careless = counting(() => false);

const run = async (scenario: Scenario, options?: ExploreOptions): Promise<unknown> =>
  await explore(scenario, options).catch((error: unknown) => error);

test('each call of the host goes wrong in each way, once', async () => {
  expect(await explore(careful)).toEqual({
    points: [
      'fail test:everything increment storage.get 1',
      'kill test:everything increment storage.get 1',
      'trap test:everything increment storage.get 1',
      'fail test:everything increment storage.set 1',
      'kill test:everything increment storage.set 1',
      'trap test:everything increment storage.set 1',
    ],
    unreached: [],
  });
});

test('a run that does not end well is told with its call, and can be run again alone', async () => {
  const found = await run(careless);
  expect(String(found)).toBe(`AirssysError: 1 of 6 runs of the scenario failed

1. storage.set("count", "1")
   of test:everything, call 1 in increment, was done, and the instance ended before it heard of it:
   AssertionError: expected 2 to be 1 // Object.is equality
   only: 'kill test:everything increment storage.set 1'`);
  expect(found).toMatchObject({
    code: 'AIRSSYS_TEST_EXPLORE',
    hint: "To run one again alone: explore(scenario, { only: 'kill test:everything increment storage.set 1' }).",
    data: { findings: [{ kind: 'kill', function: 'storage.set', nth: 1 }] },
  });
  expect(found).toHaveProperty('cause.message', expect.stringContaining('expected 2 to be 1'));
  const only = 'kill test:everything increment storage.set 1';
  expect(await run(careless, { only })).toMatchObject({ message: expect.stringContaining('1 of 1 runs') });
  expect(await run(careful, { only })).toEqual({ points: [only], unreached: [] });
});

test('kinds and calls can be chosen', async () => {
  const where: ExploreOptions['where'] = ({ function: name }) => name === 'storage.set';
  expect(await run(careless, { kinds: ['trap'], where })).toEqual({
    points: ['trap test:everything increment storage.set 1'],
    unreached: [],
  });
  expect(await run(careful, { maxRuns: 5 })).toMatchObject({
    code: 'AIRSSYS_CONFIG_INVALID',
    message: 'explore would take 6 runs, more than maxRuns (5)',
  });
});

test('a call that a run does not come to is told', async () => {
  let runs = 0;
  const wavering: Scenario = async ({ faults }) => {
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['storage'], faults });
    if ((runs += 1) === 1) await everything.increment();
  };
  const kinds = ['kill'] as const;
  const only = 'kill test:everything increment storage.get 1';
  expect(await run(wavering, { kinds })).toMatchObject({ unreached: [only, expect.stringContaining('storage.set')] });
  expect(await run(wavering, { only })).toMatchObject({ message: `The scenario does not come to ${only}` });
});

test('each run has a directory of its own, and its mounts are disposed', async () => {
  const seen = new Map<string, string | undefined>();
  const mounts: Mounted<typeof Everything>[] = [];
  const kept: Scenario = async ({ faults, directory, point }) => {
    expect(existsSync(join(directory, 'file'))).toBe(false);
    writeFileSync(join(directory, 'file'), '');
    seen.set(directory, point);
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['storage'], faults });
    mounts.push(everything);
    await everything.increment().catch(() => {});
  };
  await explore(kept, { kinds: ['trap'] });
  expect([...seen.values()]).toEqual([undefined, expect.stringContaining('get 1'), expect.stringContaining('set 1')]);
  expect([...seen.keys()].filter((directory) => existsSync(directory))).toEqual([]);
  expect(mounts.map(({ $ }) => $.instance.state)).not.toContain('ready');
});

test('what fails without faults is thrown as it is, and one that does not end is a finding', async () => {
  const error = new Error('never');
  expect(await run(() => Promise.reject(error))).toBe(error);
  expect(await run(() => new Promise(() => {}), { timeout: '10ms' })).toMatchObject({
    message: 'the scenario did not end within 10 ms',
  });
});

test('a scenario without calls of the host, and options that cannot be, are refused', async () => {
  expect(await run(async () => {})).toMatchObject({
    code: 'AIRSSYS_TEST_EXPLORE',
    hint: expect.stringContaining('mount(path, { faults })'),
  });
  expect(await run(careful, { only: 'kill it' })).toMatchObject({ message: "'kill it' is no fault point" });
  expect(await run(careful, { kinds: [] })).toMatchObject({ message: 'kinds cannot be []' });
  expect(await run(careful, { maxFindings: 0 })).toMatchObject({ message: 'maxFindings cannot be 0' });
});
