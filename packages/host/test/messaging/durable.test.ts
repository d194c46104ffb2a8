/** Messages that outlive their process, and are handled exactly once. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Broker, type KeyValueBackend, MemoryBackend, SqliteBackend, type Receiver } from '../../src/index.ts';
import { purgeMessages } from '../../src/messaging/message-store.ts';
import { ENGINES, temporaryDirectory, testHost } from '../components.ts';
import { settled } from './clock.ts';
import { messenger, startMessenger } from './messengers.ts';
import { address, bytes, Recorder, testBroker, text } from './receivers.ts';

const SHOP = address('acme:shop');
const DESK = address('acme:desk');
const LOST: Receiver = { handleMessage: () => new Promise(() => {}), handleCallback() {} };

const BACKENDS = {
  memory: () => new MemoryBackend(),
  sqlite: () => SqliteBackend.open(join(temporaryDirectory(), 'storage.db')),
} satisfies Record<string, () => KeyValueBackend>;

describe.each(Object.entries(BACKENDS))('%s', (_name, open) => {
  function storage(): KeyValueBackend {
    const backend = open();
    onTestFinished(async () => await backend[Symbol.asyncDispose]());
    return backend;
  }

  test('what was taken is handed over by the next broker, in order, and what was under way as a second attempt', async () => {
    const backend = storage();
    const before = new Broker({ storage: backend });
    before.attach(SHOP, LOST, { guarantee: 'at-least-once', durable: true });
    for (const one of ['1', '2', '3']) await before.send(DESK, SHOP, bytes(one), { contentType: 'text/plain' });
    await settled();
    // That one is not disposed: as a process that is killed.
    const broker = testBroker({ storage: backend });
    const shop = new Recorder();
    const mailbox = broker.attach(SHOP, shop, { guarantee: 'at-least-once', durable: true });
    await broker.send(DESK, SHOP, bytes('4'));
    await expect.poll(() => shop.texts).toEqual(['1', '2', '3', '4']);
    expect(shop.messages.map(({ attempt }) => attempt)).toEqual([2, 1, 1, 1]);
    expect(shop.messages[1]).toMatchObject({ sender: DESK, metadata: { contentType: 'text/plain' } });
    await expect.poll(async () => await backend.list('$messages', 'message/')).toEqual([]);
    expect(mailbox.counters).toMatchObject({ accepted: 4, handled: 4 });
  });

  test('what asked for less is not kept', async () => {
    const backend = storage();
    const broker = testBroker({ storage: backend });
    broker.attach(SHOP, () => undefined, { guarantee: 'at-least-once', durable: true });
    expect(broker.send(DESK, SHOP, bytes('1'), { guarantee: 'at-most-once' })).toBeUndefined();
    await broker.send(DESK, SHOP, bytes('2'));
    expect(await backend.list('$messages', 'message/')).toHaveLength(1);
  });

  test('what is purged is as if it had never been sent, and nobody else loses anything', async () => {
    const backend = storage();
    const broker = testBroker({ storage: backend });
    const other = address('acme:shop-2');
    const options = { guarantee: 'exactly-once', durable: true } as const;
    const mailboxes = [SHOP, other].map((one) => broker.attach(one, () => undefined, options));
    for (const target of [SHOP, other]) await broker.send(DESK, target, bytes('1'), { id: 'first' });
    for (const mailbox of mailboxes) await mailbox[Symbol.asyncDispose]();
    await purgeMessages(backend, SHOP);
    const [shop, kept] = [new Recorder(), new Recorder()];
    broker.attach(SHOP, shop, options);
    broker.attach(other, kept, options);
    for (const target of [SHOP, other]) await broker.send(DESK, target, bytes('2'), { id: 'first' });
    await expect.poll(() => [shop.texts, kept.texts]).toEqual([['2'], ['1']]);
  });

  test('a mailbox that is disposed keeps its messages for the next', async () => {
    const broker = testBroker({ storage: storage() });
    const first = broker.attach(SHOP, () => undefined, { guarantee: 'exactly-once' });
    await broker.send(DESK, SHOP, bytes('1'));
    await first[Symbol.asyncDispose]();
    expect(broker.deadLetters()).toEqual([]);
    const shop = new Recorder();
    broker.attach(SHOP, shop, { guarantee: 'exactly-once' });
    await expect.poll(() => shop.texts).toEqual(['1']);
  });

  test('one of an id and sender is taken once, also after a restart', async () => {
    const backend = storage();
    const shop = new Recorder();
    const broker = testBroker({ storage: backend });
    const mailbox = broker.attach(SHOP, shop, { guarantee: 'exactly-once' });
    await Promise.all([1, 2, 3].map(async () => await broker.send(DESK, SHOP, bytes('1'), { id: 'order-1' })));
    await broker.send(DESK, SHOP, bytes('2'), { id: 'order-2' });
    await broker.send(address('acme:other'), SHOP, bytes('3'), { id: 'order-1' });
    await expect.poll(() => shop.texts).toEqual(['1', '2', '3']);
    expect(mailbox.counters).toMatchObject({ duplicates: 2 });
    await mailbox[Symbol.asyncDispose]();
    const again = new Recorder();
    broker.attach(SHOP, again, { guarantee: 'exactly-once' });
    await broker.send(DESK, SHOP, bytes('1'), { id: 'order-1' });
    await broker.send(DESK, SHOP, bytes('4'), { id: 'order-4' });
    await expect.poll(() => again.texts).toEqual(['4']);
  });

  test('dead letters are found again, and are gone when they are taken out', async () => {
    const backend = storage();
    const broker = testBroker({ storage: backend });
    const fails = new Recorder(() => Promise.reject(new Error('no')));
    const mailbox = broker.attach(SHOP, fails, {
      guarantee: 'at-least-once',
      durable: true,
      maxAttempts: 2,
      backoffMs: 0,
    });
    await broker.send(DESK, SHOP, bytes('1'));
    await expect.poll(() => broker.deadLetters()).toHaveLength(1);
    await expect.poll(async () => await backend.list('$messages', 'letter/')).toHaveLength(1);
    await mailbox[Symbol.asyncDispose]();
    const next = testBroker({ storage: backend });
    next.attach(SHOP, new Recorder(), { durable: true });
    await expect.poll(() => next.deadLetters()).toMatchObject([{ reason: 'failed', attempts: 2, error: 'no' }]);
    await next.takeDeadLetter(next.deadLetters()[0]?.number ?? 0);
    await expect.poll(async () => await backend.list('$messages', 'letter/')).toEqual([]);
  });

  test('a request is answered after a restart, where both mailboxes are durable', async () => {
    const backend = storage();
    const before = new Broker({ storage: backend });
    before.attach(DESK, LOST, { guarantee: 'at-least-once', durable: true });
    before.attach(SHOP, LOST, { guarantee: 'at-least-once', durable: true });
    const id = await before.request(DESK, SHOP, bytes('one'), { timeoutMs: 60_000 });
    await settled();
    const broker = testBroker({ storage: backend });
    const desk = new Recorder();
    broker.attach(DESK, desk, { guarantee: 'at-least-once', durable: true });
    broker.attach(SHOP, new Recorder(() => bytes('answer')), { guarantee: 'at-least-once', durable: true });
    await expect.poll(() => desk.callbacks).toMatchObject([{ sender: SHOP, metadata: { correlationId: id } }]);
    await expect.poll(async () => await backend.list('$messages', 'message/')).toEqual([]);
  });
});

describe.each(ENGINES)('exactly once on %s', (engine) => {
  test('what a message stored and sent takes effect with its end, or not at all', async () => {
    const backend = new MemoryBackend();
    const broker = testBroker({ storage: backend });
    const host = testHost({ storage: backend, messaging: broker });
    const sink = new Recorder();
    broker.attach(address('test:sink'), sink, { guarantee: 'at-least-once', durable: true });
    const counter = await messenger(host, 'test:counter', {
      engine,
      mailbox: { guarantee: 'exactly-once', maxAttempts: 2, backoffMs: 0 },
    });
    const from = address('test:from');
    await broker.send(from, address('test:counter'), bytes('count test:sink'), { id: '1' });
    await broker.send(from, address('test:counter'), bytes('count test:sink'), { id: '1' });
    await expect.poll(() => sink.texts).toEqual(['counted 1']);
    expect(await counter.call('stored')).toBe('1');
    // It stores and sends, and fails then, as often as it may.
    await broker.send(from, address('test:counter'), bytes('count test:sink trap'));
    await expect.poll(() => broker.deadLetters()).toMatchObject([{ reason: 'failed', attempts: 2 }]);
    expect(await counter.call('stored')).toBe('1');
    expect(sink.texts).toEqual(['counted 1']);
    expect(text(await broker.ask(from, address('test:counter'), bytes('count')))).toBe('2');
    expect(await counter.call('stored')).toBe('2');
  });

  test('a receiver that traps is given the message again by its next instance', async () => {
    const backend = new MemoryBackend();
    const broker = testBroker({ storage: backend });
    const host = testHost({ storage: backend, messaging: broker });
    const { actor, mailbox } = await messenger(host, 'test:counter', {
      engine,
      instance: { limits: { timeoutMs: 200 } },
      mailbox: { guarantee: 'exactly-once', backoffMs: 0 },
    });
    await broker.send(address('test:from'), address('test:counter'), bytes('spin'));
    await broker.send(address('test:from'), address('test:counter'), bytes('count'));
    expect(await actor.ended).toMatchObject({ kind: 'failed' });
    await expect.poll(() => mailbox.state).toBe('paused');
    expect(mailbox.depth).toBe(2);
    const next = await startMessenger(host, 'test:counter', { engine, instance: { limits: { timeoutMs: 200 } } });
    mailbox.connect(next);
    // The first message ends this one, too; the one behind it is not lost.
    expect(await next.ended).toMatchObject({ kind: 'failed' });
    expect(mailbox.depth).toBe(2);
  });
});
