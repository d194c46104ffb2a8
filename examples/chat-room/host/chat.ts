/** Rooms and members, each installed as a component of its own: with what it may do, and how it is started again. */
import { join } from 'node:path';
import { Host, type InstallOptions, type OpenOptions } from '@airssys/host';
import { buildComponent } from '@airssys/sdk/build';

export interface ChatOptions extends OpenOptions {
  readonly rooms: readonly string[];
  /** Which rooms each member may enter. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds for which a room keeps a line. Default a day. */
  readonly keepMs?: number;
}

/** The same for all of them. */
const OPERATED: InstallOptions = {
  // What a sender was told to have been taken is on the disk, and is handed over until it was handled.
  mailbox: { durable: true, guarantee: 'at-least-once', backoffMs: 5 },
  // A crash now and then is no reason to give up.
  supervision: { intensity: 50, periodMs: 5_000 },
};

/** Opens a host, with a chat in it: an earlier one of the same directory goes on. */
export async function openChat({ rooms, members, keepMs, ...options }: ChatOptions): Promise<Host> {
  const host = await Host.open(options);
  try {
    const [room, member] = await Promise.all([built('chat-room'), built('chat-member')]);
    const config = new TextEncoder().encode(String(keepMs ?? ''));
    for (const name of rooms) await run(host, room, { id: `rooms:${name}`, grants: grantsOfRoom(name), config });
    for (const [name, admitted] of Object.entries(members)) {
      await run(host, member, { id: `members:${name}`, grants: grantsOfMember(admitted) });
    }
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

async function run(host: Host, bytes: Uint8Array, options: InstallOptions & { readonly id: string }): Promise<void> {
  if (host.query().byName(options.id).count() === 0) await host.install(bytes, { ...OPERATED, ...options });
  await host.start(options.id);
}

/** A room speaks on its own topics only, so that members know who it is. */
const grantsOfRoom = (name: string): readonly string[] => ['storage', `messaging.publish:rooms.${name}.*`];

/** A member reaches the rooms that it is admitted to. That is all there is to it: components check nothing. */
const grantsOfMember = (rooms: readonly string[]): readonly string[] => [
  'storage',
  ...rooms.flatMap((room) => [
    `messaging.send:rooms:${room}`,
    `messaging.request:rooms:${room}`,
    `messaging.subscribe:rooms.${room}.*`,
  ]),
];

async function built(name: string): Promise<Uint8Array> {
  const entry = join(import.meta.dirname, `../src/${name}.ts`);
  return (await buildComponent({ entry, engine: 'quickjs', outDir: false })).component;
}
