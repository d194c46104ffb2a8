import { getActiveResourcesInfo } from 'node:process';
import { describe, expect, it } from 'vitest';
import { SYSTEM_CLOCK } from '../../src/services/host-services.ts';

const timers = (): number => getActiveResourcesInfo().filter((one) => one === 'Timeout').length;

describe('SYSTEM_CLOCK.sleep', () => {
  it('resolves after the duration, and is not told of a signal that aborts later', async () => {
    const stop = new AbortController();
    const since = performance.now();
    await SYSTEM_CLOCK.sleep(20, stop.signal);
    expect(performance.now() - since).toBeGreaterThan(15);
    stop.abort();
  });

  it('rejects with the reason when the signal aborts, and leaves no timer', async () => {
    const before = timers();
    const stop = new AbortController();
    const sleeping = SYSTEM_CLOCK.sleep(60_000, stop.signal);
    expect(timers()).toBe(before + 1);
    stop.abort('over');
    await expect(sleeping).rejects.toBe('over');
    expect(timers()).toBe(before);
  });

  it('rejects at once where the signal has aborted before', async () => {
    const before = timers();
    const error = new Error('too late');
    await expect(SYSTEM_CLOCK.sleep(60_000, AbortSignal.abort(error))).rejects.toBe(error);
    expect(timers()).toBe(before);
  });
});
