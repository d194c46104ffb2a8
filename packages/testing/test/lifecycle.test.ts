import { describe, expect, test } from 'vitest';
import { createClock, mount } from '../src/index.ts';
import type { Station } from './fixtures/station.ts';
import type { StationV2 } from './fixtures/station-v2.ts';

const STATION = './fixtures/station.ts';
const NEXT = './fixtures/station-v2.ts';
const grants = 'requested' as const;
const station = (options?: Parameters<typeof mount>[1]) => mount<typeof Station>(STATION, { grants, ...options });

describe('of one instance', () => {
  test('its start is known, with what it has used', async () => {
    const { $ } = await station();
    expect($.lifecycle.version).toBe('1.0.0');
    expect($.lifecycle.starts).toMatchObject([{ why: 'mount', version: '1.0.0', instance: $.instance.id }]);
    expect($.lifecycle.starts[0]?.usage.fuel).toBeGreaterThan(0);
    expect($.lifecycle.events).toEqual([]);
  });

  test('it says how it is, and shuts down by its hook', async () => {
    const { $, recall } = await station();
    expect(await $.lifecycle.health()).toBe('healthy');
    await $.send('bad news');
    expect(await $.lifecycle.health()).toBe('degraded');
    await $.lifecycle.shutdown();
    expect($.instance.state).toBe('disposed');
    expect(await $.lifecycle.health()).toBe('unhealthy');
    await expect(recall('stopped')).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
  });

  test('it stays crashed, where nobody starts it again', async () => {
    const { $, heard } = await station();
    await $.lifecycle.crash();
    await expect(heard()).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_STATE' });
    await expect($.lifecycle.ready()).rejects.toMatchObject({ hint: expect.stringContaining('supervise') });
  });
});

describe('under a supervisor', () => {
  test('a crash takes what was remembered, and not what was stored', async () => {
    const { $, heard, keep, recall } = await station({ supervise: {} });
    await keep('key', 'value');
    await $.send('news');
    const { id } = $.instance;
    await $.lifecycle.crash();
    expect(await heard()).toEqual([]);
    expect(await recall('key')).toBe('value');
    expect(await recall('stopped')).toBeUndefined();
    expect($.instance.id).not.toBe(id);
    expect($.lifecycle.starts.map(({ why }) => why)).toEqual(['mount', 'restart']);
    expect($.lifecycle.events.map(({ kind }) => kind)).toEqual([
      'child-started',
      'child-ended',
      'child-restarting',
      'child-started',
    ]);
    expect($.audit.filter(({ action }) => action === 'read').length).toBeGreaterThanOrEqual(2);
  });

  test('a trap is a crash too', async () => {
    const { $, trap, work } = await station({ supervise: {} });
    await expect(trap()).toTrap('guest-error', 'crashed');
    expect(await work(1)).toBe(0);
    expect($.lifecycle.starts).toHaveLength(2);
  });

  test('a crash too many is the end', async () => {
    const { $, work } = await station({ supervise: { intensity: 1 } });
    await $.lifecycle.crash();
    await $.lifecycle.ready();
    await $.lifecycle.crash();
    await expect(work(1)).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' });
    await expect($.lifecycle.ready()).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' });
    await expect($.send('too late')).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' });
    expect($.lifecycle.events.map(({ kind }) => kind)).toContain('escalated');
  });

  test('the pause before a restart passes by the clock', async () => {
    const clock = createClock();
    const { $, work } = await station({ clock, supervise: { backoff: { baseMs: 60_000, jitter: 0 } } });
    await $.lifecycle.crash();
    const waiting = work(1);
    await clock.advance('59s');
    expect($.lifecycle.starts).toHaveLength(1);
    await clock.advance('1s');
    expect(await waiting).toBe(0);
    expect($.lifecycle.starts).toHaveLength(2);
  });

  test('a message that came meanwhile waits for the next instance', async () => {
    const { $, heard } = await station({ supervise: {} });
    const crashing = $.lifecycle.crash();
    await $.send('after the crash');
    await crashing;
    expect(await heard()).toEqual(['after the crash']);
  });

  test('one that does not start fails the mount with its own reason', async () => {
    await expect(station({ supervise: {}, config: 'broken' })).rejects.toMatchObject({
      code: 'AIRSSYS_SANDBOX_INITIALIZE',
      message: expect.stringContaining('broken by its configuration'),
    });
  });

  test('shut down, it is not started again', async () => {
    const { $, work } = await station({ supervise: {} });
    await $.lifecycle.shutdown();
    await expect(work(1)).rejects.toMatchObject({ code: 'AIRSSYS_SUPERVISION_STATE' });
  });
});

describe.each([['alone', undefined] as const, ['supervised', {}] as const])('an update, %s', (_how, supervise) => {
  test.each(['blue-green', 'stop-start'] as const)('hands state over, by %s', async (strategy) => {
    const old = await station({ supervise });
    await old.keep('key', 'value');
    await old.$.send('news');
    const next = await old.$.lifecycle.update<typeof StationV2>(NEXT, { strategy });
    expect(await next.heard()).toEqual(['1.0.0: news']);
    expect(await next.recall('key')).toBe('value');
    // The handle of before calls the new build, whose operations only the new one has.
    expect(await old.heard()).toEqual(['1.0.0: news']);
    expect((await next.$.request('hello'))?.text).toBe('second version');
    expect(await next.forget()).toBe(2);
    expect(next.$.lifecycle.version).toBe('2.0.0');
    expect(next.$.lifecycle.starts.map(({ why, version }) => `${why} ${version}`)).toEqual([
      'mount 1.0.0',
      'update 2.0.0',
    ]);
  });

  test('that is refused leaves the old version as it was', async () => {
    const old = await station({ supervise });
    await old.$.send('poison');
    await expect(old.$.lifecycle.update(NEXT)).rejects.toMatchObject({
      code: 'AIRSSYS_UPDATE_MIGRATE',
      message: expect.stringContaining('it will not take that over'),
    });
    expect(old.$.lifecycle.version).toBe('1.0.0');
    expect(await old.heard()).toEqual(['poison']);
    expect((await old.$.request('ask again'))?.text).toBe('heard again');
  });

  test('can be taken back', async () => {
    const old = await station({ supervise });
    await expect(old.$.lifecycle.rollback()).rejects.toMatchObject({ code: 'AIRSSYS_UPDATE_NO_PREVIOUS' });
    await old.$.send('news');
    await old.$.lifecycle.update(NEXT);
    await old.$.send('later news');
    await old.$.lifecycle.rollback();
    expect(old.$.lifecycle.version).toBe('1.0.0');
    expect(await old.heard()).toEqual(['news']);
    await expect(old.trap()).toTrap('guest-error');
  });
});

test('calls during an update end in the one version or the other, and their audit and usage are their own', async () => {
  const old = await station();
  const working = old.work(200_000);
  const updating = old.$.lifecycle.update<typeof StationV2>(NEXT, { strategy: 'stop-start' });
  const recalling = [old.recall('a'), old.recall('b')];
  expect(await working).toBeLessThan(7);
  const next = await updating;
  expect(await Promise.all(recalling)).toEqual([undefined, undefined]);
  await expect(recalling[1]).not.toBeDenied();
  expect(next.$.audit.filter(({ operation }) => operation === 'recall')).toHaveLength(2);
});
