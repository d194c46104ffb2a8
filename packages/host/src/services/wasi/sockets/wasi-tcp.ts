/** WIT `wasi:sockets/tcp` and `tcp-create-socket`. */
import type { HostCall, HostFunction, HostService } from '../../host-service.ts';
import { GuestResource } from '../../guest-resource.ts';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { endpointText } from '../../network/network-host.ts';
import { resourceService } from '../../resource-service.ts';
import type { Waitable } from '../io/waiting.ts';
import { WASI, type WasiIo } from '../io/wasi-io.ts';
import type { KnownNames } from './known-names.ts';
import { type Family, type Place, placeOf, type SocketAddress, toSocketAddress } from './socket-address.ts';
import { answering, socketError } from './socket-error.ts';
import { type TcpOptions, type Streams, TcpSocket } from './tcp-socket.ts';

export interface SocketSetting {
  readonly network: GuestNetwork;
  readonly names: KnownNames;
  /** Ends the call for what is no handle of a network. */
  readonly networks: (handle: unknown) => void;
  readonly subscribe: (waitable: Waitable) => object;
}

export function demandPlace(address: SocketAddress): Place {
  const place = placeOf(address);
  if (place === undefined) throw socketError('invalid-argument');
  return place;
}

export function wasiTcp({
  io,
  network,
  names,
  networks,
  subscribe,
}: SocketSetting & { readonly io: WasiIo }): readonly HostService[] {
  const sockets = new GuestResource('tcp-socket', TcpSocket, (socket) => socket.dispose());
  const on = (run: (call: HostCall, socket: TcpSocket, ...args: never[]) => unknown): HostFunction =>
    answering((call, handle: object, ...args: never[]) => run(call, sockets.objectOf(handle), ...args));
  const streamsOf = ({ input, output }: Streams): readonly object[] => [io.inputs.give(input), io.outputs.give(output)];
  /** An option: what it is, and setting it where the value can be. */
  const option = <K extends keyof TcpOptions>(
    key: K,
    getter: string,
    isValid: (value: TcpOptions[K]) => boolean,
  ): Readonly<Record<string, HostFunction>> => ({
    [`[method]tcp-socket.${getter}`]: on((_call, socket) => socket.options[key]),
    [`[method]tcp-socket.set-${getter}`]: on((_call, socket, value: TcpOptions[K]) => {
      if (!isValid(value)) throw socketError('invalid-argument');
      socket.options[key] = value;
    }),
  });

  const tcp = resourceService({
    interface: `wasi:sockets/tcp@${WASI}`,
    resources: [sockets],
    immediate: {
      '[method]tcp-socket.start-bind': on((_call, socket, handle: object, address: SocketAddress) => {
        networks(handle);
        socket.startBind(demandPlace(address));
      }),
      '[method]tcp-socket.finish-bind': on((_call, socket) => socket.finishBind()),
      '[method]tcp-socket.start-connect': on((call, socket, handle: object, address: SocketAddress) => {
        networks(handle);
        const place = demandPlace(address);
        socket.demandConnectable(place);
        socket.startConnect(place, names.demand(call, place.address, place.port));
      }),
      '[method]tcp-socket.finish-connect': on((call, socket) => {
        for (const access of socket.access) call.demand(access);
        return streamsOf(socket.finishConnect());
      }),
      '[method]tcp-socket.start-listen': on((call, socket) => {
        const { bound } = socket;
        if (bound === undefined) throw socketError('invalid-state');
        const resource = endpointText({ kind: 'address', address: bound.address }, bound.port);
        const access = { area: 'network', action: 'inbound', resource } as const;
        call.demand(access);
        socket.startListen(access);
      }),
      '[method]tcp-socket.finish-listen': on((_call, socket) => socket.finishListen()),
      '[method]tcp-socket.accept': on((call, socket) => {
        for (const access of socket.access) call.demand(access);
        const accepted = socket.accept();
        return [sockets.give(accepted.socket), ...streamsOf(accepted.streams)];
      }),
      '[method]tcp-socket.local-address': on((_call, socket) => toSocketAddress(socket.local)),
      '[method]tcp-socket.remote-address': on((_call, socket) => toSocketAddress(socket.remote)),
      '[method]tcp-socket.is-listening': sockets.method({ call: (_call, socket) => socket.isListening }),
      '[method]tcp-socket.address-family': sockets.method({ call: (_call, socket) => socket.family }),
      '[method]tcp-socket.set-listen-backlog-size': on((_call, _socket, size: bigint) => {
        if (size === 0n) throw socketError('invalid-argument');
      }),
      '[method]tcp-socket.keep-alive-enabled': on((_call, socket) => socket.options.keepAlive),
      '[method]tcp-socket.set-keep-alive-enabled': on((_call, socket, isOn: boolean) => socket.setKeepAlive(isOn)),
      ...option('keepAliveIdleTime', 'keep-alive-idle-time', (value) => value > 0n),
      ...option('keepAliveInterval', 'keep-alive-interval', (value) => value > 0n),
      ...option('keepAliveCount', 'keep-alive-count', (value) => value > 0),
      ...option('hopLimit', 'hop-limit', (value) => value > 0),
      ...option('receiveBufferSize', 'receive-buffer-size', (value) => value > 0n),
      ...option('sendBufferSize', 'send-buffer-size', (value) => value > 0n),
      '[method]tcp-socket.subscribe': sockets.method({ call: (_call, socket) => subscribe(socket) }),
      '[method]tcp-socket.shutdown': on((_call, socket, how: 'receive' | 'send' | 'both') => socket.shutdown(how)),
    },
  });
  const creating: HostService = {
    interface: `wasi:sockets/tcp-create-socket@${WASI}`,
    immediate: {
      createTcpSocket: answering((_call, family: Family) => sockets.give(new TcpSocket(network, family))),
    },
  };
  return [tcp, creating];
}
