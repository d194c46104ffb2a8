/** WIT `airssys:ext-network/tcp@1.0.0` and `tls@1.0.0`, whose connections are of one resource. */
import type { Socket } from 'node:net';
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { GuestResource } from '../../guest-resource.ts';
import type { HostFunction, HostService } from '../../host-service.ts';
import { resourceService } from '../../resource-service.ts';
import { BodyReader } from '../body-reader.ts';
import type { GuestNetwork } from '../guest-network.ts';
import { GuestListener } from '../guest-listener.ts';
import { NetworkFault } from '../network-fault.ts';
import { endpointText } from '../network-host.ts';
import { finishWriting, writeTo } from '../write-to.ts';
import { demandHost, demandLocal } from './arguments.ts';
import { type Accessed, opening, telling, using } from './network-error.ts';

class TcpConnection implements Accessed {
  readonly socket: Socket;
  readonly accesses: readonly AccessRequest[];
  readonly remote: string;
  readonly reader: BodyReader;

  constructor(network: GuestNetwork, socket: Socket, accesses: readonly AccessRequest[], remote: string) {
    const { idleTimeoutMs } = network.settings;
    this.socket = socket;
    this.accesses = accesses;
    this.remote = remote;
    this.reader = new BodyReader(socket, { what: remote, maxBytes: Infinity, idleTimeoutMs, ended: network.ended });
  }
}

/** Longest name of a protocol (RFC 7301, 3.1), and how many may be offered. */
const MAX_PROTOCOL = 255;
const MAX_PROTOCOLS = 16;

export function tcpServices(network: GuestNetwork): readonly HostService[] {
  const connections = new GuestResource('connection', TcpConnection, ({ socket }) => void socket.destroy());
  const listeners = new GuestResource('listener', GuestListener, (listener) => listener.close());

  const accessOf = (host: string, port: number): AccessRequest => ({
    area: 'network',
    action: 'outbound',
    resource: endpointText(demandHost(host), port),
  });
  const connecting = (
    protocolsOf: (given: readonly string[]) => { readonly protocols: string[] } | undefined,
  ): HostFunction =>
    opening(accessOf, async (call, name: string, port: number, given: readonly string[]) => {
      const peer = { host: demandHost(name), port };
      const connection = await network.connect(peer, call, { tls: protocolsOf(given), isAsked: true });
      const remote = endpointText({ kind: 'address', address: connection.remote }, port);
      return connections.give(new TcpConnection(network, connection.socket, connection.accesses, remote));
    });

  const tcp = resourceService({
    interface: 'airssys:ext-network/tcp@1.0.0',
    resources: [connections, listeners],
    waiting: {
      connect: connecting(() => undefined),
      listen: opening(
        (address: string, port: number) => ({
          area: 'network',
          action: 'inbound',
          resource: endpointText(demandLocal(address), port),
        }),
        async (call, address: string, port: number) =>
          listeners.give(await GuestListener.open(network, demandLocal(address), port, call.signal)),
      ),
      '[method]listener.accept': using(listeners, async (call, listener) => {
        const { socket, remote } = await listener.accept(call.signal);
        return connections.give(new TcpConnection(network, socket, listener.accesses, remote));
      }),
      '[method]connection.read': using(
        connections,
        async (call, { reader }, most: number) => await reader.read(Math.max(1, most), call.signal),
      ),
      '[method]connection.write': using(connections, async (call, { socket, remote }, bytes: Uint8Array) => {
        await writeTo(socket, bytes, { network, what: remote, signal: call.signal });
      }),
      '[method]connection.finish': using(connections, async (call, { socket, remote }) => {
        await finishWriting(socket, { network, what: remote, signal: call.signal });
      }),
    },
    immediate: {
      '[method]connection.remote': telling(connections, ({ remote }) => remote),
      '[method]listener.local': telling(listeners, ({ local }) => local),
    },
  });
  const tls: HostService = {
    interface: 'airssys:ext-network/tls@1.0.0',
    waiting: {
      connect: connecting((given) => {
        if (given.length > MAX_PROTOCOLS || given.some((one) => one === '' || one.length > MAX_PROTOCOL)) {
          throw new NetworkFault('invalid', `protocols ${JSON.stringify(given.slice(0, MAX_PROTOCOLS))}`);
        }
        return { protocols: [...given] };
      }),
    },
  };
  return [tcp, tls];
}
