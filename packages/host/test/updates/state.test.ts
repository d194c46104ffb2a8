/** What one instance hands to the next, through components of both engines. */
import { describe, expect, test } from 'vitest';
import { ComponentGeneration } from '../../src/updates/component-generation.ts';
import { exportStates, importStates } from '../../src/updates/hand-over.ts';
import { instanceSlots } from '../../src/updates/instance-slot.ts';
import { MIGRATION } from '../../src/updates/slot-migration.ts';
import { tryMigration } from '../../src/updates/try-migration.ts';
import { built, ENGINES, guest, testHost } from '../components.ts';
import { versions } from './versions.ts';

const { signal } = new AbortController();

describe.each(ENGINES)('with %s', (engine) => {
  test('a version takes over what the one before remembers, and learns which one that was', async () => {
    const host = testHost();
    // A version of another engine may come before it: only bytes are between them.
    const one = await (await host.load(await built('versions/tally-1'))).instantiate();
    const two = await (await host.load(await built('versions/tally-2', engine))).instantiate();
    await one.call('add', 7);
    const given = await one.callExport(MIGRATION, 'exportState', []);
    expect(given).toMatchObject({ ok: true, value: new Uint8Array([0x80, 0x04, ...Buffer.from('[7]')]) });
    expect(await two.callExport(MIGRATION, 'importState', ['1.0.0', given.ok ? given.value : ''])).toMatchObject({
      ok: true,
    });
    expect(await two.call('calls')).toEqual([7]);
    expect(await two.call('migratedFrom')).toBe('1.0.0');
    expect(await two.callExport(MIGRATION, 'exportState', [])).toMatchObject({
      ok: true,
      value: new Uint8Array([0x80, 0x04, ...Buffer.from('{"calls":[7],"from":"1.0.0"}')]),
    });
  }, 180_000); // two builds

  test('bytes that are no state are refused with words, and the instance goes on', async () => {
    const two = await (await testHost().load(await built('versions/tally-2', engine))).instantiate();
    expect(await two.callExport(MIGRATION, 'importState', ['1.0.0', new Uint8Array([1])])).toMatchObject({
      ok: false,
      error: 'TypeError: The state begins with 1, which is neither the code of bytes nor of JSON',
    });
    expect(await two.call('calls')).toEqual([]);
  });

  test('a state that JSON would lose is not given', async () => {
    const loaded = await testHost().load(await built('versions/tally-2', engine));
    const two = await loaded.instantiate({ env: { BAD: 'lossy' } });
    expect(await two.callExport(MIGRATION, 'exportState', [])).toMatchObject({
      ok: false,
      error: expect.stringContaining("The state has a Map at 'calls', which JSON would lose."),
    });
  });
});

test('a component without hooks for its state exports no migration', async () => {
  const instance = await guest('(func (export "run") (result i32) (i32.const 0))');
  expect(instance.hasExport(MIGRATION, 'exportState')).toBe(false);
});

test('what instances remember can be kept, and given to others of the same version', async () => {
  const loaded = await testHost().load(await built('versions/tally-1'));
  const options = { version: { version: '1.0.0', hash: '' }, makeSlot: instanceSlots(loaded) };
  const before = await ComponentGeneration.start(options, 2, signal);
  for (const call of [1, 2, 3]) await before.invoke('add', [call]);
  const kept = await exportStates(before.version, before.slots, signal);
  await before.dispose();
  const after = new ComponentGeneration(options);
  const slots = await after.prepare(2, signal);
  await importStates(kept, slots, signal);
  after.add(slots);
  const noted = await Promise.all(slots.map(async (slot) => (await slot.invoke('calls', [])).value as number[]));
  await after.dispose();
  expect(noted.flat().sort((a, b) => a - b)).toEqual([1, 2, 3]);
});

test('what a hook says of its failure has no secret of the component in it', async () => {
  const host = testHost({ secrets: { get: () => 'correct-horse' } });
  const loaded = await host.load(await built('versions/tell-tale'));
  const makeSlot = instanceSlots(loaded, { grants: ['secrets.read:token'] });
  const generation = new ComponentGeneration({ version: { version: '1.0.0', hash: '' }, makeSlot });
  const slots = await generation.prepare(1, signal);
  const handed = await exportStates(generation.version, slots, signal);
  const failure: unknown = await importStates(handed, slots, signal).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'AIRSSYS_UPDATE_MIGRATE', message: expect.stringContaining('the token ') });
  expect(JSON.stringify([String(failure), failure])).not.toContain('correct-horse');
  await generation.dispose();
});

test('a state of several instances has no place in fewer', async () => {
  const { deployment, next } = await versions({ slots: 2 });
  const { current } = deployment;
  const handed = await exportStates(current.version, current.slots, signal);
  const generation = next();
  const slots = await generation.prepare(1, signal);
  await expect(importStates(handed, slots, signal)).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_MIGRATE' });
  await generation.dispose();
});

describe('a dry run', () => {
  test('hands the state of every instance to ones that are thrown away, and disturbs nothing', async () => {
    const { deployment, next } = await versions({ slots: 2 });
    await deployment.invoke('add', [1]);
    await deployment.invoke('add', [2]);
    const generation = next();
    const report = await tryMigration({ old: deployment.current, next: generation });
    expect(report).toEqual({ ok: true, health: 'healthy', stateBytes: [5, 5] });
    expect([deployment.current.version.version, deployment.current.slots.length]).toEqual(['1.0.0', 2]);
    expect(generation.slots).toEqual([]);
    expect(await deployment.invoke('add', [3])).toMatchObject({ value: '1.0.0' });
  });

  test.each([
    [
      'refuse-state',
      { code: 'AIRSSYS_UPDATE_MIGRATE', message: expect.stringContaining('cannot read the state of 1.0.0') },
    ],
    ['refuse', { code: 'AIRSSYS_SANDBOX_INITIALIZE' }],
    ['hang-in-migrate', { code: 'AIRSSYS_UPDATE_TIMEOUT' }],
  ])('says what goes wrong: %s', async (bad, error) => {
    const { deployment, next } = await versions();
    const deadlines = { migrateMs: 300 };
    expect(await tryMigration({ old: deployment.current, next: next(bad), deadlines })).toMatchObject({
      ok: false,
      error,
    });
    expect(await deployment.invoke('calls', [])).toMatchObject({ value: [] });
  });

  test('says that the new version is unhealthy', async () => {
    const { deployment, next } = await versions();
    const report = await tryMigration({ old: deployment.current, next: next('unhealthy') });
    expect(report).toMatchObject({ ok: false, health: 'unhealthy' });
  });
});
