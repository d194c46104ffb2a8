/**
 * WIT `wasi:sockets` (0.2) of one instance. Connections, listeners and datagrams are those of the network service: counted, to
 * addresses that the gate was asked for, and closed with the instance.
 */
import { resourceService } from '../../resource-service.ts';
import { GuestResource } from '../../guest-resource.ts';
import type { HostService } from '../../host-service.ts';
import { type Address, classOf } from '../../network/address-class.ts';
import type { GuestNetwork } from '../../network/guest-network.ts';
import { addressText, hostText, readHost } from '../../network/network-host.ts';
import { Eventually } from '../http/eventually.ts';
import { Pollable } from '../io/pollable.ts';
import { WASI, type WasiIo } from '../io/wasi-io.ts';
import { KnownNames } from './known-names.ts';
import { toIpAddress } from './socket-address.ts';
import { answering, socketError, told } from './socket-error.ts';
import { wasiTcp } from './wasi-tcp.ts';
import { wasiUdp } from './wasi-udp.ts';

/** Of which there is one: what an instance may reach is a matter of grants. */
class Network {
  readonly kind = 'network';
}

/** WIT `resolve-address-stream`. */
class ResolvedAddresses extends Eventually<readonly Address[]> {
  #left: readonly Address[] | undefined;

  /** Undefined at the end. */
  next(): Address | undefined {
    if (this.#left === undefined) {
      const outcome = this.take();
      if (outcome === undefined || outcome === 'taken') throw socketError('would-block');
      if (!outcome.ok) throw told(outcome.error);
      this.#left = outcome.value;
    }
    const [first, ...others] = this.#left;
    this.#left = others;
    return first;
  }
}

export function wasiSockets(io: WasiIo, network: GuestNetwork): readonly HostService[] {
  const names = new KnownNames();
  const networks = new GuestResource('network', Network);
  const lookUps = new GuestResource('resolve-address-stream', ResolvedAddresses);
  const subscribe = (waitable: ConstructorParameters<typeof Pollable>[0]): object =>
    io.pollables.give(new Pollable(waitable));

  const lookUp = async (name: string): Promise<readonly Address[]> => {
    const found = await network.resolve(name, network.ended);
    for (const address of found) names.add(name, address);
    return found;
  };

  return [
    resourceService({
      interface: `wasi:sockets/network@${WASI}`,
      resources: [networks],
      immediate: {
        networkErrorCode: {
          call: (_call: unknown, handle: object) => {
            const { detail } = io.errors.objectOf(handle);
            return typeof detail === 'string' ? detail : undefined;
          },
        },
      },
    }),
    {
      interface: `wasi:sockets/instance-network@${WASI}`,
      immediate: { instanceNetwork: { call: () => networks.give(new Network()) } },
    },
    resourceService({
      interface: `wasi:sockets/ip-name-lookup@${WASI}`,
      resources: [lookUps],
      immediate: {
        resolveAddresses: answering((call, _network: object, text: string) => {
          const host = readHost(text);
          if (host === undefined) {
            // No pattern matches it: the gate refuses it, and the audit log has it.
            call.demand({ area: 'network', action: 'resolve', resource: `not valid: ${text}` });
            throw socketError('invalid-argument');
          }
          call.demand({ area: 'network', action: 'resolve', resource: hostText(host) });
          const found = host.kind === 'address' ? Promise.resolve([host.address]) : lookUp(host.name);
          return lookUps.give(new ResolvedAddresses(found));
        }),
        '[method]resolve-address-stream.resolve-next-address': lookUps.method({
          denied: () => socketError('access-denied'),
          call: (call, stream) => {
            const address = stream.next();
            if (address === undefined) return undefined;
            // Addresses inside of the host's networks are its operator's business, unless granted.
            if (classOf(address) !== 'public') {
              call.demand({ area: 'network', action: 'resolve', resource: addressText(address) });
            }
            return toIpAddress(address);
          },
        }),
        '[method]resolve-address-stream.subscribe': lookUps.method({ call: (_call, stream) => subscribe(stream) }),
      },
    }),
    ...wasiTcp({ io, network, names, networks: (handle) => void networks.objectOf(handle), subscribe }),
    ...wasiUdp({ network, names, networks: (handle) => void networks.objectOf(handle), subscribe }),
  ];
}
