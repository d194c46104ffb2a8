/** A recording is replayed to the same answers, traps, log and fuel, with nothing behind it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LogEntry, readRecording } from '../../src/index.ts';
import { built, ENGINES, PROBE_GRANTS, temporaryDirectory, testHost, trapOf } from '../components.ts';
import { recorded, replayed } from './recorded.ts';

describe.each(ENGINES)('%s', (engine) => {
  test.each(['fast', 'exact'] as const)('all that a component does is replayed, with %s metering', async (metering) => {
    const loaded = await testHost({ metering }).load(await built('probe', engine), 'probe');
    const data = temporaryDirectory();
    writeFileSync(join(data, 'a.txt'), 'from a file');
    const logs: LogEntry[] = [];
    const { file } = await recorded(
      loaded,
      {
        grants: PROBE_GRANTS,
        mounts: { '/data': data },
        env: { PLACE: 'here' },
        config: Uint8Array.of(1, 2),
        log: (entry) => logs.push(entry),
      },
      async (instance) => {
        await instance.call('move', { kind: 'line', to: { x: -0, tags: ['a', '$b'] } }, 0.5);
        await instance.call('double', 2n ** 60n);
        await instance.call('find', 'nobody');
        await instance.call('divide', 1, 0);
        await instance.call('reverse', Uint8Array.of(1, 2, 3));
        await instance.call('put', 'key', new Uint8Array(10_000));
        await instance.call('get', 'key');
        await instance.call('keys', undefined);
        await instance.call('times');
        await instance.call('chances');
        await instance.call('print');
        await instance.call('readFile', '/data/a.txt');
        await instance.call('readFile', '/data/nothing');
        await instance.call('readFile', '/etc/passwd');
        await instance.call('spinAndWait', 100, 3, 'storage');
        await instance.health();
        await trapOf(instance.call('fail', 'cause'));
      },
    );
    const again: LogEntry[] = [];
    const result = await replayed(file, { log: (entry) => again.push(entry) });
    expect(result.difference).toBeUndefined();
    const { calls, isWhole, header } = await readRecording(file);
    expect([isWhole, header.metering, header.component.id]).toEqual([true, metering, 'test:probe']);
    expect(result.calls).toHaveLength(calls.length);
    expect(result.calls.map(({ fuel }) => fuel)).toEqual(calls.map(({ end }) => end?.fuel));
    expect(result.calls.every(({ fuel }) => fuel > 0)).toBe(true);
    const timeless = (entries: readonly LogEntry[]): readonly unknown[] =>
      entries.map((entry) => ({ ...entry, timeMs: 0 }));
    expect(timeless(again)).toEqual(timeless(logs));
    const last = result.calls.at(-1);
    expect(last?.now).toMatchObject({ trap: 'guest-error', message: 'fail threw Error: outer' });
    expect(last?.trap?.frames[0]).toMatchObject({ file: expect.stringContaining('probe.ts') });
  });
});

test('what is not granted is denied again, though the replay has no grants at all', async () => {
  const loaded = await testHost().load(await built('probe'), 'probe');
  const { file } = await recorded(loaded, { grants: ['storage.read'] }, async (instance) => {
    await instance.call('put', 'key', Uint8Array.of(1));
    await instance.call('get', 'key');
    await trapOf(instance.call('sleep', 1));
  });
  const result = await replayed(file);
  expect(result.difference).toBeUndefined();
  expect(result.calls.map(({ now }) => now)).toEqual([
    expect.objectContaining({ ok: expect.anything() }),
    { ok: expect.stringContaining('storage: ') },
    { ok: { $none: true } },
    expect.objectContaining({ trap: 'denied' }),
  ]);
});

test('a grant that was taken back in between is answered as it was', async () => {
  const loaded = await testHost().load(await built('probe'), 'probe');
  const { file } = await recorded(loaded, { grants: ['storage'] }, async (instance) => {
    await instance.call('put', 'key', Uint8Array.of(1));
    instance.capabilities.revoke('storage.write');
    await instance.call('put', 'key', Uint8Array.of(2));
  });
  expect((await replayed(file)).difference).toBeUndefined();
});
