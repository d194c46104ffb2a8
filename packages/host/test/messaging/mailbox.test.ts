/** What a mailbox does with more than it has room for, and with what fails. */
import { expect, test } from 'vitest';
import type { Receiver } from '../../src/index.ts';
import { ManualClock, settled } from './clock.ts';
import { address, bytes, Recorder, testBroker, text } from './receivers.ts';

const SHOP = address('acme:shop');
const DESK = address('acme:desk');
const code = (name: string): object => expect.objectContaining({ code: `AIRSSYS_MESSAGING_${name}` });

/** Holds on to its first message until it is let go. */
function holding(): { readonly recorder: Recorder; readonly release: () => void } {
  const first = Promise.withResolvers<undefined>();
  return { recorder: new Recorder(() => first.promise), release: () => first.resolve(undefined) };
}

test('reject: the sender is told, and there is room again when one has gone', async () => {
  const broker = testBroker();
  const { recorder, release } = holding();
  const mailbox = broker.attach(SHOP, recorder, { maxMessages: 2 });
  void broker.send(DESK, SHOP, bytes('1'));
  await settled();
  void broker.send(DESK, SHOP, bytes('2'));
  void broker.send(DESK, SHOP, bytes('3'));
  expect(mailbox).toMatchObject({ state: 'handling', depth: 2 });
  expect(() => broker.send(DESK, SHOP, bytes('4'))).toThrow(code('QUEUE_FULL'));
  release();
  await settled();
  void broker.send(DESK, SHOP, bytes('5'));
  await settled();
  expect(recorder.texts).toEqual(['1', '2', '3', '5']);
  expect(mailbox).toMatchObject({ state: 'idle', counters: { accepted: 4, handled: 4, refused: 1, dead: 0 } });
});

test('bytes are bounded as messages are', () => {
  const broker = testBroker();
  const mailbox = broker.attach(SHOP, () => undefined, { maxBytes: 10 });
  void broker.send(DESK, SHOP, bytes('123456'));
  expect(() => broker.send(DESK, SHOP, bytes('12345'))).toThrow(code('QUEUE_FULL'));
  void broker.send(DESK, SHOP, bytes('1234'));
  expect(mailbox.bytes).toBe(10);
  expect(() => broker.send(DESK, SHOP, bytes('12345678901'))).toThrow(code('INVALID'));
});

test('drop-oldest: the oldest become dead letters', async () => {
  const broker = testBroker();
  const mailbox = broker.attach(SHOP, () => undefined, { maxMessages: 2, overflow: 'drop-oldest' });
  for (const one of ['1', '2', '3', '4']) void broker.send(DESK, SHOP, bytes(one));
  const recorder = new Recorder();
  mailbox.connect(recorder);
  await settled();
  expect(recorder.texts).toEqual(['3', '4']);
  expect(broker.deadLetters().map(({ reason, message }) => `${reason} ${text(message.payload)}`)).toEqual([
    'overflow 1',
    'overflow 2',
  ]);
});

test('drop-newest: what comes becomes a dead letter', async () => {
  const broker = testBroker();
  const mailbox = broker.attach(SHOP, () => undefined, { maxMessages: 1, overflow: 'drop-newest' });
  void broker.send(DESK, SHOP, bytes('1'));
  void broker.send(DESK, SHOP, bytes('2'));
  expect(mailbox.depth).toBe(1);
  expect(broker.deadLetters()).toMatchObject([{ reason: 'overflow', target: SHOP }]);
});

test('wait: senders are let in in their order', async () => {
  const broker = testBroker();
  const { recorder, release } = holding();
  const mailbox = broker.attach(SHOP, recorder, { maxMessages: 1, overflow: 'wait' });
  expect(broker.send(DESK, SHOP, bytes('1'))).toBeUndefined();
  await settled();
  expect(broker.send(DESK, SHOP, bytes('2'))).toBeUndefined();
  const waits = ['3', '4'].map((one) => broker.send(DESK, SHOP, bytes(one)));
  expect(waits.every((one) => one instanceof Promise)).toBe(true);
  expect(mailbox.waitingSenders).toBe(2);
  release();
  for (const wait of waits) await wait;
  await settled();
  expect(recorder.texts).toEqual(['1', '2', '3', '4']);
  expect(mailbox.waitingSenders).toBe(0);
});

test('wait: up to a deadline', async () => {
  const clock = new ManualClock();
  const broker = testBroker({ clock });
  const mailbox = broker.attach(SHOP, () => undefined, { maxMessages: 1, overflow: 'wait' });
  void broker.send(DESK, SHOP, bytes('1'));
  const sent = broker.send(DESK, SHOP, bytes('2'), { waitTimeoutMs: 100 });
  sent?.catch(() => {});
  await clock.pass(100);
  await expect(sent).rejects.toEqual(code('TIMEOUT'));
  expect(mailbox.waitingSenders).toBe(0);
  const other = broker.send(DESK, SHOP, bytes('3'));
  other?.catch(() => {});
  await mailbox[Symbol.asyncDispose]();
  await expect(other).rejects.toEqual(code('CLOSED'));
  expect(clock.sleepers).toBe(0);
});

test('an answer finds room in a mailbox that is full', async () => {
  const broker = testBroker();
  const desk = broker.attach(DESK, () => undefined, { maxMessages: 1 });
  broker.attach(SHOP, new Recorder(() => bytes('answer')));
  void broker.send(SHOP, DESK, bytes('fills it'));
  await broker.request(DESK, SHOP, bytes('one'));
  await settled();
  const recorder = new Recorder();
  desk.connect(recorder);
  await settled();
  expect(recorder.callbacks).toHaveLength(1);
});

test('answers under way are bounded', async () => {
  const broker = testBroker({ maxRequests: 2 });
  broker.attach(SHOP, () => undefined);
  await broker.request(DESK, SHOP, bytes('1'));
  const id = await broker.request(DESK, SHOP, bytes('2'));
  await expect(broker.request(DESK, SHOP, bytes('3'))).rejects.toEqual(code('QUEUE_FULL'));
  broker.cancel(DESK, id);
  await broker.request(DESK, SHOP, bytes('4'));
});

test('at most once: what fails is a dead letter, and can be sent again', async () => {
  const letters: number[] = [];
  const broker = testBroker({ onDeadLetter: ({ number }) => letters.push(number) });
  let fails = true;
  const shop = new Recorder(() => {
    if (fails) throw new Error('closed');
    return undefined;
  });
  broker.attach(SHOP, shop);
  void broker.send(DESK, SHOP, bytes('1'));
  await settled();
  expect(broker.deadLetters()).toMatchObject([{ number: 1, reason: 'failed', attempts: 1, error: 'closed' }]);
  expect(letters).toEqual([1]);
  fails = false;
  await broker.takeDeadLetter(1, { again: true });
  expect(await broker.takeDeadLetter(1)).toBeUndefined();
  await settled();
  expect(shop.texts).toEqual(['1', '1']);
  expect(broker.deadLetters()).toEqual([]);
});

test('at least once: it is handed over again, later each time, and those behind it wait', async () => {
  const clock = new ManualClock();
  const broker = testBroker({ clock });
  let failures = 2;
  const shop = new Recorder(() => {
    if ((failures -= 1) >= 0) throw new Error('busy');
    return undefined;
  });
  const mailbox = broker.attach(SHOP, shop, { guarantee: 'at-least-once', backoffMs: 100 });
  void broker.send(DESK, SHOP, bytes('1'));
  void broker.send(DESK, SHOP, bytes('2'));
  await settled();
  expect(mailbox.state).toBe('retrying');
  await clock.pass(99);
  expect(shop.texts).toEqual(['1']);
  await clock.pass(1);
  expect(shop.texts).toEqual(['1', '1']);
  await clock.pass(199);
  expect(shop.texts).toEqual(['1', '1']);
  await clock.pass(1);
  expect(shop.texts).toEqual(['1', '1', '1', '2']);
  expect(mailbox.counters).toMatchObject({ handled: 2, failures: 2, redelivered: 2, dead: 0 });
});

test('at least once: what fails too often is a dead letter, and those behind it go on', async () => {
  const broker = testBroker();
  const shop = new Recorder(({ payload }) =>
    text(payload) === 'poison' ? Promise.reject(new Error('no')) : undefined,
  );
  broker.attach(SHOP, shop, { guarantee: 'at-least-once', maxAttempts: 3, backoffMs: 0 });
  void broker.send(DESK, SHOP, bytes('poison'));
  void broker.send(DESK, SHOP, bytes('fine'));
  await settled();
  expect(shop.texts).toEqual(['poison', 'poison', 'poison', 'fine']);
  expect(broker.deadLetters()).toMatchObject([{ reason: 'failed', attempts: 3 }]);
});

test('a message can ask for less than its mailbox has, and for no more', async () => {
  const broker = testBroker();
  const shop = new Recorder(() => Promise.reject(new Error('no')));
  broker.attach(SHOP, shop, { guarantee: 'at-least-once', backoffMs: 0 });
  void broker.send(DESK, SHOP, bytes('1'), { guarantee: 'at-most-once' });
  await settled();
  expect(shop.messages).toHaveLength(1);
  expect(() => broker.send(DESK, SHOP, bytes('1'), { guarantee: 'exactly-once' })).toThrow(code('INVALID'));
});

test('messages wait while a receiver is gone, and go on with the next', async () => {
  const broker = testBroker();
  let state = 'ready';
  const first: Receiver = {
    get state() {
      return state;
    },
    handleMessage() {
      state = 'terminated';
      throw new Error('trapped');
    },
    handleCallback() {},
  };
  const mailbox = broker.attach(SHOP, first, { guarantee: 'at-least-once', backoffMs: 0 });
  void broker.send(DESK, SHOP, bytes('1'));
  void broker.send(DESK, SHOP, bytes('2'));
  await settled();
  expect(mailbox).toMatchObject({ state: 'paused', depth: 2 });
  const next = new Recorder();
  mailbox.connect(next);
  await settled();
  expect(next.messages.map(({ payload, attempt }) => [text(payload), attempt])).toEqual([
    ['1', 2],
    ['2', 1],
  ]);
});

test('a function says who the receiver is', async () => {
  const broker = testBroker();
  let receiver: Recorder | undefined;
  const mailbox = broker.attach(SHOP, () => receiver);
  void broker.send(DESK, SHOP, bytes('1'));
  await settled();
  expect(mailbox.state).toBe('paused');
  receiver = new Recorder();
  mailbox.resume();
  await settled();
  expect(receiver.texts).toEqual(['1']);
  mailbox.pause();
  void broker.send(DESK, SHOP, bytes('2'));
  await settled();
  expect(receiver.texts).toEqual(['1']);
  mailbox.resume();
  await settled();
  expect(receiver.texts).toEqual(['1', '2']);
});

test('what has expired is not handed over', async () => {
  const clock = new ManualClock();
  const broker = testBroker({ clock });
  const mailbox = broker.attach(SHOP, () => undefined);
  void broker.send(DESK, SHOP, bytes('1'), { ttlMs: 10 });
  void broker.send(DESK, SHOP, bytes('2'), { ttlMs: 11 });
  await clock.pass(10);
  const recorder = new Recorder();
  mailbox.connect(recorder);
  await settled();
  expect(recorder.texts).toEqual(['2']);
  expect(broker.deadLetters()).toMatchObject([{ reason: 'expired', attempts: 0 }]);
});

test('a mailbox that is disposed ends what it was doing, and buries what waits', async () => {
  const broker = testBroker();
  let signal: AbortSignal | undefined;
  const mailbox = broker.attach(
    SHOP,
    new Recorder(
      (_message, options) =>
        new Promise<undefined>((resolve) => {
          ({ signal } = options);
          options.signal.addEventListener('abort', () => resolve(undefined));
        }),
    ),
  );
  void broker.send(DESK, SHOP, bytes('1'));
  await settled();
  void broker.send(DESK, SHOP, bytes('2'));
  await mailbox[Symbol.asyncDispose]();
  expect(signal?.aborted).toBe(true);
  expect(broker.deadLetters()).toMatchObject([{ reason: 'no-target', message: { payload: bytes('2') } }]);
  expect(() => broker.send(DESK, SHOP, bytes('3'))).toThrow(code('TARGET_NOT_FOUND'));
});

test('dead letters are bounded', async () => {
  const broker = testBroker({ maxDeadLetters: 2, maxDeadLetterBytes: 10 });
  broker.attach(SHOP, new Recorder(() => Promise.reject(new Error('no'))));
  for (const one of ['1', '2', '3']) void broker.send(DESK, SHOP, bytes(one));
  await settled();
  expect(broker.deadLetters().map(({ number }) => number)).toEqual([2, 3]);
  void broker.send(DESK, SHOP, bytes('12345678901'));
  await settled();
  expect(broker.deadLetters()).toEqual([]);
  expect(broker.counters.deadLetters).toBe(4);
});

test.each([
  { maxMessages: 0 },
  { maxBytes: 0 },
  { maxBytes: 10, maxMessageBytes: 11 },
  { overflow: 'explode' },
  { guarantee: 'twice' },
  { maxAttempts: 1.5 },
  { backoffMs: -1 },
  { durable: true },
])('%j is no option of a mailbox', (options) => {
  // What TypeScript would not let through.
  expect(() => testBroker().attach(SHOP, new Recorder(), options as object)).toThrow(
    expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID' }),
  );
});
