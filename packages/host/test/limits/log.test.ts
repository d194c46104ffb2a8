/** The volume of what a component logs, wherever it runs. */
import { describe, expect, test } from 'vitest';
import type { ComponentInstance, InstanceOptions, LogEntry } from '../../src/index.ts';
import { built, testHost, trapOf } from '../components.ts';

/** Of each entry that `write` makes: the message's, and `n` and `ä` as UTF-8. */
const BESIDES = 1 + 2;

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  async function limited(options: InstanceOptions): Promise<readonly [ComponentInstance, LogEntry[]]> {
    const entries: LogEntry[] = [];
    const loaded = await testHost().load(await built('limited'));
    return [await loaded.instantiate({ isolation, log: (entry) => entries.push(entry), ...options }), entries];
  }

  test('entries within the limit arrive, and what comes after them is dropped and counted', async () => {
    const bytes = 97 + BESIDES;
    const [instance, entries] = await limited({ limits: { maxLogBytes: 5 * bytes } });
    expect((await instance.invoke('write', [5, 97])).usage).toMatchObject({ logBytes: 500, droppedLogBytes: 0 });
    expect(entries).toHaveLength(5);
    const { value, usage } = await instance.invoke('write', [12, 97]);
    expect([value, usage.logBytes, usage.droppedLogBytes]).toEqual([12, 500, 700]);
    expect(entries).toHaveLength(10);
    expect(instance.usage).toMatchObject({ logBytes: 1000, droppedLogBytes: 700 });
    // No gaps: a small one after the first that was too much is dropped as well.
    expect(instance.state).toBe('ready');
  });

  test('an error is told of all the same', async () => {
    const [instance, entries] = await limited({ limits: { maxLogBytes: 50 } });
    const trap = await trapOf(instance.call('writeAndFail', 20, 10));
    expect([trap.kind, trap.guestError?.message]).toEqual(['guest-error', 'after the flood']);
    expect(trap.guestError?.stack).toMatch(/limited\.ts:\d+/);
    expect(trap.usage).toMatchObject({ logBytes: 39 });
    expect(trap.usage.droppedLogBytes).toBeGreaterThanOrEqual(17 * 13);
    expect(entries.map(({ guestError }) => guestError?.message)).toEqual([
      undefined,
      undefined,
      undefined,
      'after the flood',
    ]);
  });

  test('what looks like a report does not get around the limit', async () => {
    const [instance, entries] = await limited({ limits: { maxLogBytes: 0 } });
    const { usage } = await instance.invoke('forge', [100]);
    expect(entries).toHaveLength(8);
    expect(entries[0]).toMatchObject({ message: 'forged', context: [] });
    expect(usage.logBytes).toBe(0);
    expect(usage.droppedLogBytes).toBeGreaterThan(100 * 'forged'.length);
  });
});
