import type { Needs, NeedsTable } from './needs.ts';
import type { World } from './open-gate.ts';

const V = '@0.2.12';
const TCP = `wasi:sockets/tcp${V}#[method]tcp-socket`;
const UDP = `wasi:sockets/udp${V}#[method]udp-socket`;
const LOOKUP = `wasi:sockets/ip-name-lookup${V}`;

const OWN =
  'it makes, sets or reads an object of the component itself, which reaches nobody before it is connected, bound or listens';
const READY = 'that something is ready tells no more than the use of it that follows, which asks';
const OUT = ['network.outbound:127.0.0.1:*'];
const IN = ['network.inbound:127.0.0.1:*'];

const at = (port: number): object => ({ tag: 'ipv4', val: { port, address: [127, 0, 0, 1] } });
const network = async (world: World): Promise<unknown> =>
  await world.all(`wasi:sockets/instance-network${V}#instance-network`);
const ready = async (world: World, pollable: unknown): Promise<unknown> =>
  await world.all(`wasi:io/poll${V}#[method]pollable.block`, pollable);

const tcp = async (world: World): Promise<unknown> =>
  await world.all(`wasi:sockets/tcp-create-socket${V}#create-tcp-socket`, 'ipv4');
const udp = async (world: World): Promise<unknown> =>
  await world.all(`wasi:sockets/udp-create-socket${V}#create-udp-socket`, 'ipv4');

async function connecting(world: World): Promise<unknown> {
  const socket = await tcp(world);
  await world.all(`${TCP}.start-connect`, socket, await network(world), at(await world.server()));
  await ready(world, await world.all(`${TCP}.subscribe`, socket));
  return socket;
}

async function bound(world: World): Promise<unknown> {
  const socket = await tcp(world);
  await world.all(`${TCP}.start-bind`, socket, await network(world), at(0));
  await world.all(`${TCP}.finish-bind`, socket);
  return socket;
}

async function listening(world: World): Promise<unknown> {
  const socket = await bound(world);
  await world.all(`${TCP}.start-listen`, socket);
  await ready(world, await world.all(`${TCP}.subscribe`, socket));
  await world.all(`${TCP}.finish-listen`, socket);
  return socket;
}

/** Bound to the port of the world's server, which is one of TCP; or to any, for answers only. */
async function boundUdp(world: World, port: number): Promise<unknown> {
  const socket = await udp(world);
  await world.all(`${UDP}.start-bind`, socket, await network(world), at(port));
  await ready(world, await world.all(`${UDP}.subscribe`, socket));
  await world.all(`${UDP}.finish-bind`, socket);
  return socket;
}

async function datagrams(world: World, port: number): Promise<readonly [incoming: unknown, outgoing: unknown]> {
  const [incoming, outgoing] = (await world.all(`${UDP}.stream`, await boundUdp(world, port), undefined)) as unknown[];
  return [incoming, outgoing];
}

async function sending(world: World): Promise<readonly unknown[]> {
  const [, outgoing] = await datagrams(world, 0);
  await world.all(`wasi:sockets/udp${V}#[method]outgoing-datagram-stream.check-send`, outgoing);
  return [outgoing, [{ data: Uint8Array.of(1), remoteAddress: at(await world.server()) }]];
}

async function lookedUp(world: World): Promise<unknown> {
  const stream = await world.all(`${LOOKUP}#resolve-addresses`, await network(world), 'localhost');
  await ready(world, await world.all(`${LOOKUP}#[method]resolve-address-stream.subscribe`, stream));
  return stream;
}

const none = (prefix: string, names: readonly string[], why: string): NeedsTable =>
  Object.fromEntries(names.map((name): [string, Needs] => [`${prefix}${name}`, { none: why }]));
const OPTIONS = ['receive-buffer-size', 'send-buffer-size'];
const TCP_OPTIONS = [
  'keep-alive-enabled',
  'keep-alive-idle-time',
  'keep-alive-interval',
  'keep-alive-count',
  'hop-limit',
];
const both = (name: string): readonly string[] => [name, `set-${name}`];

export const SOCKETS: NeedsTable = {
  ...none('wasi:sockets/', ['network#network-error-code', 'instance-network#instance-network'], OWN),
  ...none('wasi:sockets/', ['tcp-create-socket#create-tcp-socket', 'udp-create-socket#create-udp-socket'], OWN),
  ...none(
    'wasi:sockets/tcp#[method]tcp-socket.',
    [
      ...['start-bind', 'finish-bind', 'finish-listen', 'local-address', 'remote-address', 'is-listening'],
      ...['address-family', 'set-listen-backlog-size', 'shutdown'],
      ...[...TCP_OPTIONS, ...OPTIONS].flatMap(both),
    ],
    OWN,
  ),
  ...none(
    'wasi:sockets/udp#[method]udp-socket.',
    [
      ...['finish-bind', 'local-address', 'remote-address', 'address-family'],
      ...['unicast-hop-limit', ...OPTIONS].flatMap(both),
    ],
    OWN,
  ),
  ...none(
    'wasi:sockets/',
    [
      'tcp#[method]tcp-socket.subscribe',
      'udp#[method]udp-socket.subscribe',
      'udp#[method]incoming-datagram-stream.subscribe',
      'udp#[method]outgoing-datagram-stream.subscribe',
      'udp#[method]outgoing-datagram-stream.check-send',
      'ip-name-lookup#[method]resolve-address-stream.subscribe',
    ],
    READY,
  ),
  'wasi:sockets/ip-name-lookup#resolve-addresses': {
    grants: ['network.resolve:localhost'],
    args: async (world) => [await network(world), 'localhost'],
  },
  'wasi:sockets/ip-name-lookup#[method]resolve-address-stream.resolve-next-address': {
    grants: ['network.resolve:127.0.0.1', 'network.resolve:[::1]'],
    args: async (world) => [await lookedUp(world)],
  },
  'wasi:sockets/tcp#[method]tcp-socket.start-connect': {
    grants: OUT,
    args: async (world) => [await tcp(world), await network(world), at(await world.server())],
  },
  'wasi:sockets/tcp#[method]tcp-socket.finish-connect': {
    grants: OUT,
    args: async (world) => [await connecting(world)],
  },
  'wasi:sockets/tcp#[method]tcp-socket.start-listen': { grants: IN, args: async (world) => [await bound(world)] },
  'wasi:sockets/tcp#[method]tcp-socket.accept': { grants: IN, args: async (world) => [await listening(world)] },
  'wasi:sockets/udp#[method]udp-socket.start-bind': {
    grants: IN,
    args: async (world) => [await udp(world), await network(world), at(await world.server())],
  },
  'wasi:sockets/udp#[method]udp-socket.stream': {
    grants: OUT,
    args: async (world) => [await boundUdp(world, 0), at(await world.server())],
  },
  'wasi:sockets/udp#[method]incoming-datagram-stream.receive': {
    grants: IN,
    args: async (world) => [(await datagrams(world, await world.server()))[0], 4n],
  },
  'wasi:sockets/udp#[method]outgoing-datagram-stream.send': { grants: OUT, args: sending },
};
