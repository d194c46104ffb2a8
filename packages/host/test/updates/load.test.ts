/** Updates and rollbacks while calls come in: none is lost, none runs twice, and with state handed over nothing is forgotten. */
import { expect, test } from 'vitest';
import type { UpdateStrategy } from '../../src/updates/update-strategy.ts';
import { Load, versions } from './versions.ts';

const ROUNDS = 20;

const STRATEGIES: readonly (readonly [string, UpdateStrategy, number])[] = [
  ['stop-start', { kind: 'stop-start' }, 2],
  ['blue-green', { kind: 'blue-green' }, 2],
  [
    'canary',
    {
      kind: 'canary',
      steps: [
        { weight: 20, calls: 5 },
        { weight: 50, calls: 5 },
      ],
      guard: { minCalls: 5 },
    },
    2,
  ],
  ['rolling', { kind: 'rolling', batch: 2, guard: {} }, 3],
];

test.each(STRATEGIES)('%s: updates and rollbacks', async (_name, strategy, slots) => {
  const { account, deployment, next } = await versions({ slots });
  const load = new Load(deployment);
  for (let round = 0; round < ROUNDS; round += 1) {
    expect(await deployment.update(next(), { strategy, migrate: false })).toMatchObject({ kind: 'completed' });
    await load.more(20);
    expect(deployment.current.version.version).toBe('2.0.0');
    expect(await deployment.rollback({ strategy, migrate: false })).toMatchObject({ kind: 'completed' });
    await load.more(20);
    expect(deployment.current.version.version).toBe('1.0.0');
  }
  await load.stop();
  expect(load.failures).toEqual([]);
  expect([...load.answers.keys()].sort()).toEqual(['1.0.0', '2.0.0']);
  expect(Array.from({ length: load.made }, (_, call) => account.runsOf(call)).filter((runs) => runs !== 1)).toEqual([]);
});

test.each(STRATEGIES.filter(([name]) => name !== 'canary'))(
  '%s: what each call has left is there after updates and rollbacks',
  async (_name, strategy, slots) => {
    const { deployment, next } = await versions({ slots });
    const load = new Load(deployment);
    for (let round = 0; round < 5; round += 1) {
      expect(await deployment.update(next(), { strategy, migrate: true })).toMatchObject({ kind: 'completed' });
      await load.more(20);
      expect(await deployment.rollback({ strategy, migrate: true })).toMatchObject({ kind: 'completed' });
    }
    await load.stop();
    expect(load.failures).toEqual([]);
    const noted = await Promise.all(
      deployment.current.slots.map(async (slot) => (await slot.invoke('calls', [])).value as number[]),
    );
    expect(noted.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: load.made }, (_, call) => call));
  },
);
