/** Messages to a component that does not run: a durable mailbox has them for its next start, any other tells their senders. */
import { expect, onTestFinished, test } from 'vitest';
import { Host, type InstallOptions } from '../../src/index.ts';
import { built, CACHE_DIR, temporaryDirectory } from '../components.ts';

const LISTENER = 'test:listener';
const DURABLE: InstallOptions = { mailbox: { guarantee: 'at-least-once', durable: true, maxMessages: 3 } };

const open = async (dataDir: string): Promise<Host> => {
  const host = await Host.open({ dataDir, cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  return host;
};
const send = async (host: Host, ...texts: readonly string[]): Promise<void> => {
  for (const text of texts) await host.send(LISTENER, new TextEncoder().encode(text));
};
const heard = async (host: Host): Promise<unknown> => await host.call(LISTENER, 'heard');

test('what comes while it is installed, stopped or failed is handled when it runs', async () => {
  const host = await open(temporaryDirectory());
  await host.install(await built('listener'), DURABLE);
  await send(host, 'installed');
  await host.start(LISTENER);
  await expect.poll(() => heard(host)).toEqual(['installed']);
  await host.stop(LISTENER);
  await send(host, 'stopped', 'stopped too');
  await host.start(LISTENER);
  // What it remembered has gone with its instance.
  await expect.poll(() => heard(host)).toEqual(['stopped', 'stopped too']);
});

test('it is bounded as ever, and outlives the host', async () => {
  const dataDir = temporaryDirectory();
  const first = await open(dataDir);
  await first.install(await built('listener'), DURABLE);
  await first.start(LISTENER);
  await first.stop(LISTENER);
  await send(first, '1', '2', '3');
  await expect(send(first, '4')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_QUEUE_FULL' });
  await first.close();

  const second = await open(dataDir);
  await expect(send(second, '4')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_QUEUE_FULL' });
  await second.start(LISTENER);
  await expect.poll(() => heard(second)).toEqual(['1', '2', '3']);
  await send(second, '4');
  await expect.poll(() => heard(second)).toEqual(['1', '2', '3', '4']);
});

test('a mailbox that keeps nothing is there while its component runs', async () => {
  const host = await open(temporaryDirectory());
  await host.install(await built('listener'), { mailbox: { guarantee: 'at-least-once' } });
  await expect(send(host, 'early')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND' });
  await host.start(LISTENER);
  await host.stop(LISTENER);
  await expect(send(host, 'late')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND' });
});

test('one that is uninstalled gets nothing, and another setting holds from the next start', async () => {
  const host = await open(temporaryDirectory());
  const bytes = await built('listener');
  await host.install(bytes, DURABLE);
  await send(host, 'lost');
  await host.uninstall(LISTENER);
  await expect(send(host, 'nobody')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND' });
  await host.install(bytes, DURABLE);
  await send(host, 'kept');
  await host.update(LISTENER, bytes, { mailbox: { guarantee: 'at-least-once', durable: true, maxMessages: 1 } });
  await host.start(LISTENER);
  await expect.poll(() => heard(host)).toEqual(['kept']);
  expect(host.messaging.mailboxes.map(({ settings }) => settings.maxMessages)).toEqual([1]);
});
