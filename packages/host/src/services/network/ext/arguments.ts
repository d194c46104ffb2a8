import { NetworkFault } from '../network-fault.ts';
import { type AddressedHost, type NetworkHost, readHost } from '../network-host.ts';

/** @throws NetworkFault `invalid` where it is no host. */
export function demandHost(text: string): NetworkHost {
  const host = readHost(text);
  if (host !== undefined) return host;
  throw new NetworkFault('invalid', `host ${JSON.stringify(text.slice(0, 300))}`);
}

/** An address of the host's own to listen at. A name could be of any. */
export function demandLocal(text: string): AddressedHost {
  const host = demandHost(text);
  if (host.kind === 'address') return host;
  throw new NetworkFault('invalid', `${host.name} is no address`);
}
