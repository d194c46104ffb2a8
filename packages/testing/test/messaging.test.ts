import { describe, expect, test } from 'vitest';
import { createBus, createClock, fakeStorage, mount } from '../src/index.ts';
import type { Station } from './fixtures/station.ts';

const grants = 'requested' as const;
const station = (options?: Parameters<typeof mount>[1]) =>
  mount<typeof Station>('./fixtures/station.ts', { grants, ...options });

describe('messages of the test', () => {
  test('are handled when send resolves, and are told', async () => {
    const { $, heard } = await station();
    const delivery = await $.send('news', { from: 'test:paper', contentType: 'text/plain' });
    expect(delivery).toMatchObject({
      from: 'test:paper',
      text: 'news',
      contentType: 'text/plain',
      outcome: 'handled',
      answer: undefined,
      attempt: 1,
    });
    expect(await heard()).toEqual(['news']);
    expect($.received).toEqual([delivery]);
  });

  test('are answered', async () => {
    const { $ } = await station();
    expect((await $.request('ask this'))?.text).toBe('heard this');
    expect(await $.request('no question')).toBeUndefined();
    expect($.received.map(({ isRequest, answer }) => [isRequest, answer?.text])).toEqual([
      [true, 'heard this'],
      [true, undefined],
    ]);
  });

  test('carry values by their codec', async () => {
    const { $ } = await station();
    const { payload } = await $.send({ json: { order: 7 } });
    expect(payload.value).toEqual({ order: 7 });
    const delivery = await $.send('{"plain":true}');
    expect(delivery.payload.json).toEqual({ plain: true });
  });

  test('that fail are told with the error', async () => {
    const { $ } = await station({ supervise: {} });
    await expect($.send('fail')).rejects.toMatchObject({
      code: 'AIRSSYS_MESSAGING_FAILED',
      message: expect.stringContaining('not this one'),
    });
    await expect($.request('fail')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_FAILED' });
    expect($.received.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  test('are tried again as the mailbox has it', async () => {
    const { $ } = await station({
      supervise: { intensity: 10 },
      mailbox: { guarantee: 'at-least-once', maxAttempts: 3, backoffMs: 0 },
    });
    await expect($.send('fail')).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_FAILED' });
    expect($.received.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });
});

describe('a bus', () => {
  test('carries messages from one mount to the other', async () => {
    const bus = createBus();
    const [one, other] = [await station({ bus, id: 'test:one' }), await station({ bus, id: 'test:other' })];
    await one.tell('other', 'hello');
    await bus.settled();
    expect(await other.heard()).toEqual(['hello']);
    expect(other.$.received).toMatchObject([{ from: 'test:one', contentType: 'text/plain' }]);
    expect(await one.ask('other', 'ask that')).toBe('heard that');
    expect(one.$.sent.map(({ kind, to, text }) => `${kind} ${to} ${text}`)).toEqual([
      'send test:other hello',
      'request test:other ask that',
    ]);
    await expect(one.tell('stranger', 'hello')).toTrap('guest-error', 'target-not-found');
    expect(one.$.sent).toHaveLength(2);
  });

  test('knows two mounts of one component apart', async () => {
    const bus = createBus();
    const [one, other] = [await station({ bus }), await station({ bus })];
    expect([await one.me(), await other.me()]).toEqual(['station#', 'station#2']);
    await bus.send('test:station#2', 'to the second');
    await bus.settled();
    expect([await one.heard(), await other.heard()]).toEqual([[], ['to the second']]);
  });

  test('carries what is published, to the test as well', async () => {
    const bus = createBus();
    const paper = bus.listen('test:paper', { topics: ['news.*'] });
    const one = await station({ bus, config: 'listen' });
    expect(await one.publish('news.today', 'sunshine')).toBe(2);
    expect(await bus.publish('news.later', 'rain')).toBe(2);
    await bus.settled();
    expect(await one.heard()).toEqual(['sunshine', 'rain']);
    expect(paper.messages.map(({ topic, text }) => `${topic}: ${text}`)).toEqual([
      'news.today: sunshine',
      'news.later: rain',
    ]);
  });

  test('lets the test answer', async () => {
    const bus = createBus();
    bus.listen('test:paper', { handler: ({ from, text }) => `${from} asks ${text}` });
    const one = await station({ bus });
    expect(await one.ask('paper', 'why')).toBe('test:station asks why');
  });

  test('goes by its own clock', async () => {
    const clock = createClock();
    const bus = createBus({ clock });
    const { $ } = await station({ bus, clock });
    const slow = bus.listen('test:slow', { handler: () => new Promise(() => {}) });
    const asking = bus.request('test:slow', 'ask', { timeoutMs: 5_000 });
    const later = async (): Promise<void> => {
      await expect.poll(() => slow.messages).toHaveLength(1);
      await clock.advance('5s');
    };
    await Promise.all([expect(asking).rejects.toMatchObject({ code: 'AIRSSYS_MESSAGING_TIMEOUT' }), later()]);
    expect((await $.send('still here')).outcome).toBe('handled');
  });

  test('keeps what is to be handled exactly once together with what it changes', async () => {
    const storage = fakeStorage();
    const bus = createBus({ storage });
    const { $ } = await station({ bus, fakes: { storage }, mailbox: { guarantee: 'exactly-once', maxAttempts: 1 } });
    await $.send('news', { id: 'n1' });
    expect(await storage.texts()).toEqual({ 'heard/1': 'test: news' });
    await bus.send('test:station', 'news', { id: 'n1' });
    await bus.settled();
    expect($.received).toHaveLength(1);
  });
});
