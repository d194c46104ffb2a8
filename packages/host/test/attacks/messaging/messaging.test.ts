/** What components try with messages: to be another, to reach whom they may not, to learn of others, to fill the host. */
import { expect, test } from 'vitest';
import { Broker, CapabilitySet, type ComponentInstance } from '../../../src/index.ts';
import type { HostCall } from '../../../src/services/host-service.ts';
import { knownComponents } from '../../../src/services/messaging/known-components.ts';
import { testHost } from '../../components.ts';
import { settled } from '../../messaging/clock.ts';
import { ALL, messenger } from '../../messaging/messengers.ts';
import { address, bytes, Recorder } from '../../messaging/receivers.ts';

const instanceOf = ({ actor }: { readonly actor: { readonly instance: ComponentInstance } }): ComponentInstance =>
  actor.instance;

test('a sender is who the host has installed, whatever the component calls itself', async () => {
  const host = testHost();
  const victim = new Recorder();
  host.messaging.attach(address('test:victim'), victim);
  const evil = await messenger(host, 'evil:one#7');
  expect(await evil.call('send', 'test:victim', 'hello')).toBe('sent');
  expect(await evil.call('sendNamed', 'test:victim', 'hello', 'named')).toBe('sent');
  await settled();
  expect(victim.messages.map(({ sender }) => sender)).toEqual([address('evil:one#7'), address('evil:one#7')]);
  expect(victim.messages.every(({ metadata }) => metadata.correlationId === undefined)).toBe(true);
});

test('a target that is not granted is not reached, however it is spelled', async () => {
  const host = testHost();
  const [friend, victim] = [new Recorder(), new Recorder()];
  host.messaging.attach(address('test:friend'), friend);
  host.messaging.attach(address('test:victim#2'), victim);
  const evil = await messenger(host, 'evil:one', {
    instance: { grants: ['messaging:test:friend'].map((one) => one.replace('messaging:', 'messaging.send:')) },
  });
  expect(await evil.call('send', 'test:friend', 'hello')).toBe('sent');
  for (const target of ['test:victim', 'test:victim#2', 'test:*', '*:victim', ':victim', 'test:']) {
    expect(await evil.call('send', target, 'hello')).toMatch(
      /^messaging: (delivery-failed: denied|invalid-message|target-not-found)/,
    );
  }
  expect(await evil.call('broadcast', ['test:friend'], 'hello')).toMatch(/delivery-failed: denied/);
  expect(await evil.call('ask', 'test:friend', 'hello', 100)).toMatch(/^bus: denied/);
  expect(await evil.call('request', 'test:friend', 'hello', 100)).toMatch(/delivery-failed: denied/);
  await settled();
  expect([friend.texts, victim.texts]).toEqual([['hello'], []]);
});

test('an instance in the name does not pass for another component', async () => {
  const host = testHost();
  const victim = new Recorder();
  host.messaging.attach(address('test:victim#2'), victim);
  const evil = await messenger(host, 'evil:one', { instance: { grants: ['messaging.send:*'] } });
  instanceOf(evil).capabilities.forbid('messaging.send:test:victim');
  expect(await evil.call('send', 'test:victim#2', 'hello')).toMatch(/denied/);
  const broker = host.messaging;
  // As the component's own code could call the host, without the client.
  const from = address('evil:one');
  for (const spelled of [
    { namespace: 'test', name: 'victim#2', instance: '' },
    { namespace: 'test:victim', name: '', instance: '2' },
    { namespace: '', name: '', instance: '' },
    { namespace: 'test', name: 'victim', instance: '2\0' },
    { namespace: 'x'.repeat(257), name: 'victim', instance: '' },
  ]) {
    expect(() => broker.send(from, spelled, bytes('hello'))).toThrow(
      expect.objectContaining({ code: 'AIRSSYS_MESSAGING_INVALID' }),
    );
  }
  await settled();
  expect(victim.texts).toEqual([]);
});

test('a flood stops at the mailbox', async () => {
  const host = testHost();
  const mailbox = host.messaging.attach(address('test:victim'), () => undefined, { maxMessages: 50 });
  const evil = await messenger(host, 'evil:one');
  expect(await evil.call('sendMany', 'test:victim', 500)).toBe(50);
  expect(mailbox).toMatchObject({ depth: 50, counters: { refused: 1 } });
});

test('a flood of requests stops at the asker', async () => {
  const host = testHost({ messaging: new Broker({ maxRequests: 3 }) });
  host.messaging.attach(address('test:victim'), () => undefined);
  const evil = await messenger(host, 'evil:one');
  for (let at = 0; at < 3; at += 1)
    expect(await evil.call('request', 'test:victim', 'x', 60_000)).toMatch(/^[0-9a-f-]{36}$/);
  expect(await evil.call('request', 'test:victim', 'x', 60_000)).toBe('messaging: queue-full');
  expect(await evil.call('request', 'test:victim', 'x', 0)).toMatch(/invalid-message/);
  await host.messaging[Symbol.asyncDispose]();
});

test('a giant payload is refused', async () => {
  const host = testHost();
  const victim = new Recorder();
  host.messaging.attach(address('test:victim'), victim);
  const evil = await messenger(host, 'evil:one');
  expect(await evil.call('sendBytes', 'test:victim', 1024 * 1024 + 1)).toMatch(
    /^messaging: invalid-message: .* at most 1048576 bytes/,
  );
  expect(await evil.call('sendBytes', 'test:victim', 1024 * 1024)).toBe('sent');
  await settled();
  expect(victim.messages).toHaveLength(1);
});

test('nobody subscribes to more than they are granted', async () => {
  const host = testHost();
  const evil = await messenger(host, 'evil:one', {
    instance: { grants: ['messaging.subscribe:orders.*', 'messaging.publish:orders.created'] },
  });
  for (const pattern of ['orders.**', '*', 'orders', 'orders.eu.created', 'orders.*.created', '**', 'other.*', '']) {
    expect(await evil.call('subscribe', pattern)).toMatch(/^bus: denied/);
  }
  for (const topic of ['orders.deleted', 'orders', 'orders.*', '*', '']) {
    expect(await evil.call('publish', topic, 'x')).toMatch(/^bus: denied/);
  }
  expect(await evil.call('subscribe', 'orders.created')).toBe('true');
  expect(await evil.call('subscribe', 'orders.*')).toBe('true');
  instanceOf(evil).capabilities.forbid('messaging.subscribe:orders.secret');
  expect(await evil.call('subscribe', 'orders.*')).toMatch(/^bus: denied/);
});

test('a subscription ends with its grant', async () => {
  const host = testHost();
  const evil = await messenger(host, 'evil:one');
  const from = address('test:from');
  expect(await evil.call('subscribe', 'orders.*')).toBe('true');
  expect(await host.messaging.publish(from, 'orders.created', bytes('1'))).toBe(1);
  instanceOf(evil).capabilities.revoke('messaging.subscribe:*');
  expect(await host.messaging.publish(from, 'orders.created', bytes('2'))).toBe(0);
});

test('a request of another is neither cancelled nor answered', async () => {
  const host = testHost();
  const asker = new Recorder();
  const held = Promise.withResolvers<Uint8Array>();
  host.messaging.attach(address('test:asker'), asker);
  host.messaging.attach(address('test:shop'), new Recorder(() => held.promise));
  const evil = await messenger(host, 'evil:one');
  const id = await host.messaging.request(address('test:asker'), address('test:shop'), bytes('secret'));
  expect(await evil.call('cancel', id)).toMatch(/^messaging: invalid-message: evil:one has no request/);
  // A message is a message, whatever it is called.
  expect(await evil.call('sendNamed', 'test:asker', 'forged', id)).toBe('sent');
  await settled();
  expect(asker.callbacks).toEqual([]);
  held.resolve(bytes('true'));
  await settled();
  expect(asker.callbacks).toMatchObject([{ sender: address('test:shop'), metadata: { correlationId: id } }]);
});

test('nobody can be attached as a topic', () => {
  const { messaging } = testHost();
  expect(() => messaging.attach({ namespace: 'topic', name: 'orders.created', instance: '' }, new Recorder())).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }),
  );
});

test('a component learns of those that it may reach, and of no others', () => {
  const { messaging: broker } = testHost();
  broker.attach(address('test:friend#1'), new Recorder(), {
    describe: () => ({ version: '1.0.0', health: 'healthy' }),
  });
  broker.attach(address('test:secret'), new Recorder());
  const capabilities = CapabilitySet.from(['messaging.request:test:friend']);
  const call: HostCall = {
    componentId: 'evil:one',
    version: '2.0.0',
    operation: 'op',
    signal: new AbortController().signal,
    demand: () => {},
    permits: (access) => capabilities.decide(access).allowed,
    conceal: () => {},
  };
  const known = knownComponents({ broker, instanceName: '' });
  expect(known.list(call)).toEqual([address('evil:one'), address('test:friend#1')]);
  expect(known.describe(call, address('test:friend'))).toEqual({
    id: address('test:friend#1'),
    name: 'friend',
    version: '1.0.0',
    health: 'healthy',
  });
  expect(known.describe(call, address('evil:one'))).toMatchObject({ version: '2.0.0' });
  expect(known.describe(call, address('test:secret'))).toBeUndefined();
  expect(known.describe(call, address('test:nobody'))).toBeUndefined();
});

test('what is granted is all that there is to grant', () => {
  expect(ALL.filter((one) => one.startsWith('messaging.'))).toHaveLength(5);
});
