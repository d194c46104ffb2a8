import { expect, test } from 'vitest';
import { ManualClock, settled } from './clock.ts';
import { address, bytes, Recorder, testBroker, text } from './receivers.ts';

const SHOP = address('acme:shop');
const DESK = address('acme:desk');

test('a message arrives with its sender, its time and its media type', async () => {
  const clock = new ManualClock();
  const broker = testBroker({ clock });
  const shop = new Recorder();
  broker.attach(SHOP, shop);
  expect(broker.send(DESK, SHOP, bytes('one'), { contentType: 'text/plain', id: 'first' })).toBeUndefined();
  await settled();
  expect(shop.texts).toEqual(['one']);
  expect(shop.messages[0]).toMatchObject({
    sender: DESK,
    id: 'first',
    attempt: 1,
    metadata: { timestampMs: clock.nowMs(), contentType: 'text/plain' },
  });
});

test('messages without an id have one of their own', async () => {
  const broker = testBroker();
  const shop = new Recorder();
  broker.attach(SHOP, shop);
  void broker.send(DESK, SHOP, bytes('one'));
  void broker.send(DESK, SHOP, bytes('two'));
  await settled();
  const [one, two] = shop.messages;
  expect(one?.id).not.toBe(two?.id);
  expect(one?.id).toBe(one?.id);
});

test('one message at a time is handled, in the order of sending', async () => {
  const broker = testBroker();
  let under = 0;
  const most: number[] = [];
  const shop = new Recorder(async () => {
    most.push((under += 1));
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    return undefined;
  });
  broker.attach(SHOP, shop);
  const sent = Array.from({ length: 300 }, (_, at) => String(at));
  for (const one of sent) void broker.send(DESK, SHOP, bytes(one));
  await expect.poll(() => shop.messages.length).toBe(300);
  expect(shop.texts).toEqual(sent);
  expect(Math.max(...most)).toBe(1);
});

test('nobody at an address is an error', () => {
  const broker = testBroker();
  expect(() => broker.send(DESK, SHOP, bytes('one'))).toThrow(
    expect.objectContaining({
      code: 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND',
      message: expect.stringContaining('acme:shop'),
    }),
  );
});

test('an address has one mailbox at a time', async () => {
  const broker = testBroker();
  const first = broker.attach(SHOP, new Recorder());
  expect(() => broker.attach(SHOP, new Recorder())).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }),
  );
  await first[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  expect(first.state).toBe('disposed');
  broker.attach(SHOP, new Recorder());
});

test('a sender reaches the same one of several instances', async () => {
  const broker = testBroker();
  const recorders = ['1', '2', '3'].map((instance) => {
    const recorder = new Recorder();
    broker.attach({ ...SHOP, instance }, recorder);
    return recorder;
  });
  const senders = Array.from({ length: 30 }, (_, at) => address(`acme:desk-${at}`));
  for (const from of senders) for (const one of ['a', 'b']) void broker.send(from, SHOP, bytes(one));
  void broker.send(DESK, { ...SHOP, instance: '2' }, bytes('named'));
  await settled();
  for (const { messages } of recorders) {
    expect(messages.length).toBeGreaterThan(0);
    for (const { sender } of messages) {
      const of = messages.filter((one) => one.sender.name === sender.name).map(({ payload }) => text(payload));
      if (sender.name !== 'desk') expect(of).toEqual(['a', 'b']);
    }
  }
  expect(recorders[1]?.texts).toContain('named');
});

test('an answer comes as a callback under the id of its request', async () => {
  const broker = testBroker();
  const desk = new Recorder();
  broker.attach(DESK, desk);
  broker.attach(SHOP, new Recorder(({ payload }) => bytes(`${text(payload)}!`)));
  const id = await broker.request(DESK, SHOP, bytes('one'));
  await settled();
  expect(desk.callbacks).toMatchObject([{ sender: SHOP, metadata: { correlationId: id } }]);
  expect(text(desk.callbacks[0]?.payload)).toBe('one!');
  expect(broker.counters.requests).toMatchObject({ pending: 0, answered: 1 });
});

test('an embedder waits for an answer', async () => {
  const broker = testBroker();
  broker.attach(SHOP, new Recorder(async ({ payload }) => (text(payload) === 'none' ? undefined : bytes('yes'))));
  expect(text(await broker.ask(DESK, SHOP, bytes('one')))).toBe('yes');
  expect(await broker.ask(DESK, SHOP, bytes('none'))).toBeUndefined();
});

test('a failing receiver fails who asks, at once', async () => {
  const broker = testBroker();
  const shop = new Recorder(() => Promise.reject(new Error('out of stock')));
  broker.attach(SHOP, shop);
  await expect(broker.ask(DESK, SHOP, bytes('one'))).rejects.toMatchObject({
    code: 'AIRSSYS_MESSAGING_FAILED',
    message: expect.stringContaining('out of stock'),
  });
  expect(broker.deadLetters()).toMatchObject([{ reason: 'failed', target: SHOP, attempts: 1, error: 'out of stock' }]);
});

test('a late answer is dropped and counted', async () => {
  const clock = new ManualClock();
  const broker = testBroker({ clock });
  const desk = new Recorder();
  const answer = Promise.withResolvers<Uint8Array>();
  broker.attach(DESK, desk);
  broker.attach(SHOP, new Recorder(() => answer.promise));
  const id = await broker.request(DESK, SHOP, bytes('one'), { timeoutMs: 100 });
  const asked = broker.ask(DESK, SHOP, bytes('two'), { timeoutMs: 50 });
  asked.catch(() => {});
  await settled();
  await clock.pass(50);
  await expect(asked).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_TIMEOUT' });
  await clock.pass(50);
  expect(() => broker.cancel(DESK, id)).toThrow(expect.objectContaining({ code: 'AIRSSYS_MESSAGING_TIMEOUT' }));
  answer.resolve(bytes('late'));
  await settled();
  expect(desk.callbacks).toEqual([]);
  expect(broker.counters.requests).toMatchObject({ timedOut: 2, late: 1, pending: 0 });
  // The second one was not even handed over: its time was over.
  expect(broker.deadLetters()).toMatchObject([{ reason: 'expired', attempts: 0 }]);
});

test('a request can be cancelled by who asked, and by nobody else', async () => {
  const broker = testBroker();
  const desk = new Recorder();
  const answer = Promise.withResolvers<Uint8Array>();
  broker.attach(DESK, desk);
  broker.attach(SHOP, new Recorder(() => answer.promise));
  const id = await broker.request(DESK, SHOP, bytes('one'));
  expect(() => broker.cancel(address('evil:desk'), id)).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_MESSAGING_INVALID' }),
  );
  broker.cancel(DESK, id);
  expect(() => broker.cancel(DESK, id)).toThrow(expect.objectContaining({ code: 'AIRSSYS_MESSAGING_INVALID' }));
  answer.resolve(bytes('late'));
  await settled();
  expect(desk.callbacks).toEqual([]);
  expect(broker.counters.requests).toMatchObject({ cancelled: 1, late: 1 });
});

test('an embedder gives a request up by its signal', async () => {
  const broker = testBroker();
  broker.attach(SHOP, new Recorder(() => new Promise<undefined>((resolve) => setTimeout(resolve, 20))));
  const abort = new AbortController();
  const asked = broker.ask(DESK, SHOP, bytes('one'), { signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
  expect(broker.counters).toMatchObject({ requests: { pending: 0 }, waiting: 0 });
});

test('a broadcast reaches all, or nobody where one is not there', async () => {
  const broker = testBroker();
  const [one, two] = [new Recorder(), new Recorder()];
  broker.attach(address('acme:one'), one);
  broker.attach(address('acme:two'), two);
  await broker.broadcast(DESK, [address('acme:one'), address('acme:two')], bytes('all'));
  await settled();
  expect([one.texts, two.texts]).toEqual([['all'], ['all']]);
  await expect(broker.broadcast(DESK, [address('acme:one'), SHOP], bytes('none'))).rejects.toMatchObject({
    code: 'AIRSSYS_MESSAGING_TARGET_NOT_FOUND',
  });
  await settled();
  expect(one.texts).toEqual(['all']);
});

test('what is published reaches each subscriber once, whichever of its patterns match', async () => {
  const broker = testBroker();
  const one = new Recorder();
  broker.attach(SHOP, one);
  expect(broker.subscribe(SHOP, 'orders.*')).toBe(true);
  expect(broker.subscribe(SHOP, 'orders.*')).toBe(false);
  broker.subscribe(SHOP, 'orders.**');
  broker.subscribe(SHOP, 'stock.low');
  const topics = ['orders.created', 'orders.eu.created', 'stock.low', 'stock.high', 'orders'];
  const reached: number[] = [];
  for (const topic of topics) reached.push(await broker.publish(DESK, topic, bytes(topic)));
  await settled();
  expect(reached).toEqual([1, 1, 1, 0, 0]);
  expect(one.texts).toEqual(['orders.created', 'orders.eu.created', 'stock.low']);
  expect(one.messages[0]?.metadata.replyTo).toEqual({ namespace: 'topic', name: 'orders.created', instance: '' });
  expect(broker.unsubscribe(SHOP, 'orders.**')).toBe(true);
  expect(broker.unsubscribe(SHOP, 'orders.**')).toBe(false);
  expect(await broker.publish(DESK, 'orders.eu.created', bytes('x'))).toBe(0);
});

test('subscriptions end with the mailbox', async () => {
  const broker = testBroker();
  const mailbox = broker.attach(SHOP, new Recorder());
  broker.subscribe(SHOP, '*');
  await mailbox[Symbol.asyncDispose]();
  broker.attach(SHOP, new Recorder());
  expect(await broker.publish(DESK, 'orders', bytes('x'))).toBe(0);
});

test.each(['', 'a..b', 'a.*', '*', 'a b', 'a:b', 'x'.repeat(256)])('%s is no topic', async (topic) => {
  await expect(testBroker().publish(DESK, topic, bytes('x'))).rejects.toMatchObject({
    code: 'AIRSSYS_MESSAGING_INVALID',
  });
});

test.each(['', 'a..b', 'a.*.b', '**', 'a.b*', 'x'.repeat(256)])('%s is no pattern of topics', (pattern) => {
  expect(() => testBroker().subscribe(SHOP, pattern)).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_MESSAGING_INVALID' }),
  );
});

test('an answer has nowhere to go where its asker was detached', async () => {
  const broker = testBroker();
  broker.attach(SHOP, new Recorder(() => bytes('answer')));
  await broker.request(DESK, SHOP, bytes('one'));
  await settled();
  expect(broker.deadLetters()).toMatchObject([{ reason: 'no-target', target: DESK }]);
});
