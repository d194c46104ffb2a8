/** Messages between real components, on both engines. */
import { describe, expect, test } from 'vitest';
import { decodePayload, encodePayload } from '../../src/index.ts';
import { ENGINES, testHost } from '../components.ts';
import { messenger } from './messengers.ts';
import { address, bytes, Recorder, text } from './receivers.ts';

describe.each(ENGINES)('%s', (engine) => {
  test('a message, an answer and a callback', async () => {
    const host = testHost();
    const ping = await messenger(host, 'test:ping', { engine });
    const pong = await messenger(host, 'test:pong#1', { engine });
    expect(await ping.call('self')).toBe('test:ping');
    expect(await pong.call('self')).toBe('test:pong#1');
    expect(await ping.call('send', 'test:pong', 'hello')).toBe('sent');
    const id = await ping.call('request', 'test:pong#1', 'echo back', 5_000);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await expect.poll(() => ping.call('received')).toEqual(['answer from test:pong#1: back']);
    expect(await pong.call('received')).toEqual(['message from test:ping: hello', 'message from test:ping: echo back']);
    expect(await ping.call('cancel', id)).toMatch(/^messaging: invalid-message/);
  });

  test('a request that waits', async () => {
    const host = testHost();
    const ping = await messenger(host, 'test:ping', { engine });
    await messenger(host, 'test:pong', { engine });
    expect(await ping.call('ask', 'test:pong', 'echo back', 5_000)).toBe('back');
    expect(await ping.call('ask', 'test:pong', 'quiet', 5_000)).toBe('nothing');
    expect(await ping.call('ask', 'test:pong', 'fail', 5_000)).toMatch(
      /^bus: failed: test:pong did not handle the message: .*as it was told/,
    );
    expect(await ping.call('ask', 'test:nobody', 'quiet', 5_000)).toBe('bus: target-not-found');
    expect(await ping.call('received')).toEqual([]);
  });

  test('topics', async () => {
    const host = testHost();
    const one = await messenger(host, 'test:one', { engine, instance: { env: { TOPICS: 'chat.*' } } });
    const two = await messenger(host, 'test:two', { engine });
    expect(await two.call('subscribe', 'chat.main')).toBe('true');
    expect(await two.call('subscribe', 'chat.main')).toBe('false');
    expect(await two.call('publish', 'chat.main', 'hello all')).toBe('2');
    expect(await two.call('unsubscribe', 'chat.main')).toBe('true');
    expect(await two.call('publish', 'chat.other', 'hello one')).toBe('1');
    await expect
      .poll(() => one.call('received'))
      .toEqual(['message from test:two on chat.main: hello all', 'message from test:two on chat.other: hello one']);
    expect(await two.call('received')).toEqual(['message from test:two on chat.main: hello all']);
  });

  test('a broadcast', async () => {
    const host = testHost();
    const one = await messenger(host, 'test:one', { engine });
    const two = await messenger(host, 'test:two', { engine });
    expect(await one.call('broadcast', ['test:one', 'test:two'], 'all')).toBe('sent');
    expect(await one.call('broadcast', ['test:one', 'test:three'], 'none')).toBe('messaging: target-not-found');
    await expect.poll(() => two.call('received')).toEqual(['message from test:one: all']);
    expect(await one.call('received')).toEqual(['message from test:one: all']);
  });
});

test.each(['worker', 'process'] as const)('an instance in a %s has the same messages', async (isolation) => {
  const host = testHost();
  const ping = await messenger(host, 'test:ping', { instance: { isolation } });
  await messenger(host, 'test:pong', { instance: { isolation } });
  expect(await ping.call('ask', 'test:pong', 'echo back', 5_000)).toBe('back');
});

test('an embedder asks a component, and is asked by one', async () => {
  const host = testHost();
  const me = address('embedder:me');
  const recorder = new Recorder(({ payload }) => bytes(`you said ${text(payload)}`));
  host.messaging.attach(me, recorder);
  const ping = await messenger(host, 'test:ping');
  expect(text(await host.messaging.ask(me, address('test:ping'), bytes('echo back')))).toBe('back');
  expect(await ping.call('ask', 'embedder:me', 'hello', 5_000)).toBe('you said hello');
  expect(recorder.messages[0]?.sender).toEqual(address('test:ping'));
});

test.each(ENGINES)('payloads of every codec, through a component of %s', async (engine) => {
  const host = testHost();
  await messenger(host, 'test:coder', { engine });
  const recode = async (payload: Uint8Array): Promise<Uint8Array | undefined> =>
    await host.messaging.ask(address('test:me'), address('test:coder'), payload, {
      contentType: 'application/x-recode',
    });
  const plain = { text: 'größer €', list: [1, -1, 1.5, 2 ** 40, true, null], nested: { empty: {} } };
  const more = { ...plain, big: 2n ** 63n, least: -(2n ** 63n), bytes: Uint8Array.of(0, 255) };
  for (const [codec, value] of [
    ['json', plain],
    ['cbor', more],
    ['messagepack', more],
    ['raw', more.bytes],
    ['protobuf', more.bytes],
  ] as const) {
    const again = await recode(encodePayload(codec, value));
    expect(decodePayload(again ?? new Uint8Array())).toEqual({ codec, value });
  }
  for (const broken of [
    Uint8Array.of(0x51, 0xff),
    Uint8Array.of(0x81, 0x04),
    Uint8Array.of(0x80, 0x04, 0x7b),
    Uint8Array.of(9),
  ]) {
    expect(text(await recode(broken))).toBe('AIRSSYS_MESSAGING_CODEC');
  }
});
