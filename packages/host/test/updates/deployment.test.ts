/** Going back, and what becomes of the versions that are left. */
import { expect, test } from 'vitest';
import type { ComponentInstance } from '../../src/index.ts';
import { ComponentGeneration } from '../../src/updates/component-generation.ts';
import { Deployment } from '../../src/updates/deployment.ts';
import { InstanceSlot, instanceSlots } from '../../src/updates/instance-slot.ts';
import { SYSTEM_CLOCK } from '../../src/services/host-services.ts';
import { built, testHost } from '../components.ts';
import { versions } from './versions.ts';

const BLUE_GREEN = { strategy: { kind: 'blue-green' } } as const;

test('going back finds the old version as it was; with its state handed over, as it is', async () => {
  for (const migrate of [undefined, true]) {
    const { deployment, next } = await versions();
    await deployment.invoke('add', [1]);
    await deployment.update(next(), BLUE_GREEN);
    await deployment.invoke('add', [2]);
    expect(await deployment.invoke('calls', [])).toMatchObject({ value: [1, 2] });
    expect(await deployment.rollback({ migrate })).toMatchObject({ kind: 'completed' });
    expect(await deployment.invoke('calls', [])).toMatchObject({ value: migrate === true ? [1, 2] : [1] });
    expect(await deployment.invoke('add', [3])).toMatchObject({ value: '1.0.0' });
    await expect(deployment.rollback()).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_NO_PREVIOUS' });
  }
});

test('a version that is not kept warm is ended, and started again to go back to', async () => {
  const { deployment, next } = await versions({ keepWarmMs: 0, slots: 2 });
  await deployment.update(next(), BLUE_GREEN);
  await expect.poll(() => deployment.isPreviousWarm).toBe(false);
  expect(deployment.previous?.version.version).toBe('1.0.0');
  expect(await deployment.rollback()).toMatchObject({ kind: 'completed' });
  expect(deployment.current.slots).toHaveLength(2);
  expect(await deployment.invoke('add', [1])).toMatchObject({ value: '1.0.0' });
});

test('after a rolling update the version before is made ready again, and going back takes the state to what was made', async () => {
  const { deployment, next } = await versions({ slots: 2 });
  await deployment.invoke('add', [1]);
  await deployment.update(next(), { strategy: { kind: 'rolling' } });
  await expect.poll(() => deployment.previous?.readyCount).toBe(2);
  expect([deployment.isPreviousWarm, deployment.isPreviousReady]).toEqual([false, true]);
  await deployment.invoke('add', [2]);
  expect(await deployment.rollback()).toMatchObject({ kind: 'completed', current: { version: { version: '1.0.0' } } });
  expect([deployment.current.slots.length, deployment.current.readyCount]).toEqual([2, 0]);
  const seen = [await deployment.invoke('calls', []), await deployment.invoke('calls', [])];
  expect(seen.flatMap(({ value }) => value as number[]).toSorted((a, b) => a - b)).toEqual([1, 2]);
});

test('what was made ready ends with its time, and when the next update begins', async () => {
  const cold = await versions({ keepWarmMs: 0 });
  await cold.deployment.update(cold.next(), { strategy: { kind: 'rolling' } });
  expect(cold.deployment.isPreviousReady).toBe(false);
  const { deployment, next } = await versions();
  await deployment.update(next(), { strategy: { kind: 'rolling' } });
  await expect.poll(() => deployment.isPreviousReady).toBe(true);
  expect((await deployment.update(next('refuse'), BLUE_GREEN)).kind).toBe('rolled-back');
  expect(deployment.isPreviousReady).toBe(false);
  expect(await deployment.rollback()).toMatchObject({ kind: 'completed' });
});

test('a call under way ends in the version in which it began, though calls have gone back meanwhile', async () => {
  const { deployment, next } = await versions();
  await deployment.update(next('slow'), BLUE_GREEN);
  const slow = deployment.invoke('add', [1]);
  await deployment.rollback();
  expect(await deployment.invoke('add', [2])).toMatchObject({ value: '1.0.0' });
  expect(await slow).toMatchObject({ value: '2.0.0' });
});

test('what cannot be recorded is not done: calls do not go back', async () => {
  const { deployment, next } = await versions();
  await deployment.update(next(), BLUE_GREEN);
  const beforeSwitch = (): never => {
    throw new Error('disk full');
  };
  await expect(deployment.rollback({ beforeSwitch })).rejects.toThrow('disk full');
  expect(await deployment.invoke('add', [1])).toMatchObject({ value: '2.0.0' });
  expect(await deployment.rollback()).toMatchObject({ kind: 'completed' });
});

test('the version before ceases to be warm when the next update begins, and can be gone back to if that is taken back', async () => {
  const { deployment, next, first } = await versions();
  await deployment.update(next(), BLUE_GREEN);
  const third = await deployment.update(next('refuse'), BLUE_GREEN);
  expect([third.kind, deployment.isPreviousWarm]).toEqual(['rolled-back', false]);
  expect(await deployment.rollback()).toMatchObject({ kind: 'completed', current: { version: { version: '1.0.0' } } });
  await deployment.update(next(), BLUE_GREEN);
  await deployment.update(first(), BLUE_GREEN);
  expect(deployment.previous?.version.version).toBe('2.0.0');
});

test('who disposes it during an update undoes that first', async () => {
  const { deployment, next } = await versions();
  const strategy = { kind: 'canary', steps: [{ weight: 50, durationMs: 600_000 }] } as const;
  const updating = deployment.update(next(), { strategy });
  await expect.poll(() => deployment.router.table.length).toBe(2);
  await deployment[Symbol.asyncDispose]();
  expect(await updating).toMatchObject({ kind: 'rolled-back', reason: { kind: 'cancelled', step: 'watch' } });
  await expect(deployment.invoke('add', [1])).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_UNAVAILABLE' });
  await expect(deployment.update(next(), BLUE_GREEN)).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_UNAVAILABLE' });
});

test('an update whose listener never answers can be cancelled', async () => {
  const { deployment, next } = await versions();
  const cancel = new AbortController();
  const listener = (): Promise<void> => {
    setImmediate(() => cancel.abort(new Error('enough')));
    return new Promise(() => {});
  };
  expect(await deployment.update(next(), { ...BLUE_GREEN, listener, signal: cancel.signal })).toMatchObject({
    kind: 'rolled-back',
    reason: { kind: 'cancelled', step: 'start', error: { message: 'enough' } },
  });
});

test.each([-1, NaN, 2 ** 31])('times that no timer can wait for are refused: %d', async (ms) => {
  const { deployment, next } = await versions();
  expect(() => new Deployment({ current: next(), keepWarmMs: ms })).toThrow(`keepWarmMs cannot be ${ms}`);
  expect(() => new Deployment({ current: next(), maxWaitMs: ms })).toThrow(`maxWaitMs cannot be ${ms}`);
  const deadlines = { drainMs: ms };
  await expect(deployment.update(next(), { ...BLUE_GREEN, deadlines })).rejects.toThrow(
    `deadlines.drainMs cannot be ${ms}`,
  );
});

test('an old version that does not start again, after one that does not start, leaves none; callers are told', async () => {
  const { next } = await versions();
  const loaded = await testHost().load(await built('versions/tally-1'));
  let isBroken = false;
  const makeSlot = instanceSlots(loaded);
  const current = await ComponentGeneration.start(
    {
      version: { version: '1.0.0', hash: '' },
      makeSlot: async (signal) => (isBroken ? await Promise.reject(new Error('no such file')) : await makeSlot(signal)),
    },
    1,
    new AbortController().signal,
  );
  await using deployment = new Deployment({ current });
  isBroken = true;
  await expect(deployment.update(next('refuse'), { strategy: { kind: 'stop-start' } })).rejects.toMatchObject({
    code: 'AIRSSYS_UPDATE_FAILED',
    data: { reason: 'failed', step: 'start' },
    cause: { message: 'no such file' },
  });
  await expect(deployment.invoke('add', [1])).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_UNAVAILABLE' });
});

test('an instance that cannot be started again is given up, and the calls that wait for the last one are told', async () => {
  const loaded = await testHost().load(await built('versions/tally-1'));
  const attempts: number[] = [];
  const slot = await InstanceSlot.start({
    make: async (): Promise<ComponentInstance> => {
      attempts.push(attempts.length);
      return attempts.length === 1 ? await loaded.instantiate() : await Promise.reject(new Error('no memory'));
    },
    migration: () => undefined,
    clock: SYSTEM_CLOCK,
  });
  const generation = new ComponentGeneration({
    version: { version: '1.0.0', hash: '' },
    makeSlot: async () => await Promise.resolve(slot),
  });
  generation.add(await generation.prepare(1, new AbortController().signal));
  const bad = generation.invoke('add', [1], { maxFuel: 10 });
  const waiting = generation.invoke('add', [2]);
  await expect(bad).rejects.toMatchObject({ code: 'AIRSSYS_TRAP_OUT_OF_FUEL' });
  await expect(waiting).rejects.toMatchObject({
    code: 'AIRSSYS_UPDATE_UNAVAILABLE',
    cause: { message: 'no memory' },
  });
  expect(attempts).toHaveLength(6);
  expect(generation.slots).toEqual([]);
  await generation.dispose();
});
