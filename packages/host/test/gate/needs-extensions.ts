import type { Needs, NeedsTable } from './needs.ts';
import type { World } from './open-gate.ts';

const FILES = 'airssys:ext-filesystem/open-files@1.0.0';
const PROCESSES = 'airssys:ext-process/processes@1.0.0';
const HTTP = 'airssys:ext-network/http@1.0.0';
const TCP = 'airssys:ext-network/tcp@1.0.0';
const UDP = 'airssys:ext-network/udp@1.0.0';

const OWN_SUBSCRIPTION = 'it ends what the component itself has begun';
const KNOWN = 'it tells what the component has been told before';
const OUT = ['network.outbound:127.0.0.1:*'];
const IN = ['network.inbound:127.0.0.1:*'];
const bytes = Uint8Array.of(1, 2);
const peer = { namespace: 'test', name: 'peer', instance: '' };
const sending = { contentType: undefined, ttlMs: undefined, messageId: undefined, guarantee: undefined };

type Maker = (world: World) => Promise<unknown>;

const on = (grants: readonly string[], maker: Maker, ...args: readonly unknown[]): Needs => ({
  grants,
  args: async (world) => [await maker(world), ...args],
});

/** What is open asks with each use for all that opening it asked for. */
const reading: Maker = async (world) => await world.all(`${FILES}#open`, '/data/a.txt', 'read');
const writing: Maker = async (world) => await world.all(`${FILES}#open`, '/data/a.txt', 'write');
const read = ['filesystem.read:/data/**'];
const write = ['filesystem.write:/data/**'];

/** A program that waits for its input, and ends with it. */
const CAT = '/usr/bin/cat';
const spawn = [CAT, { arguments: [], environment: [], workingDirectory: undefined, limits: {} }];
const child: Maker = async (world) => await world.all(`${PROCESSES}#spawn`, ...spawn);
const ended: Maker = async (world) => {
  const made = await child(world);
  await world.all(`${PROCESSES}#[method]child.close-stdin`, made);
  return made;
};
const running = ['process.spawn:*'];

const request = async (world: World, method = 'GET'): Promise<object> => {
  const url = `http://127.0.0.1:${await world.server()}/`;
  return { method, url, headers: [], timeoutMs: undefined };
};
const response: Maker = async (world) => await world.all(`${HTTP}#send`, await request(world), undefined, 0);
const upload: Maker = async (world) => await world.all(`${HTTP}#begin`, await request(world, 'POST'));

const connection: Maker = async (world) => await world.all(`${TCP}#connect`, '127.0.0.1', await world.server());
/** The server has an answer for it. */
const answered: Maker = async (world) => {
  const made = await connection(world);
  await world.all(`${TCP}#[method]connection.write`, made, new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'));
  return made;
};
const portOf = (local: unknown): number => Number(/:(\d+)$/.exec(String(local))?.[1]);
/** Somebody has connected to it. */
const listener: Maker = async (world) => {
  const made = await world.all(`${TCP}#listen`, '127.0.0.1', 0);
  await world.all(`${TCP}#connect`, '127.0.0.1', portOf(await world.all(`${TCP}#[method]listener.local`, made)));
  return made;
};

/** One has sent to the other. */
async function heard(world: World): Promise<readonly [socket: unknown, receiver: unknown]> {
  const receiver = await world.all(`${UDP}#bind`, '127.0.0.1', 0);
  const port = portOf(await world.all(`${UDP}#[method]receiver.local`, receiver));
  const socket = await world.all(`${UDP}#connect`, '127.0.0.1', port);
  await world.all(`${UDP}#[method]socket.send`, socket, bytes);
  return [socket, receiver];
}
async function sender(world: World, receiver: unknown): Promise<unknown> {
  return ((await world.all(`${UDP}#[method]receiver.receive`, receiver)) as { readonly sender: unknown }).sender;
}
const replied: Maker = async (world) => {
  const [socket, receiver] = await heard(world);
  await world.all(`${UDP}#[method]receiver.reply`, receiver, await sender(world, receiver), bytes);
  return socket;
};

const inInterface = (name: string, functions: NeedsTable): NeedsTable =>
  Object.fromEntries(Object.entries(functions).map(([key, needs]) => [`${name}#${key}`, needs]));

export const EXTENSIONS: NeedsTable = {
  ...inInterface('airssys:ext-filesystem/open-files', {
    open: { grants: read, args: () => ['/data/a.txt', 'read'] },
    '[method]file.read-at': on(read, reading, 0n, 4),
    '[method]file.write-at': on(write, writing, 0n, bytes),
    '[method]file.append': on(write, writing, bytes),
    '[method]file.size': on(read, reading),
    '[method]file.set-size': on(write, writing, 1n),
    '[method]file.sync': on(write, writing),
  }),
  ...inInterface('airssys:ext-messaging/messaging', {
    publish: { grants: ['messaging.publish:orders.*'], args: () => ['orders.created', bytes, sending] },
    subscribe: { grants: ['messaging.subscribe:orders.**'], args: () => ['orders.*'] },
    unsubscribe: { none: OWN_SUBSCRIPTION },
    'send-with': { grants: ['messaging.send:test:peer'], args: () => [peer, bytes, sending] },
    ask: { grants: ['messaging.request:test:peer'], args: () => [peer, bytes, 10n] },
  }),
  ...inInterface('airssys:ext-process/processes', {
    spawn: { grants: running, args: () => spawn },
    '[method]child.write-stdin': on(running, child, bytes),
    '[method]child.close-stdin': on(running, child),
    '[method]child.read-stdout': on(running, ended, 4),
    '[method]child.read-stderr': on(running, ended, 4),
    '[method]child.wait': on(running, ended),
    '[method]child.finish': on(running, child, undefined),
    '[method]child.signal': on(['process.signal:*'], child, 'terminate'),
    '[method]child.kill': on(['process.kill:*'], child),
  }),
  'airssys:ext-secrets/secrets#get': { grants: ['secrets.read:TOKEN'], args: () => ['TOKEN'] },
  'airssys:ext-network/dns#resolve': {
    grants: ['network.resolve:localhost', 'network.resolve:127.0.0.1', 'network.resolve:[::1]'],
    args: () => ['localhost'],
  },
  ...inInterface('airssys:ext-network/http', {
    send: { grants: OUT, args: async (world) => [await request(world), undefined, 0] },
    begin: { grants: OUT, args: async (world) => [await request(world, 'POST')] },
    '[method]response.status': { none: KNOWN },
    '[method]response.headers': { none: KNOWN },
    '[method]response.url': { none: KNOWN },
    '[method]response.read': on(OUT, response, 4),
    '[method]upload.write': on(OUT, upload, bytes),
    '[method]upload.finish': on(OUT, upload),
  }),
  ...inInterface('airssys:ext-network/tcp', {
    connect: { grants: OUT, args: async (world) => ['127.0.0.1', await world.server()] },
    listen: { grants: IN, args: () => ['127.0.0.1', 0] },
    '[method]connection.read': on(OUT, answered, 4),
    '[method]connection.write': on(OUT, connection, bytes),
    '[method]connection.finish': on(OUT, connection),
    '[method]connection.remote': { none: KNOWN },
    '[method]listener.accept': on(IN, listener),
    '[method]listener.local': { none: KNOWN },
  }),
  'airssys:ext-network/tls#connect': { grants: OUT, args: async (world) => ['127.0.0.1', await world.server(), []] },
  ...inInterface('airssys:ext-network/udp', {
    connect: { grants: OUT, args: async (world) => ['127.0.0.1', await world.server()] },
    bind: { grants: IN, args: () => ['127.0.0.1', 0] },
    '[method]socket.send': on(OUT, async (world) => (await heard(world))[0], bytes),
    '[method]socket.receive': on(OUT, replied),
    '[method]socket.local': { none: KNOWN },
    '[method]receiver.receive': on(IN, async (world) => (await heard(world))[1]),
    '[method]receiver.reply': {
      grants: IN,
      args: async (world) => {
        const [, receiver] = await heard(world);
        return [receiver, await sender(world, receiver), bytes];
      },
    },
    '[method]receiver.local': { none: KNOWN },
  }),
};
