/** Rooms and members by themselves, without a host to install them: on a bus, with storage that a test looks into. */
import { createBus, createClock, fakeStorage, mount, type Bus, type FakeStorage } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { ChatMember } from '../src/chat-member.ts';
import type { ChatRoom } from '../src/chat-room.ts';

const ROOM_GRANTS = ['storage', 'messaging.publish:rooms.lobby.*'];
const mailbox = { guarantee: 'at-least-once', backoffMs: 5 } as const;

const lobby = async (bus: Bus, options: { storage?: FakeStorage; config?: string } = {}) =>
  await mount<typeof ChatRoom>('../src/chat-room.ts', {
    bus,
    mailbox,
    id: 'rooms:lobby',
    grants: ROOM_GRANTS,
    supervise: { intensity: 10 },
    config: options.config,
    fakes: { storage: options.storage },
  });

const member = async (bus: Bus, name: string) =>
  await mount<typeof ChatMember>('../src/chat-member.ts', {
    bus,
    mailbox,
    id: `members:${name}`,
    grants: 'requested',
    supervise: {},
  });

test('what one says, the other hears', async () => {
  const bus = createBus();
  const room = await lobby(bus);
  const [ann, bob] = [await member(bus, 'ann'), await member(bus, 'bob')];
  await Promise.all([ann.join('lobby'), bob.join('lobby')]);
  await ann.say('lobby', 'is somebody here?');
  await bus.settled();
  expect((await bob.heard('lobby')).map(({ from, text }) => `${from}: ${text}`)).toEqual(['ann: is somebody here?']);
  expect(room).toHaveSent('rooms.lobby.said', { from: 'ann', text: 'is somebody here?' });
  expect(ann).toHaveSent('rooms:lobby', { kind: 'say', number: 1 });
});

test('a room answers whoever joins with what was said before', async () => {
  const bus = createBus();
  const room = await lobby(bus);
  await room.$.send('{"kind":"join"}', { from: 'members:ann' });
  await room.$.send('{"kind":"say","number":1,"text":"first"}', { from: 'members:ann' });
  const history = await room.$.request('{"kind":"join"}', { from: 'members:bob' });
  expect(history?.json).toMatchObject([{ from: 'ann', number: 1, text: 'first' }]);
  expect(await room.members()).toEqual(['ann', 'bob']);
});

test('a room does not listen to strangers', async () => {
  const room = await lobby(createBus());
  await room.$.send('{"kind":"say","number":1,"text":"psst"}', { from: 'members:eve' });
  expect(room).toHaveLogged('not a member', { level: 'warn', context: { from: 'eve' } });
  expect(room).not.toHaveSent('rooms.lobby.said');
  expect(await room.history()).toEqual([]);
});

test('a room that crashes between two lines has all of them', async () => {
  const bus = createBus();
  const storage = fakeStorage({ entries: { 'member/ann': '' } });
  const room = await lobby(bus, { storage });
  await room.$.send('{"kind":"say","number":1,"text":"one"}', { from: 'members:ann' });
  await room.$.lifecycle.crash();
  await room.$.send('{"kind":"say","number":2,"text":"two"}', { from: 'members:ann' });
  expect((await room.history()).map(({ text }) => text)).toEqual(['one', 'two']);
  expect(await storage.keys('line/')).toHaveLength(2);
  // It has said that it is open again, so that members join anew.
  expect(room.$.sent.filter(({ to }) => to === 'rooms.lobby.opened')).toHaveLength(2);
});

test('what a room knew when it was shut down, the next one tells', async () => {
  const storage = fakeStorage({ entries: { 'member/ann': '' } });
  const room = await lobby(createBus(), { storage });
  await room.$.send('{"kind":"say","number":1,"text":"see you"}', { from: 'members:ann' });
  expect(await room.$.lifecycle.health()).toBe('healthy');
  await room.$.lifecycle.shutdown();
  const next = await lobby(createBus(), { storage });
  expect((await next.history()).map(({ text }) => text)).toEqual(['see you']);
});

test('a room forgets by the clock', async () => {
  const clock = createClock();
  const room = await mount<typeof ChatRoom>('../src/chat-room.ts', {
    clock,
    id: 'rooms:lobby',
    grants: ROOM_GRANTS,
    config: '3600000',
    fakes: { storage: fakeStorage({ entries: { 'member/ann': '' } }) },
  });
  await room.$.send('{"kind":"say","number":1,"text":"this will pass"}', { from: 'members:ann' });
  expect(await room.history()).toHaveLength(1);
  await clock.advance('1h');
  expect(await room.history()).toEqual([]);
});

test('a member asks for no more than its rooms', async () => {
  const bus = createBus();
  await lobby(bus);
  const ann = await mount<typeof ChatMember>('../src/chat-member.ts', {
    bus,
    id: 'members:ann',
    grants: ['storage', 'messaging.subscribe:rooms.lobby.*', 'messaging.request:rooms:lobby'],
  });
  await expect(ann.join('lobby')).toMatchAudit([
    'allowed messaging.subscribe rooms.lobby.*',
    'allowed messaging.request rooms:lobby',
    'allowed storage.write members:ann',
  ]);
  await expect(ann.join('board')).toBeDenied('messaging.subscribe', 'rooms.board.*');
});
