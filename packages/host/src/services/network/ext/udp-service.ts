import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { GuestResource } from '../../guest-resource.ts';
import type { HostService } from '../../host-service.ts';
import { resourceService } from '../../resource-service.ts';
import { GuestDatagrams } from '../guest-datagrams.ts';
import type { GuestNetwork } from '../guest-network.ts';
import { NetworkFault } from '../network-fault.ts';
import { endpointText } from '../network-host.ts';
import { demandHost, demandLocal } from './arguments.ts';
import { opening, telling, using } from './network-error.ts';

/** A socket that is bound: to the gate and the component another resource than one for a peer. */
class Receiver {
  readonly datagrams: GuestDatagrams;

  constructor(datagrams: GuestDatagrams) {
    this.datagrams = datagrams;
  }

  get accesses(): readonly AccessRequest[] {
    return this.datagrams.accesses;
  }
}

/** WIT `airssys:ext-network/udp@1.0.0`. */
export function udpService(network: GuestNetwork): HostService {
  const sockets = new GuestResource('socket', GuestDatagrams, (socket) => socket.close());
  const receivers = new GuestResource('receiver', Receiver, ({ datagrams }) => datagrams.close());
  return resourceService({
    interface: 'airssys:ext-network/udp@1.0.0',
    resources: [sockets, receivers],
    waiting: {
      connect: opening(
        (host: string, port: number) => ({
          area: 'network',
          action: 'outbound',
          resource: endpointText(demandHost(host), port),
        }),
        async (call, name: string, port: number) => {
          const { addresses, accesses } = await network.candidates({ host: demandHost(name), port }, call, true);
          const [address] = addresses;
          if (address === undefined) throw new NetworkFault('name-not-found', name);
          return sockets.give(await GuestDatagrams.connect(network, { address, port }, accesses, call.signal));
        },
      ),
      bind: opening(
        (address: string, port: number) => ({
          area: 'network',
          action: 'inbound',
          resource: endpointText(demandLocal(address), port),
        }),
        async (call, address: string, port: number) =>
          receivers.give(new Receiver(await GuestDatagrams.bind(network, demandLocal(address), port, call.signal))),
      ),
      '[method]socket.send': using(sockets, async (call, socket, bytes: Uint8Array) => {
        await socket.send(bytes, call.signal);
      }),
      '[method]socket.receive': using(sockets, async (call, socket) => (await socket.receive(call.signal)).bytes),
      '[method]receiver.receive': using(receivers, async (call, { datagrams }) => await datagrams.receive(call.signal)),
      '[method]receiver.reply': using(receivers, async (call, { datagrams }, sender: string, bytes: Uint8Array) => {
        await datagrams.reply(sender, bytes, call.signal);
      }),
    },
    immediate: {
      '[method]socket.local': telling(sockets, ({ local }) => local),
      '[method]receiver.local': telling(receivers, ({ datagrams }) => datagrams.local),
    },
  });
}
