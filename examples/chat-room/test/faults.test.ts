/** Lines that get lost, or come twice, and a room that is not there. */
import { createBus, createFaults, createMocks, type Bus, type Faults, mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { ChatMember } from '../src/chat-member.ts';
import type { ChatRoom } from '../src/chat-room.ts';

const lobby = async (bus: Bus, faults?: Faults) =>
  await mount<typeof ChatRoom>('../src/chat-room.ts', {
    ...{ bus, faults, id: 'rooms:lobby', grants: ['storage', 'messaging.publish:rooms.lobby.*'] },
  });

const member = async (bus: Bus, name: string, faults?: Faults) =>
  await mount<typeof ChatMember>('../src/chat-member.ts', {
    ...{ bus, faults, id: `members:${name}`, grants: 'requested' },
  });

const textsOf = async (who: Awaited<ReturnType<typeof member>>): Promise<readonly string[]> =>
  (await who.heard('lobby')).map(({ text }) => text);

test('a line that comes twice is heard once', async () => {
  const bus = createBus();
  await lobby(bus);
  const faults = createFaults().duplicate('bus.send');
  const [ann, bob] = [await member(bus, 'ann', faults), await member(bus, 'bob')];
  await Promise.all([ann.join('lobby'), bob.join('lobby')]);
  await ann.say('lobby', 'hello');
  await bus.settled();
  expect(faults.injected).toMatchObject([{ kind: 'duplicate', component: 'members:ann', operation: 'say' }]);
  expect(await textsOf(bob)).toEqual(['hello']);
});

test('what a room has told and nobody has heard is told to whoever joins again', async () => {
  const bus = createBus();
  const faults = createFaults().drop('bus.publish', { operation: 'handleMessage' });
  await lobby(bus, faults);
  const [ann, bob] = [await member(bus, 'ann'), await member(bus, 'bob')];
  await Promise.all([ann.join('lobby'), bob.join('lobby')]);
  await ann.say('lobby', 'hello');
  await bus.settled();
  expect(await textsOf(bob)).toEqual([]);
  await bob.join('lobby');
  await bus.settled();
  expect(await textsOf(bob)).toEqual(['hello']);
});

test('a room that is not there yet is joined when it opens, and its lines are numbered on', async () => {
  const mocks = createMocks();
  mocks.bus.subscribe.returns(true);
  mocks.messaging.request.throws({ code: 'target-not-found' });
  mocks.bus.send.implement(() => {});
  const ann = await mount<typeof ChatMember>('../src/chat-member.ts', { grants: ['storage'], mocks });
  await ann.join('lobby');
  expect(mocks.bus.subscribe.calls).toEqual([['rooms.lobby.*']]);
  expect([await ann.say('lobby', 'one'), await ann.say('lobby', 'two')]).toEqual([1, 2]);
  const sent = mocks.bus.send.calls.map(([to, payload]) => [to.name, JSON.parse(new TextDecoder().decode(payload))]);
  expect(sent).toEqual([
    ['lobby', { kind: 'say', number: 1, text: 'one' }],
    ['lobby', { kind: 'say', number: 2, text: 'two' }],
  ]);
});
