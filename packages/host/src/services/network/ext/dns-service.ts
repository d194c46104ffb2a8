import type { HostService } from '../../host-service.ts';
import { classOf } from '../address-class.ts';
import type { GuestNetwork } from '../guest-network.ts';
import { addressText, hostText } from '../network-host.ts';
import { demandHost } from './arguments.ts';
import { opening } from './network-error.ts';

/** WIT `airssys:ext-network/dns@1.0.0`. A look-up tells addresses and opens nothing, so what is found is checked when it is used. */
export function dnsService(network: GuestNetwork): HostService {
  return {
    interface: 'airssys:ext-network/dns@1.0.0',
    waiting: {
      resolve: opening(
        (name: string) => ({ area: 'network', action: 'resolve', resource: hostText(demandHost(name)) }),
        async (call, name: string) => {
          const host = demandHost(name);
          if (host.kind === 'address') return [host.address.toString()];
          const found = await network.resolve(host.name, call.signal);
          // Addresses inside of the host's networks are its operator's business, unless granted.
          for (const address of found) {
            if (classOf(address) === 'public') continue;
            call.demand({ area: 'network', action: 'resolve', resource: addressText(address) });
          }
          return found.map((address) => address.toString());
        },
      ),
    },
  };
}
