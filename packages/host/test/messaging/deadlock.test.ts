/** Those who wait for each other are refused before they wait. */
import { expect, test } from 'vitest';
import { WaitsFor } from '../../src/messaging/waits-for.ts';
import { testHost } from '../components.ts';
import { settled } from './clock.ts';
import { messenger } from './messengers.ts';
import { address, bytes, Recorder, testBroker, text } from './receivers.ts';

const cycle = (...addresses: readonly string[]): object =>
  expect.objectContaining({ code: 'AIRSSYS_MESSAGING_DEADLOCK', data: { cycle: addresses } });

test('the graph refuses what would close a cycle, and names it', () => {
  const waits = new WaitsFor();
  const first = waits.begin('a', 'b');
  const second = waits.begin('b', 'c');
  const again = waits.begin('b', 'c');
  waits.begin('x', 'b');
  expect(() => waits.begin('c', 'a')).toThrow(cycle('c', 'a', 'b', 'c'));
  expect(() => waits.begin('c', 'c')).toThrow(cycle('c', 'c'));
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  expect(() => waits.begin('c', 'a')).toThrow(cycle('c', 'a', 'b', 'c'));
  again[Symbol.dispose]();
  waits.begin('c', 'a')[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(waits.size).toBe(1);
});

test('components that ask each other', async () => {
  const host = testHost();
  const one = await messenger(host, 'test:one');
  await messenger(host, 'test:two');
  await messenger(host, 'test:three');
  expect(await one.call('ask', 'test:two', 'ask test:one echo x', 5_000)).toBe(
    'bus: deadlock: test:two → test:one → test:two',
  );
  expect(await one.call('ask', 'test:two', 'ask test:three ask test:one echo x', 5_000)).toBe(
    'bus: deadlock: test:three → test:one → test:two → test:three',
  );
  expect(await one.call('ask', 'test:one', 'echo x', 5_000)).toBe('bus: deadlock: test:one → test:one');
  expect(await one.call('ask', 'test:two', 'ask test:three echo x', 5_000)).toBe('x');
  expect(host.messaging.counters.waiting).toBe(0);
});

test('components that wait for room in the mailbox of who waits for them', async () => {
  const host = testHost();
  const one = await messenger(host, 'test:one', { mailbox: { maxMessages: 1, overflow: 'wait' } });
  await messenger(host, 'test:two');
  // Its mailbox is full while it asks, and only its own going on could empty it.
  one.mailbox.pause();
  void host.messaging.send(address('test:x'), address('test:one'), bytes('fills it'));
  expect(await one.call('ask', 'test:two', 'forward test:one hello', 5_000)).toMatch(
    /^bus: failed: .*delivery-failed: Each would wait for the next: test:two → test:one → test:two/,
  );
});

test('an embedder that asks from inside of its receiver', async () => {
  const broker = testBroker();
  const [one, two] = [address('a:one'), address('a:two')];
  const failures: unknown[] = [];
  broker.attach(one, new Recorder(async () => await broker.ask(one, two, bytes('from one'))));
  broker.attach(
    two,
    new Recorder(
      async () =>
        await broker
          .ask(two, one, bytes('from two'))
          .catch((error: unknown) => (failures.push(error), bytes('refused'))),
    ),
  );
  expect(text(await broker.ask(address('a:me'), one, bytes('begin')))).toBe('refused');
  expect(failures).toEqual([cycle('a:two', 'a:one', 'a:two')]);
});

test('an embedder that asks while its receiver is busy with something else is not refused', async () => {
  const broker = testBroker();
  const [one, two] = [address('a:one'), address('a:two')];
  const held = Promise.withResolvers<undefined>();
  broker.attach(one, new Recorder(() => held.promise));
  broker.attach(two, new Recorder(async () => (await broker.ask(two, one, bytes('x'))) ?? bytes('answered')));
  void broker.send(address('a:me'), one, bytes('busy'));
  await settled();
  const asked = broker.ask(one, two, bytes('x'));
  await settled();
  held.resolve(undefined);
  expect(text(await asked)).toBe('answered');
});
