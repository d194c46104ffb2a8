import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { allOf, httpServer, tcpServer } from '../services/network/servers.ts';
import type { Needs, NeedsTable } from './needs.ts';
import type { World } from './open-gate.ts';

const EXT = 'airssys:ext-network';
const HTTP = `${EXT}/http@1.0.0`;
const TCP = `${EXT}/tcp@1.0.0`;
const UDP = `${EXT}/udp@1.0.0`;
const V = '@0.2.12';
const WASI_HTTP = `wasi:http/types${V}`;
const WASI_TCP = `wasi:sockets/tcp${V}`;
const WASI_UDP = `wasi:sockets/udp${V}`;

const OUT = ['network.outbound:127.0.0.1:*'];
const IN = ['network.inbound:127.0.0.1:*'];
const LOOPBACK = '127.0.0.1';

type Maker = (world: World) => Promise<unknown>;

/** A server that answers whatever it is sent. */
const echo = async (): Promise<number> => await tcpServer((socket) => void socket.pipe(socket));
const web = async (): Promise<number> => await httpServer((_request, response) => void response.end('content'));
const datagrams = async (): Promise<number> => {
  const socket = createSocket('udp4', (bytes, { port, address }) => socket.send(bytes, port, address));
  socket.bind(0, LOOPBACK);
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket.address().port;
};
const request = async (): Promise<object> => ({
  method: 'GET',
  url: `http://${LOOPBACK}:${await web()}/`,
  headers: [],
  timeoutMs: undefined,
});

const on = (maker: Maker, grants: readonly string[], ...args: readonly unknown[]): Needs => ({
  grants,
  args: async (world) => [await maker(world), ...args],
});
const opening = (grants: readonly string[], args: () => Promise<readonly unknown[]> | readonly unknown[]): Needs => ({
  grants,
  args,
});

const response: Maker = async ({ all }) => await all(`${HTTP}#send`, await request(), undefined, 0);
const upload: Maker = async ({ all }) => await all(`${HTTP}#begin`, { ...(await request()), method: 'PUT' });
const connection: Maker = async ({ all }) => await all(`${TCP}#connect`, LOOPBACK, await echo());
const listener: Maker = async ({ all }) => await all(`${TCP}#listen`, LOOPBACK, 0);
/** One that somebody has connected to. */
const busyListener: Maker = async (world) => {
  const made = await listener(world);
  const local = String(await world.all(`${TCP}#[method]listener.local`, made));
  const client = connect(Number(local.split(':')[1]), LOOPBACK);
  void allOf(client);
  await once(client, 'connect');
  return made;
};
const socket: Maker = async ({ all }) => {
  const made = await all(`${UDP}#connect`, LOOPBACK, await datagrams());
  await all(`${UDP}#[method]socket.send`, made, Uint8Array.of(1));
  return made;
};
/** One that somebody has sent to; and who. */
const receiver = async ({ all }: World): Promise<readonly [handle: unknown, sender: string]> => {
  const made = await all(`${UDP}#bind`, LOOPBACK, 0);
  const port = Number(String(await all(`${UDP}#[method]receiver.local`, made)).split(':')[1]);
  const client = createSocket('udp4');
  client.bind(0, LOOPBACK);
  await once(client, 'listening');
  onTestFinished(() => void client.close());
  const send = async (): Promise<void> =>
    await new Promise((resolve) => client.send(Uint8Array.of(1), port, LOOPBACK, () => resolve()));
  await send();
  await all(`${UDP}#[method]receiver.receive`, made);
  await send();
  return [made, `${LOOPBACK}:${client.address().port}`];
};
const justReceiver: Maker = async (world) => (await receiver(world))[0];

const EXT_NETWORK: NeedsTable = {
  [`${EXT}/dns#resolve`]: { grants: ['network.resolve:127.0.0.1'], args: () => [LOOPBACK] },
  [`${EXT}/http#send`]: opening(OUT, async () => [await request(), undefined, 0]),
  [`${EXT}/http#begin`]: opening(OUT, async () => [await request()]),
  [`${EXT}/http#[method]response.status`]: on(response, OUT),
  [`${EXT}/http#[method]response.headers`]: on(response, OUT),
  [`${EXT}/http#[method]response.url`]: on(response, OUT),
  [`${EXT}/http#[method]response.read`]: on(response, OUT, 100),
  [`${EXT}/http#[method]upload.write`]: on(upload, OUT, Uint8Array.of(1)),
  [`${EXT}/http#[method]upload.finish`]: on(upload, OUT),
  [`${EXT}/tcp#connect`]: opening(OUT, async () => [LOOPBACK, await echo()]),
  [`${EXT}/tcp#listen`]: opening(IN, () => [LOOPBACK, 0]),
  [`${EXT}/tcp#[method]connection.read`]: on(
    async (world) => {
      const made = await connection(world);
      await world.all(`${TCP}#[method]connection.write`, made, Uint8Array.of(1));
      return made;
    },
    OUT,
    100,
  ),
  [`${EXT}/tcp#[method]connection.write`]: on(connection, OUT, Uint8Array.of(1)),
  [`${EXT}/tcp#[method]connection.finish`]: on(connection, OUT),
  [`${EXT}/tcp#[method]connection.remote`]: on(connection, OUT),
  [`${EXT}/tcp#[method]listener.accept`]: on(busyListener, IN),
  [`${EXT}/tcp#[method]listener.local`]: on(listener, IN),
  [`${EXT}/tls#connect`]: opening(OUT, async () => [LOOPBACK, await web(), []]),
  [`${EXT}/udp#connect`]: opening(OUT, async () => [LOOPBACK, await datagrams()]),
  [`${EXT}/udp#bind`]: opening(IN, () => [LOOPBACK, 0]),
  [`${EXT}/udp#[method]socket.send`]: on(socket, OUT, Uint8Array.of(1)),
  [`${EXT}/udp#[method]socket.receive`]: on(socket, OUT),
  [`${EXT}/udp#[method]socket.local`]: on(socket, OUT),
  [`${EXT}/udp#[method]receiver.receive`]: on(justReceiver, IN),
  [`${EXT}/udp#[method]receiver.reply`]: {
    grants: IN,
    args: async (world) => [...(await receiver(world)), Uint8Array.of(1)],
  },
  [`${EXT}/udp#[method]receiver.local`]: on(justReceiver, IN),
};

const MESSAGE = 'it makes or reads a message of the component, of which nothing leaves the host by that';
const READY = 'that something is ready tells no more than the use of it that follows, which asks';
const CAME = 'it was put into the hands of the component, with the request or by a request that was granted';

const FIELDS = ['get', 'has', 'set', 'delete', 'append', 'entries', 'clone'].map((name) => `[method]fields.${name}`);
const REQUEST = ['body', 'method', 'path-with-query', 'scheme', 'authority', 'headers'].map(
  (name) => `[method]outgoing-request.${name}`,
);
const REQUEST_SET = ['method', 'path-with-query', 'scheme', 'authority'].map(
  (name) => `[method]outgoing-request.set-${name}`,
);
const OPTIONS = ['connect-timeout', 'first-byte-timeout', 'between-bytes-timeout'].flatMap((name) => [
  `[method]request-options.${name}`,
  `[method]request-options.set-${name}`,
]);
const MADE = [
  '[constructor]fields',
  '[static]fields.from-list',
  ...FIELDS,
  '[constructor]outgoing-request',
  ...REQUEST,
  ...REQUEST_SET,
  '[constructor]request-options',
  ...OPTIONS,
  '[constructor]outgoing-response',
  '[method]outgoing-response.status-code',
  '[method]outgoing-response.set-status-code',
  '[method]outgoing-response.headers',
  '[method]outgoing-response.body',
  '[method]outgoing-body.write',
  '[static]outgoing-body.finish',
  '[static]response-outparam.set',
];
const ARRIVED = [
  'http-error-code',
  ...['method', 'path-with-query', 'scheme', 'authority', 'headers', 'consume'].map(
    (name) => `[method]incoming-request.${name}`,
  ),
  '[method]incoming-response.status',
  '[method]incoming-response.headers',
  '[method]incoming-response.consume',
  '[method]incoming-body.stream',
  '[static]incoming-body.finish',
  '[method]future-trailers.get',
  '[method]future-incoming-response.get',
];

const none = (prefix: string, names: readonly string[], why: string): NeedsTable =>
  Object.fromEntries(names.map((name): [string, Needs] => [`${prefix}#${name}`, { none: why }]));

const wasiRequest: Maker = async ({ all }) => {
  const made = await all(`${WASI_HTTP}#[constructor]outgoing-request`, await all(`${WASI_HTTP}#[constructor]fields`));
  await all(`${WASI_HTTP}#[method]outgoing-request.set-scheme`, made, { tag: 'HTTP' });
  await all(`${WASI_HTTP}#[method]outgoing-request.set-authority`, made, `${LOOPBACK}:${await web()}`);
  return made;
};

const WASI_HTTP_NEEDS: NeedsTable = {
  'wasi:http/outgoing-handler#handle': on(wasiRequest, OUT, undefined),
  ...none('wasi:http/types', MADE, MESSAGE),
  ...none('wasi:http/types', ARRIVED, CAME),
  ...none(
    'wasi:http/types',
    ['[method]future-trailers.subscribe', '[method]future-incoming-response.subscribe'],
    READY,
  ),
};

const network: Maker = async ({ all }) => await all(`wasi:sockets/instance-network${V}#instance-network`);
const place = (port: number): object => ({ tag: 'ipv4', val: { port, address: [127, 0, 0, 1] } });
const tcp: Maker = async ({ all }) => await all(`wasi:sockets/tcp-create-socket${V}#create-tcp-socket`, 'ipv4');
const udp: Maker = async ({ all }) => await all(`wasi:sockets/udp-create-socket${V}#create-udp-socket`, 'ipv4');
/** Something that has been begun and takes its time. */
const later = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 100));

const connecting: Maker = async (world) => {
  const made = await tcp(world);
  await world.all(`${WASI_TCP}#[method]tcp-socket.start-connect`, made, await network(world), place(await echo()));
  await later();
  return made;
};
const bound: Maker = async (world) => {
  const made = await tcp(world);
  await world.all(`${WASI_TCP}#[method]tcp-socket.start-bind`, made, await network(world), place(0));
  await world.all(`${WASI_TCP}#[method]tcp-socket.finish-bind`, made);
  return made;
};
const listening: Maker = async (world) => {
  const made = await bound(world);
  await world.all(`${WASI_TCP}#[method]tcp-socket.start-listen`, made);
  await later();
  await world.all(`${WASI_TCP}#[method]tcp-socket.finish-listen`, made);
  const local = (await world.all(`${WASI_TCP}#[method]tcp-socket.local-address`, made)) as { val: { port: number } };
  const client = connect(local.val.port, LOOPBACK);
  void allOf(client);
  await later();
  return made;
};
const boundUdp = async (world: World, port = 0): Promise<unknown> => {
  const made = await udp(world);
  await world.all(`${WASI_UDP}#[method]udp-socket.start-bind`, made, await network(world), place(port));
  await later();
  await world.all(`${WASI_UDP}#[method]udp-socket.finish-bind`, made);
  return made;
};
/** A port that nobody has. */
const freePort = async (): Promise<number> => {
  const probe = createSocket('udp4');
  probe.bind(0, LOOPBACK);
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
};
const streams = async (world: World, port = 0): Promise<readonly unknown[]> =>
  (await world.all(
    `${WASI_UDP}#[method]udp-socket.stream`,
    await boundUdp(world, port),
    undefined,
  )) as readonly unknown[];

const OWN_SOCKET = 'it tells or changes something of a socket of the component, which reaches nobody by that';
const optionsOf = (resource: string, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`[method]${resource}.${name}`, `[method]${resource}.set-${name}`]);

const TCP_OWN = [
  ...['start-bind', 'finish-bind', 'finish-listen', 'local-address', 'remote-address', 'is-listening'],
  ...['address-family', 'set-listen-backlog-size', 'shutdown'],
].map((name) => `[method]tcp-socket.${name}`);
const BUFFERS = ['receive-buffer-size', 'send-buffer-size'];
const KEEP_ALIVE = ['enabled', 'idle-time', 'interval', 'count'].map((name) => `keep-alive-${name}`);

const SOCKETS: NeedsTable = {
  'wasi:sockets/network#network-error-code': { none: 'it says in words what the component was answered before' },
  'wasi:sockets/instance-network#instance-network': { none: 'what it may reach is asked for when it does' },
  'wasi:sockets/ip-name-lookup#resolve-addresses': {
    grants: ['network.resolve:127.0.0.1'],
    args: async (world) => [await network(world), LOOPBACK],
  },
  'wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address': on(
    async (world) =>
      await world.all(`wasi:sockets/ip-name-lookup${V}#resolve-addresses`, await network(world), LOOPBACK),
    ['network.resolve:127.0.0.1'],
  ),
  'wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe': { none: READY },
  'wasi:sockets/tcp-create-socket#create-tcp-socket': { none: 'a socket that is not connected reaches nobody' },
  'wasi:sockets/tcp#[method]tcp-socket.start-connect': {
    grants: OUT,
    args: async (world) => [await tcp(world), await network(world), place(await echo())],
  },
  'wasi:sockets/tcp#[method]tcp-socket.finish-connect': on(connecting, OUT),
  'wasi:sockets/tcp#[method]tcp-socket.start-listen': on(bound, IN),
  'wasi:sockets/tcp#[method]tcp-socket.accept': on(listening, IN),
  'wasi:sockets/tcp#[method]tcp-socket.subscribe': { none: READY },
  ...none(
    'wasi:sockets/tcp',
    [...TCP_OWN, ...optionsOf('tcp-socket', [...KEEP_ALIVE, 'hop-limit', ...BUFFERS])],
    OWN_SOCKET,
  ),
  'wasi:sockets/udp-create-socket#create-udp-socket': { none: 'a socket that is not bound reaches nobody' },
  'wasi:sockets/udp#[method]udp-socket.start-bind': {
    grants: IN,
    args: async (world) => [await udp(world), await network(world), place(await freePort())],
  },
  'wasi:sockets/udp#[method]udp-socket.stream': {
    grants: OUT,
    args: async (world) => [await boundUdp(world), place(await datagrams())],
  },
  'wasi:sockets/udp#[method]incoming-datagram-stream.receive': {
    grants: IN,
    args: async (world) => [(await streams(world, await freePort()))[0], 1n],
  },
  'wasi:sockets/udp#[method]outgoing-datagram-stream.send': {
    grants: OUT,
    args: async (world) => [
      (await streams(world))[1],
      [{ data: Uint8Array.of(1), remoteAddress: place(await datagrams()) }],
    ],
  },
  ...none(
    'wasi:sockets/udp',
    [
      ...['finish-bind', 'local-address', 'remote-address', 'address-family'].map(
        (name) => `[method]udp-socket.${name}`,
      ),
      ...optionsOf('udp-socket', ['unicast-hop-limit', ...BUFFERS]),
      '[method]outgoing-datagram-stream.check-send',
    ],
    OWN_SOCKET,
  ),
  ...none(
    'wasi:sockets/udp',
    ['udp-socket', 'incoming-datagram-stream', 'outgoing-datagram-stream'].map((name) => `[method]${name}.subscribe`),
    READY,
  ),
};

export const NETWORK: NeedsTable = { ...EXT_NETWORK, ...WASI_HTTP_NEEDS, ...SOCKETS };
