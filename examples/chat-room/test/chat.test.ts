import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host, LifecycleEvent } from '@airssys/host';
import { expect, onTestFinished, test } from 'vitest';
import { type ChatOptions, openChat } from '../host/chat.ts';
import type { Line } from '../src/protocol.ts';
import { type Crash, crashing } from './crashes.ts';

const ROOMS = ['lobby', 'board'];
const MEMBERS = { ann: ['lobby', 'board'], bob: ['lobby'] };

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'chat-room-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function opened(options: Partial<ChatOptions> = {}): Promise<Host> {
  const host = await openChat({ dataDir: temporaryDirectory(), rooms: ROOMS, members: MEMBERS, ...options });
  onTestFinished(async () => await host.close());
  return host;
}

const words = (lines: unknown): readonly string[] => (lines as Line[]).map(({ from, text }) => `${from}: ${text}`);

const historyOf = async (host: Host, room: string): Promise<readonly string[]> =>
  words(await host.call(`rooms:${room}`, 'history'));

/** What a member can do. */
function member(host: Host, name: string) {
  const call = async (operation: string, ...args: string[]): Promise<unknown> =>
    await host.call(`members:${name}`, operation, args);
  return {
    join: async (room: string) => await call('join', room),
    leave: async (room: string) => await call('leave', room),
    say: async (room: string, text: string) => await call('say', room, text),
    heard: async (room: string) => words(await call('heard', room)),
  };
}

test('what a member says, all members of the room hear, and who comes later too', async () => {
  const host = await opened();
  const [ann, bob] = [member(host, 'ann'), member(host, 'bob')];
  await ann.join('lobby');
  await ann.say('lobby', 'is somebody here?');
  await expect.poll(() => ann.heard('lobby')).toEqual(['ann: is somebody here?']);
  await bob.join('lobby');
  await bob.say('lobby', 'I am');
  await expect.poll(() => bob.heard('lobby')).toEqual(['ann: is somebody here?', 'bob: I am']);
  await expect.poll(() => ann.heard('lobby')).toEqual(['ann: is somebody here?', 'bob: I am']);
  await bob.leave('lobby');
  await ann.say('lobby', 'bye');
  await expect.poll(() => ann.heard('lobby')).toHaveLength(3);
  expect(await bob.heard('lobby')).toHaveLength(2);
});

test('a member enters the rooms that it was admitted to, and no other', async () => {
  const host = await opened();
  const bob = member(host, 'bob');
  await member(host, 'ann').join('board');
  await member(host, 'ann').say('board', 'bob is let go');
  for (const attempt of [bob.join('board'), bob.say('board', 'what?'), bob.leave('board')]) {
    await expect(attempt).rejects.toMatchObject({
      name: 'NotAdmitted',
      message: 'not admitted to board',
      room: 'board',
    });
  }
  await expect.poll(() => historyOf(host, 'board')).toEqual(['ann: bob is let go']);
  expect(await bob.heard('board')).toEqual([]);
  const denied = host.audit.events.filter((event) => !event.allowed);
  expect(denied.map(({ component, action, resource }) => `${component} ${action} ${resource}`)).toEqual([
    'members:bob@1.0.0 subscribe rooms.board.*',
    'members:bob@1.0.0 send rooms:board',
    'members:bob@1.0.0 send rooms:board',
  ]);
});

test('who has not joined is not listened to', async () => {
  const logged: string[] = [];
  const log = ({ message, context }: { message: string; context: readonly (readonly [string, string])[] }): void => {
    logged.push(`${message} ${context.join(' ')}`);
  };
  const host = await opened({ surroundings: () => ({ log }) });
  await member(host, 'bob').say('lobby', 'hello');
  await expect.poll(() => logged).toEqual(['not a member from,bob']);
  expect(await historyOf(host, 'lobby')).toEqual([]);
});

test('a room forgets what is old', async () => {
  const host = await opened({ keepMs: 200 });
  const ann = member(host, 'ann');
  await ann.join('lobby');
  await ann.say('lobby', 'this will pass');
  await expect.poll(() => ann.heard('lobby')).toHaveLength(1);
  await expect.poll(() => historyOf(host, 'lobby')).toEqual([]);
});

test('a room that crashes again and again loses nothing that was acknowledged', async () => {
  let published = 0;
  let crashes = 0;
  // Each fifth time, alternately before the line is published and after it.
  const when = (topic: string): Crash => {
    if (!topic.endsWith('.said') || (published += 1) % 5 !== 0) return undefined;
    crashes += 1;
    return crashes % 2 === 0 ? 'before' : 'after';
  };
  const host = await opened({ surroundings: (id) => (id === 'rooms:lobby' ? crashing(when) : {}) });
  const [ann, bob] = [member(host, 'ann'), member(host, 'bob')];
  await ann.join('lobby');
  await bob.join('lobby');
  const said = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  for (const text of said) await ann.say('lobby', text);

  const expected = said.map((text) => `ann: ${text}`);
  await expect.poll(() => bob.heard('lobby')).toEqual(expected);
  await expect.poll(() => ann.heard('lobby')).toEqual(expected);
  expect(await historyOf(host, 'lobby')).toEqual(expected);
  expect(crashes).toBeGreaterThanOrEqual(6);
  expect(host.messaging.deadLetters()).toEqual([]);
  expect(host.get('rooms:lobby').state).toBe('running');
});

test('a room that does nothing but crash is given up, and the others go on', async () => {
  const host = await opened({
    surroundings: (id) =>
      id === 'rooms:board' ? crashing((topic) => (topic.endsWith('.said') ? 'before' : undefined)) : {},
  });
  const ann = member(host, 'ann');
  await ann.join('board');
  await ann.join('lobby');
  await ann.say('board', 'one');
  await expect
    .poll(() => host.messaging.deadLetters())
    .toMatchObject([{ reason: 'failed', attempts: 5, target: { namespace: 'rooms', name: 'board' } }]);
  await ann.say('lobby', 'two');
  await expect.poll(() => ann.heard('lobby')).toEqual(['ann: two']);
});

test('the chat goes on when the host comes back', async () => {
  const dataDir = temporaryDirectory();
  {
    await using host = await openChat({ dataDir, rooms: ROOMS, members: MEMBERS });
    await member(host, 'ann').join('lobby');
    await member(host, 'ann').say('lobby', 'until tomorrow');
  }
  const host = await opened({ dataDir });
  // Nobody has to join again.
  await expect.poll(() => member(host, 'ann').heard('lobby')).toEqual(['ann: until tomorrow']);
  await member(host, 'ann').say('lobby', 'good morning');
  await expect.poll(() => member(host, 'ann').heard('lobby')).toHaveLength(2);
});

test('what happens to a component is told', async () => {
  const host = await opened();
  const events: LifecycleEvent[] = [];
  const reading = (async () => {
    for await (const event of host.events()) events.push(event);
  })();
  await host.stop('members:bob');
  await host.start('members:bob');
  await host.close();
  await reading;
  expect(events.flatMap((event) => ('to' in event && event.component === 'members:bob' ? [event.to] : []))).toEqual(
    expect.arrayContaining(['stopping', 'stopped', 'starting', 'running']),
  );
});
