/** WIT `wasi:sockets/udp` and `udp-create-socket`. */
import { GuestResource } from '../../guest-resource.ts';
import type { HostCall, HostFunction, HostService } from '../../host-service.ts';
import { endpointText } from '../../network/network-host.ts';
import { resourceService } from '../../resource-service.ts';
import { WASI } from '../io/wasi-io.ts';
import { type Family, type Place, type SocketAddress, toSocketAddress } from './socket-address.ts';
import { answering, socketError } from './socket-error.ts';
import { IncomingDatagrams, OutgoingDatagrams, UdpSocket } from './udp-socket.ts';
import { demandPlace, type SocketSetting } from './wasi-tcp.ts';

interface Outgoing {
  readonly data: Uint8Array;
  readonly remoteAddress: SocketAddress | undefined;
}

const isSame = (a: Place, b: Place): boolean => a.port === b.port && a.address.toString() === b.address.toString();

export function wasiUdp({ network, names, networks, subscribe }: SocketSetting): readonly HostService[] {
  const sockets = new GuestResource('udp-socket', UdpSocket, (socket) => socket.dispose());
  const incoming = new GuestResource('incoming-datagram-stream', IncomingDatagrams);
  const outgoing = new GuestResource('outgoing-datagram-stream', OutgoingDatagrams);
  const on = <T extends object>(
    resource: GuestResource<T>,
    run: (call: HostCall, object: T, ...args: never[]) => unknown,
  ): HostFunction =>
    answering((call, handle: object, ...args: never[]) => run(call, resource.objectOf(handle), ...args));
  const option = <K extends keyof UdpSocket['options']>(
    key: K,
    name: string,
  ): Readonly<Record<string, HostFunction>> => ({
    [`[method]udp-socket.${name}`]: on(sockets, (_call, socket) => socket.options[key]),
    [`[method]udp-socket.set-${name}`]: on(sockets, (_call, socket, value: UdpSocket['options'][K]) => {
      if (!(value > 0)) throw socketError('invalid-argument');
      socket.options[key] = value;
    }),
  });

  const udp = resourceService({
    interface: `wasi:sockets/udp@${WASI}`,
    resources: [sockets, incoming, outgoing],
    immediate: {
      '[method]udp-socket.start-bind': on(sockets, (call, socket, handle: object, given: SocketAddress) => {
        networks(handle);
        const place = demandPlace(given);
        socket.demandBindable(place);
        // A port that the system chooses is for answers: it hears those that it has spoken to.
        if (place.port === 0) {
          socket.startBind(place, undefined);
          return;
        }
        const resource = endpointText({ kind: 'address', address: place.address }, place.port);
        const access = { area: 'network', action: 'inbound', resource } as const;
        call.demand(access);
        socket.startBind(place, access);
      }),
      '[method]udp-socket.finish-bind': on(sockets, (_call, socket) => socket.finishBind()),
      '[method]udp-socket.stream': on(sockets, (call, socket, given?: SocketAddress) => {
        const remote = given && demandPlace(given);
        void socket.datagrams; // it is bound
        if (remote !== undefined) names.demand(call, remote.address, remote.port);
        socket.setRemote(remote);
        socket.datagrams.hear(remote);
        return [
          incoming.give(new IncomingDatagrams(socket)),
          outgoing.give(new OutgoingDatagrams(socket, network.ended)),
        ];
      }),
      '[method]udp-socket.local-address': on(sockets, (_call, socket) => toSocketAddress(socket.datagrams.place)),
      '[method]udp-socket.remote-address': on(sockets, (_call, socket) => toSocketAddress(socket.remote)),
      '[method]udp-socket.address-family': sockets.method({ call: (_call, socket) => socket.family }),
      ...option('hopLimit', 'unicast-hop-limit'),
      ...option('receiveBufferSize', 'receive-buffer-size'),
      ...option('sendBufferSize', 'send-buffer-size'),
      '[method]udp-socket.subscribe': sockets.method({ call: (_call, socket) => subscribe(socket) }),
      '[method]incoming-datagram-stream.receive': on(incoming, (call, stream, most: bigint) => {
        for (const access of stream.socket.access) call.demand(access);
        return stream.receive(Number(most > 64n ? 64n : most)).map(({ bytes, from }) => ({
          data: bytes,
          remoteAddress: toSocketAddress(from),
        }));
      }),
      '[method]incoming-datagram-stream.subscribe': incoming.method({ call: (_call, stream) => subscribe(stream) }),
      '[method]outgoing-datagram-stream.check-send': on(outgoing, (_call, stream) => {
        stream.demandWell();
        return BigInt(stream.permit);
      }),
      '[method]outgoing-datagram-stream.send': on(outgoing, (call, stream, datagrams: readonly Outgoing[]) => {
        stream.demandWell();
        if (datagrams.length > stream.permit) throw socketError('invalid-argument');
        for (const { data, remoteAddress } of datagrams) {
          const given = remoteAddress && demandPlace(remoteAddress);
          const { defaultRemote } = stream.socket;
          if (given !== undefined && defaultRemote !== undefined && !isSame(given, defaultRemote)) {
            throw socketError('invalid-argument');
          }
          const to = given ?? defaultRemote;
          if (to === undefined || to.port === 0) throw socketError('invalid-argument');
          names.demand(call, to.address, to.port);
          stream.send(data, to);
        }
        return BigInt(datagrams.length);
      }),
      '[method]outgoing-datagram-stream.subscribe': outgoing.method({ call: (_call, stream) => subscribe(stream) }),
    },
  });
  const creating: HostService = {
    interface: `wasi:sockets/udp-create-socket@${WASI}`,
    immediate: {
      createUdpSocket: answering((_call, family: Family) => sockets.give(new UdpSocket(network, family))),
    },
  };
  return [udp, creating];
}
