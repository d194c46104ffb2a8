/** A scenario whose calls run out of fuel, and whose growths of memory are refused. */
import { expect, test } from 'vitest';
import { explore, type ExploreOptions, mount, type Mounted, type Scenario } from '../../src/index.ts';
import type { Journal } from '../fixtures/journal.ts';

const mounted = (faults: Parameters<Scenario>[0]['faults']): Promise<Mounted<typeof Journal>> =>
  mount<typeof Journal>('../fixtures/journal.ts', { grants: ['storage'], faults });

/** What is said to be kept is kept. */
const noting =
  (operation: 'note' | 'noteHastily'): Scenario =>
  async ({ faults, safely }) => {
    const journal = await mounted(faults);
    await journal[operation]('a').catch(() => {});
    if (journal.$.instance.state !== 'ready') return;
    expect(await safely(() => journal.counted())).toMatch(/^(\d) of \1$/);
  };

/** Takes it that every call is answered. */
const trusting: Scenario = async ({ faults, safely }) => {
  const journal = await mounted(faults);
  await safely(() => journal.note('a'));
  expect(await journal.counted()).toBe('1 of 1');
};

const run = async (scenario: Scenario, options: ExploreOptions): Promise<unknown> =>
  await explore(scenario, options).catch((error: unknown) => error);

test('each growth of memory is refused, once', async () => {
  const only = 'refuse-memory test:journal noteHastily memory 1';
  const found = await run(noting('noteHastily'), { kinds: ['refuse-memory'] });
  expect(String(found)).toBe(`AirssysError: 1 of 1 runs of the scenario failed

1. noteHastily
   of test:journal, growth 1 of memory, was refused memory:
   AssertionError: expected '1 of 0' to match /^(\\d) of \\1$/
   only: '${only}'`);
  expect(await run(noting('noteHastily'), { only })).toMatchObject({
    message: expect.stringContaining('1 of 1 runs'),
    data: { findings: [{ kind: 'refuse-memory', operation: 'noteHastily', only }] },
  });
  expect(await explore(noting('note'), { kinds: ['refuse-memory'] })).toEqual({
    points: ['refuse-memory test:journal note memory 1'],
    unreached: [],
  });
});

test('a call runs out of fuel at its beginning, after its calls of the host, and between', async () => {
  const runs: (string | undefined)[] = [];
  const scenario: Scenario = async (context) => {
    runs.push(context.point);
    await noting('noteHastily')(context);
  };
  const { points, unreached } = await explore(scenario, { kinds: ['out-of-fuel'] });
  expect(points).toHaveLength(8);
  expect(points[0]).toBe('out-of-fuel test:journal noteHastily fuel@1 1');
  expect(points).toEqual(points.map(() => expect.stringMatching(/^out-of-fuel test:journal noteHastily fuel@\d+ 1$/)));
  expect(unreached).toEqual([]);
  expect(runs).toEqual([undefined, ...points]);
});

test('where a call ends is told, and it can be ended there again alone', async () => {
  const found = await run(trusting, { kinds: ['out-of-fuel'], maxFuelPoints: 2 });
  const only = /only: '(out-of-fuel test:journal counted fuel@\d+ 1)'$/.exec(String(found))?.[1] ?? '';
  const units = Number(/fuel@(\d+)/.exec(only)?.[1]).toLocaleString('en');
  expect(units).not.toBe('1');
  expect(String(found)).toBe(`AirssysError: 2 of 2 runs of the scenario failed

1. counted
   of test:journal, call 1, at 1 units, ran out of fuel:
   TrapError: counted used up its 1 units of fuel
   only: 'out-of-fuel test:journal counted fuel@1 1'

2. counted
   of test:journal, call 1, at ${units} units, ran out of fuel:
   TrapError: counted used up its ${units} units of fuel
   only: '${only}'`);
  expect(await run(trusting, { only })).toMatchObject({
    message: expect.stringContaining('1 of 1 runs'),
    cause: { kind: 'out-of-fuel' },
  });
});

test('limits that the scenario tells itself hold as well', async () => {
  const ends: string[] = [];
  const scenario: Scenario = async ({ faults }) => {
    faults.outOfFuelAt(1, { operation: 'counted' });
    const journal = await mounted(faults);
    ends.push(await journal.note('a').then(String, () => 'ended'));
    if (journal.$.instance.state === 'ready') await expect(journal.counted()).toTrap('out-of-fuel');
  };
  const where: ExploreOptions['where'] = ({ operation }) => operation === 'note';
  const { points, unreached } = await explore(scenario, { kinds: ['out-of-fuel'], where, maxFuelPoints: 2 });
  expect(points).toHaveLength(2);
  expect(unreached).toEqual([]);
  expect(ends).toEqual(['1', 'ended', 'ended']);
});

test('a position that a call does not come to is told', async () => {
  const only = 'out-of-fuel test:journal counted fuel@900000000 1';
  expect(await run(trusting, { only })).toMatchObject({ message: `The scenario does not come to ${only}` });
  const growth = 'refuse-memory test:journal counted memory 1';
  expect(await run(trusting, { only: growth })).toMatchObject({ message: `The scenario does not come to ${growth}` });
});

test('places can be chosen, and ones that cannot be are refused', async () => {
  const where: ExploreOptions['where'] = ({ function: name }) => name === 'fuel@1';
  expect(await run(noting('note'), { kinds: ['out-of-fuel', 'refuse-memory'], where })).toEqual({
    points: ['out-of-fuel test:journal note fuel@1 1'],
    unreached: [],
  });
  for (const only of ['out-of-fuel a:b c memory 1', 'refuse-memory a:b c fuel@1 1', 'out-of-fuel a:b c fuel@0 1']) {
    expect(await run(trusting, { only })).toMatchObject({ message: `'${only}' is no fault point` });
  }
  expect(await run(trusting, { maxFuelPoints: 0 })).toMatchObject({ message: 'maxFuelPoints cannot be 0' });
});
