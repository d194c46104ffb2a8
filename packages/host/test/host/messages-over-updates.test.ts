/** A message goes the way of a call: what an instance has learned by it is known to the one that takes its place. */
import { expect, onTestFinished, test } from 'vitest';
import { Host, type UpdateStrategy } from '../../src/index.ts';
import { built, CACHE_DIR, temporaryDirectory } from '../components.ts';

const LISTENER = 'test:listener';

const STRATEGIES: readonly UpdateStrategy[] = [{ kind: 'blue-green' }, { kind: 'stop-start' }];

test.each(STRATEGIES)('$kind: what messages have told is handed over with the rest', async (strategy) => {
  const host = await Host.open({ dataDir: temporaryDirectory(), cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  const bytes = await built('listener');
  await host.install(bytes, { mailbox: { guarantee: 'at-least-once', backoffMs: 1, maxAttempts: 100 } });
  await host.start(LISTENER);
  const over = new AbortController();
  let sent = 0;
  const sending = (async () => {
    for (; !over.signal.aborted; sent += 1) {
      await host.send(LISTENER, new TextEncoder().encode(String(sent)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let round = 0; round < 5; round += 1) {
    await host.update(LISTENER, bytes, { strategy, migrate: true, labels: { round: String(round) } });
  }
  over.abort();
  await sending;
  const all = Array.from({ length: sent }, (_, at) => String(at));
  await expect.poll(async () => await host.call(LISTENER, 'heard'), { timeout: 20_000 }).toEqual(all);
});
